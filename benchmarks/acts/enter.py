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
    """Return a row for each shell: entering, with the project's directory, and leaving."""
    places = _prepare(ground)
    return [_row(ground, turns, shell, places) for shell in SETUP]


def _row(ground: Ground, turns: Turns, shell: str, places: dict[str, Path]) -> Row:
    figures = turns.take(f"workon {shell}", _cases(ground, shell, places))
    title = "workon NAME and deactivate (bash)" if shell == "bash" else ""
    act = f"`workon NAME`, `deactivate` in a running shell, project linked, {shell}"
    return Row(act, figures, _bars(shell), drawn=title)


def _bars(shell: str) -> tuple[Bar, ...]:
    if shell == "fish":  # whose activate of 3.13 starts nothing either
        return (*(at_most(2.0, "venv", version, f"venv {version}") for version in VENVS), no_process())
    return (
        at_most(0.25, "venv", "3.13", "venv 3.13"),
        at_most(2.5, "venv", "3.11", "venv 3.11"),
        no_process(),
    )


def _prepare(ground: Ground) -> dict[str, Path]:
    """Make what is entered: ours with a project, and one environment of each venv at hand."""
    project = ground.root / "project"
    if not project.exists():
        project.mkdir()
        ground.answer("create", NAME, "--project", str(project))
    places = {}
    for version in VENVS:
        if version in ground.bases:
            places[version] = ground.root / f"made/venv-{version}"
            command = [ground.bases[version], "-I", "-m", "venv", "--without-pip", str(places[version])]
            subprocess.run(command, env=ground.environment, check=True)
    return places


def _cases(ground: Ground, shell: str, places: dict[str, Path]) -> list[Case]:
    source = f"source '{ground.loading(shell)}'\n"
    cases = [_case(ground, shell, OURS, source, f"workon {NAME}")]
    ending = ".fish" if shell == "fish" else ""
    for version, place in places.items():
        cases.append(_case(ground, shell, "venv", "", f"source '{place}/bin/activate{ending}'", version))
    if shell == "fish":
        source = f"source '{loader_of_virtualfish(ground)}'\n"
        return [
            *cases,
            _case(ground, shell, "virtualfish", source, f"vf activate {NAME}", leave="vf deactivate"),
        ]
    source = ground.wrapper() + "source virtualenvwrapper.sh || exit 9\n"
    return [*cases, _case(ground, shell, "virtualenvwrapper", source, f"workon {NAME}")]


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
