"""Finding the environments in a home directory."""

from __future__ import annotations

import subprocess
from pathlib import Path

from benchmarks import commands, population
from benchmarks.ground import Ground
from benchmarks.rows import OTHERS, OURS, Row, Turns, at_most

PROJECTS = 150
"""In a fifth of them is an environment, and in another fifth what npm installs."""

EVERY = 5


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return the rows of finding them, without and with their sizes."""
    home = _home(ground)
    return [
        Row(
            "`envarium find` in a home directory of 140,000 files",
            turns.take("find", [
                commands.case(ground, OURS, "", lambda _: [[ground.program(OURS), "find", str(home)]]),
                commands.case(
                    ground, OTHERS, "find-venvs", lambda _: [[ground.program("find-venvs", "vf"), "list"]],
                    extra=lambda _: {"HOME": str(home)},
                ),
                commands.case(
                    ground, OTHERS, "envoic", lambda _: [[ground.program("envoic"), "list", str(home)]]
                ),
            ]),
            (at_most(0.2, OTHERS, "find-venvs"), at_most(0.2, OTHERS, "envoic")),
        ),
        Row(
            "`envarium find --sizes` in the same",
            turns.take("find --sizes", [
                commands.case(
                    ground, OURS, "", lambda _: [[ground.program(OURS), "find", "--sizes", str(home)]]
                ),
                commands.case(
                    ground, OTHERS, "killpy",
                    lambda _: [[ground.program("killpy"), "list", "--path", str(home)]],
                ),
            ]),
            (at_most(0.5, OTHERS, "killpy"),),
        ),
    ]  # fmt: skip


def _home(ground: Ground) -> Path:
    """Return a home directory with projects, documents, and environments of 1,000 files or more."""
    home = ground.root / "searched"
    if home.exists():
        return home
    population.make(ground, "model", ground.root / "models")
    for number in range(PROJECTS):
        project = home / f"src/project{number}"
        _files(project, "pyproject.toml")
        for package in range(20):
            _files(project / f"src/package{package}", *(f"module{module}.py" for module in range(8)))
            _files(project / f".git/objects/{package:02x}", "a", "b", "c")
        if number % EVERY == 0:
            for package in range(200):
                _files(project / f"node_modules/package{package}/lib", *(f"{file}.js" for file in range(5)))
        if number % EVERY == 1:
            model = ground.root / "models/model"
            subprocess.run(["cp", "-a", model, project / ".venv"], check=True)
    for number in range(300):
        _files(home / f"Documents/{number}/letters", *(f"{letter}.txt" for letter in range(10)))
    return home


def _files(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()
