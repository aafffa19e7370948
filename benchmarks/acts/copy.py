"""Copying and renaming an environment of 3,000 files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks import commands, population, shells
from benchmarks.ground import Ground
from benchmarks.rows import FLOOR, OURS, Case, Row, Turns, at_most


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return the row of copying, and the row of renaming where there is such a command."""
    figures = turns.take("cpvenv", [*_copies(ground), *_ours_copies(ground)])
    rows = [Row("`cpvenv` of 3,000 files", figures, (at_most(1.0, FLOOR),), drawn="cpvenv, 3,000 files")]
    if ground.has_command("rename"):
        rows.append(Row("`mvvenv` of 3,000 files", turns.take("mvvenv", _renames(ground))))
    return rows


def _ours_copies(ground: Ground) -> list[Case]:
    if not ground.has_command("copy"):
        return []
    words = ground.word("cpvenv", population.MODEL)
    return [
        commands.case(
            ground,
            OURS,
            "",
            lambda label: [[*words, f"copied-{label}"]],
            before=_discarding(ground.store, "copied"),
        )
    ]


def _discarding(folder: Path, kind: str) -> Callable[[str], None]:
    """Return what deletes the copies of earlier turns."""
    return lambda label: population.discard(*folder.glob(f"{kind}-*"))


def _copies(ground: Ground) -> list[Case]:
    model, target = str(population.model(ground)), ground.root / "made"
    copy, clone = shutil.which("cp") or "cp", ground.program("virtualenv", "virtualenv-clone")
    pew = [ground.program("pew"), "cp", "-d", population.MODEL]
    wrapper = shells.Telling(
        "bash",
        lambda label: (
            f"rm -rf {ground.store}/wrapper-*; {ground.wrapper()}source virtualenvwrapper.sh || exit 9"
        ),
        lambda label: f"cpvirtualenv {population.MODEL} wrapper-{label}",
    )
    return [
        commands.case(
            ground, FLOOR, "cp -a", lambda label: [[copy, "-a", model, f"{target}/plain-{label}"]],
            before=_discarding(target, "plain"),
        ),
        commands.case(
            ground, "virtualenv", "clone", lambda label: [[clone, model, f"{target}/clone-{label}"]],
            before=_discarding(target, "clone"),
        ),
        commands.case(
            ground, "pew", "", lambda label: [[*pew, f"pew-copied-{label}"]],
            before=_discarding(ground.store, "pew-copied"),
        ),
        shells.case(ground, "virtualenvwrapper", "cpvirtualenv", wrapper, rounds=1),
    ]  # fmt: skip


def _renames(ground: Ground) -> list[Case]:
    def before(label: str) -> None:
        population.discard(*ground.store.glob("new-*"), *target.glob("new-*"))
        ground.answer("copy", population.MODEL, f"old-{label}")

    move, store, target = shutil.which("mv") or "mv", ground.store, ground.root / "made"
    return [
        commands.case(
            ground, FLOOR, "mv", lambda label: [[move, f"{store}/old-{label}", f"{target}/new-{label}"]],
            before=before,
        ),
        commands.case(
            ground, OURS, "", lambda label: [ground.word("mvvenv", f"old-{label}", f"new-{label}")],
            before=before,
        ),
    ]  # fmt: skip
