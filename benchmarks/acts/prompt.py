"""From the command typed to the prompt of the activated environment, in a running shell."""

from __future__ import annotations

from benchmarks import shells
from benchmarks.acts.create import makers
from benchmarks.acts.start import loader_of_virtualfish
from benchmarks.ground import Ground
from benchmarks.rows import OURS, Case, Row, Turns

INSIDE = {"bash": '[ -n "$VIRTUAL_ENV" ] || exit 9', "fish": '[ -n "$VIRTUAL_ENV" ]; or exit 9'}


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return a row for bash, one for fish, the shell of virtualfish, and one in a project that asks for a Python."""
    act = "create an environment with pip and activate it"
    return [
        Row(f"{act}, bash", turns.take("enter new, bash", _in_bash(ground)), drawn=act),
        Row(f"{act}, fish", turns.take("enter new, fish", _in_fish(ground))),
        Row(
            f"{act}, bash, in a project with `requires-python`",
            turns.take("in a project", _in_project(ground)),
        ),
    ]


def _in_bash(ground: Ground) -> list[Case]:
    wrapper = ground.wrapper() + "source virtualenvwrapper.sh || exit 9"
    return [
        _case(ground, "bash", OURS, f". '{ground.loading('bash')}'", "mkvenv"),
        _case(ground, "bash", "virtualenvwrapper", wrapper, "mkvirtualenv"),
        *(_sourcing(ground, peer) for peer in ("uv", "virtualenv", "venv")),
    ]


def _in_fish(ground: Ground) -> list[Case]:
    return [
        _case(ground, "fish", OURS, f"source '{ground.loading('fish')}'", "mkvenv"),
        _case(ground, "fish", "virtualfish", f"source '{loader_of_virtualfish(ground)}'", "vf new"),
    ]


def _case(ground: Ground, shell: str, peer: str, load: str, word: str, kind: str = "entered") -> Case:
    name = f"{kind}-{shell}-{peer}"
    telling = shells.Telling(
        shell,
        lambda label: load,
        lambda label: f"{word} {name}-{label}",
        lambda label: _entered(shell, label),
    )
    return shells.case(ground, peer, word, telling, rounds=1)


def _in_project(ground: Ground) -> list[Case]:
    """Return the cases in a directory whose pyproject.toml says which Pythons will do: two of all read it."""
    project = ground.root / "project-of-its-own"
    project.mkdir()
    (project / "pyproject.toml").write_text(
        '[project]\nname = "own"\nversion = "1"\nrequires-python = ">=3.10"\n'
    )
    go = f"cd '{project}'"
    return [
        _case(ground, "bash", OURS, f"{go}; . '{ground.loading('bash')}'", "mkvenv", "project"),
        _sourcing(ground, "uv", go, "project"),
    ]


def _sourcing(ground: Ground, peer: str, setup: str = ":", kind: str = "sourced") -> Case:
    """Return the case of a peer whose environment is entered by sourcing its activate."""
    _, make = makers(ground, kind)[peer]

    def step(label: str) -> str:
        words = make(label)
        return " ".join(f"'{word}'" for word in words) + f" && . '{words[-1]}/bin/activate'"

    telling = shells.Telling("bash", lambda label: setup, step, lambda label: _entered("bash", label))
    return shells.case(ground, peer, "and source", telling, rounds=1)


def _entered(shell: str, label: str) -> str:
    """Return the check that the step has entered; where there was none, for counting, nothing is to check."""
    return "" if label.endswith("-none") else INSIDE[shell]
