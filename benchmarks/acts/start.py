"""Loading the integration when a shell starts."""

from __future__ import annotations

from pathlib import Path

from benchmarks import shells
from benchmarks.ground import Ground
from benchmarks.rows import FLOOR, OURS, Case, Row, Turns, no_process, within

SETUP = {"bash": ":", "zsh": "autoload -Uz compinit && compinit -u -D", "fish": "true"}
"""What a shell has before an integration is loaded: zsh its completion."""


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return a row for each shell: what sourcing the integration takes in a running shell."""
    return [_row(ground, turns, shell) for shell in SETUP]


def _row(ground: Ground, turns: Turns, shell: str) -> Row:
    figures = turns.take(f"start {shell}", _cases(ground, shell))
    title = "shell start: load the integration (bash)" if shell == "bash" else ""
    bars = (within(2, FLOOR), no_process())
    return Row(f"shell start: load the integration, {shell}", figures, bars, drawn=title)


def _cases(ground: Ground, shell: str) -> list[Case]:
    empty = ground.root / "empty"
    empty.touch()
    cases = [
        _case(ground, shell, FLOOR, empty, "an empty file"),
        _case(ground, shell, OURS, ground.loading(shell), ""),
    ]
    if shell == "fish":
        return [*cases, _case(ground, shell, "virtualfish", loader_of_virtualfish(ground), "")]
    tool = ground.tools["virtualenvwrapper"] / "bin"
    for file in ("virtualenvwrapper.sh", "virtualenvwrapper_lazy.sh"):
        note = "lazy" if "lazy" in file else ""
        cases.append(_case(ground, shell, "virtualenvwrapper", tool / file, note, ground.wrapper()))
    return cases


def _case(ground: Ground, shell: str, peer: str, file: Path, note: str, before: str = "") -> Case:
    step = f"{'source' if shell == 'fish' else '.'} '{file}'"
    telling = shells.Telling(shell, lambda label: before + SETUP[shell], lambda label: step)
    return shells.case(ground, peer, note, telling)


def loader_of_virtualfish(ground: Ground) -> Path:
    """Return the file that loads virtualfish, as `vf install` writes it."""
    file = ground.root / "virtualfish.fish"
    package = next(ground.tools["virtualfish"].glob("lib*/python*/site-packages/virtualfish"))
    file.write_text(
        f"set -g VIRTUALFISH_VERSION 2\nset -g VIRTUALFISH_HOME '{ground.store}'\n"
        f"set -g VIRTUALFISH_PYTHON_EXEC '{ground.program('virtualfish', 'python')}'\n"
        f"set -g PATH '{ground.tools['virtualfish'] / 'bin'}' $PATH\n"
        f"source '{package}/virtual.fish'\nemit virtualfish_did_setup_plugins\n"
    )
    return file
