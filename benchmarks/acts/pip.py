"""The first start of pip in a new environment, beside the same pip in one of venv."""

from __future__ import annotations

import shutil
import subprocess

from benchmarks import commands, timing
from benchmarks.acts.create import makers, pip_of
from benchmarks.ground import Ground
from benchmarks.rows import OURS, Case, Row, Turns, at_most

VERBS = {"`pip --version`": ("--version",), "`pip list`": ("list",)}


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return a row for each verb; venv's environment has been used before, ours has not."""
    venv = _venv(ground)
    return [_row(ground, turns, venv, act, words) for act, words in VERBS.items()]


def _row(ground: Ground, turns: Turns, venv: str, act: str, words: tuple[str, ...]) -> Row:
    theirs = commands.case(ground, "venv", "", lambda _: [[venv, *words]])
    figures = turns.take(f"pip {words[0]}", [_first(ground, words), theirs])
    return Row(f"the first {act} in an environment, the same pip", figures, (at_most(0.8, "venv"),))


def _first(ground: Ground, words: tuple[str, ...]) -> Case:
    kind = f"pip{words[0]}"
    _, make = makers(ground, kind)[OURS]

    def pip(label: str) -> list[list[str]]:
        return [[*pip_of(ground, kind, OURS, label)[:1], *words]]

    def before(label: str) -> None:
        timing.run([make(label)], ground.environment, ground.errors)

    return commands.case(ground, OURS, "", pip, before=before)


def _venv(ground: Ground) -> str:
    """Return pip of an environment of venv, with the files of the pip that ours get, compiled as pip does it."""
    ground.answer("create", "same-pip")
    place = ground.root / "made/same-pip"
    subprocess.run([ground.base, "-m", "venv", place], env=ground.environment, check=True)
    theirs = next(place.glob("lib/python*/site-packages"))
    ours = ground.store / "same-pip" / theirs.relative_to(place)
    for old in theirs.glob("pip*"):
        shutil.rmtree(old)
    for new in ours.glob("pip*"):
        shutil.copytree(new, theirs / new.name, ignore=shutil.ignore_patterns("__pycache__"))
    compiling = [str(place / "bin/python"), "-m", "compileall", "-q", str(theirs)]
    subprocess.run(compiling, env=ground.environment, check=True)
    return str(place / "bin/pip")
