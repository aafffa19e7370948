"""Removing an environment of 3,000 files: until the prompt is back."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from benchmarks import commands, population, shells
from benchmarks.acts.start import loader_of_virtualfish
from benchmarks.ground import Ground
from benchmarks.rows import FLOOR, OURS, Case, Row, Sample, Turns, at_most, behind


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return the row of removing, and of the work in the background."""
    figures = turns.take("rmvenv", _cases(ground))
    return [
        Row("`rmvenv` of 3,000 files", figures, (at_most(0.3, FLOOR),), drawn="rmvenv, 3,000 files"),
        Row("processor time in the background after `rmvenv`", behind(figures)),
    ]


def _cases(ground: Ground) -> list[Case]:
    remove = shutil.which("rm") or "rm"
    wrapper = ground.wrapper() + "source virtualenvwrapper.sh || exit 9"
    fish = f"source '{loader_of_virtualfish(ground)}'"
    return [
        commands.case(
            ground, FLOOR, "rm -rf", lambda label: [[remove, "-rf", f"{ground.store}/gone-floor-{label}"]],
            before=_before(ground, "floor"),
        ),
        commands.case(
            ground, OURS, "", lambda label: [ground.word("rmvenv", f"gone-ours-{label}")],
            before=_before(ground, "ours"),
        ),
        commands.case(
            ground, "pew", "", lambda label: [[ground.program("pew"), "rm", f"gone-pew-{label}"]],
            before=_before(ground, "pew"),
        ),
        _told(ground, "bash", "virtualenvwrapper", wrapper, "rmvirtualenv"),
        _told(ground, "fish", "virtualfish", fish, "vf rm"),
    ]  # fmt: skip


def _before(ground: Ground, kind: str) -> Callable[[str], None]:
    return lambda label: population.copy_of_model(ground, ground.store / f"gone-{kind}-{label}")


def _told(ground: Ground, shell: str, peer: str, load: str, word: str) -> Case:
    telling = shells.Telling(shell, lambda label: load, lambda label: f"{word} gone-{peer}-{label}")
    inner = shells.case(ground, peer, word, telling, rounds=1)
    before = _before(ground, peer)

    def sample(label: str) -> Sample:
        before(label)
        return inner.sample(label)

    def count(label: str) -> int | None:
        before(label)
        return inner.count(label)

    return Case(peer, word, sample, count)
