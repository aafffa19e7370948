"""Entering and leaving an environment in a running shell."""

from __future__ import annotations

import subprocess
from pathlib import Path

from benchmarks import shells
from benchmarks.acts.start import SETUP, loader_of_virtualfish
from benchmarks.ground import Ground
from benchmarks.rows import OURS, Bar, Case, Row, Turns, at_most, no_process

NAME = "entered"
VENVS = ("3.13", "3.11")
"""The CPythons whose venv is compared: the activate of the one starts `uname`, that of the other starts nothing."""


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return a row for each shell and base: entering, with the project's directory, and leaving."""
    return [_row(base, turns, shell) for base in (ground, *ground.newer()) for shell in SETUP]


def _row(ground: Ground, turns: Turns, shell: str) -> Row:
    venvs = VENVS if ground.is_default else (ground.version,)
    figures = turns.take(f"workon {shell}", _cases(ground, shell, _prepare(ground, venvs)))
    title = "workon NAME and deactivate (bash)" if shell == "bash" and ground.is_default else ""
    act = f"`workon NAME`, `deactivate` in a running shell, project linked, {shell}{ground.of_base}"
    return Row(act, figures, (*(_bar(shell, version) for version in venvs), no_process()), drawn=title)


def _bar(shell: str, version: str) -> Bar:
    factor = 2.5 if version == "3.11" else 0.25
    if shell == "fish":  # whose activate starts nothing, whatever the version
        factor = 2.0
    return at_most(factor, "venv", version, f"venv {version}")


def _prepare(ground: Ground, versions: tuple[str, ...]) -> dict[str, Path]:
    """Make what is entered, unless it is there: ours with a project, and an environment of each venv at hand."""
    project = ground.root / f"project-{ground.version}"
    if not project.exists():
        project.mkdir()
        ground.answer("create", _name(ground), "--project", str(project))
    places = {}
    for version in versions:
        if version in ground.bases:
            places[version] = ground.root / f"made/venv-{version}"
            if places[version].exists():
                continue
            command = [ground.bases[version], "-I", "-m", "venv", "--without-pip", str(places[version])]
            subprocess.run(command, env=ground.environment, check=True)
    return places


def _name(ground: Ground) -> str:
    return f"{NAME}-{ground.version}"


def _cases(ground: Ground, shell: str, places: dict[str, Path]) -> list[Case]:
    source = f"source '{ground.loading(shell)}'\n"
    cases = [_case(ground, shell, OURS, source, f"workon {_name(ground)}")]
    ending = ".fish" if shell == "fish" else ""
    for version, place in places.items():
        cases.append(_case(ground, shell, "venv", "", f"source '{place}/bin/activate{ending}'", version))
    if not ground.is_default:
        return cases
    if shell == "fish":
        source = f"source '{loader_of_virtualfish(ground)}'\n"
        return [
            *cases,
            _case(
                ground, shell, "virtualfish", source, f"vf activate {_name(ground)}", leave="vf deactivate"
            ),
        ]
    source = ground.wrapper() + "source virtualenvwrapper.sh || exit 9\n"
    return [*cases, _case(ground, shell, "virtualenvwrapper", source, f"workon {_name(ground)}")]


def _case(
    ground: Ground, shell: str, peer: str, load: str, enter: str, note: str = "", leave: str = "deactivate"
) -> Case:
    """Return the case of entering by `enter` and leaving by `leave`, after one round that is looked at."""
    inside = '[ -n "$VIRTUAL_ENV" ]; or exit 9' if shell == "fish" else '[ -n "${VIRTUAL_ENV-}" ] || exit 9'
    outside = '[ -z "$VIRTUAL_ENV" ]; or exit 9' if shell == "fish" else '[ -z "${VIRTUAL_ENV-}" ] || exit 9'
    setup = f"{load}{enter}\n{inside}\n{leave}\n{outside}"
    telling = shells.Telling(
        shell, lambda label: setup, lambda label: f"{enter}\n{leave}", lambda label: outside
    )
    return shells.case(ground, peer, note, telling)
