"""Taking a snapshot of an environment of 3,000 files, and returning to it."""

from __future__ import annotations

import shutil

from benchmarks import commands, population
from benchmarks.ground import Ground
from benchmarks.rows import FLOOR, OURS, Case, Row, Turns, at_most


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return the row of taking one, and that of returning to one, beside a copy of the tree."""
    model = str(population.model(ground))
    ground.answer("snapshot", population.MODEL, "first")
    return [
        Row(
            "`envarium snapshot` of 3,000 files",
            turns.take("snapshot", [_copy(ground, model, "snap"), _ours(ground, "snapshot")]),
            (at_most(2.0, FLOOR),),
        ),
        Row(
            "`envarium rollback` of 3,000 files, checked",
            turns.take("rollback", [_copy(ground, model, "roll"), _ours(ground, "rollback")]),
        ),
    ]


def _copy(ground: Ground, model: str, kind: str) -> Case:
    copy, target = shutil.which("cp") or "cp", f"{ground.root}/made/{kind}"
    words = [copy, "-a", "--reflink=auto", model]
    return commands.case(ground, FLOOR, "cp -a", lambda label: [[*words, f"{target}-{label}"]])


def _ours(ground: Ground, verb: str) -> Case:
    return commands.case(ground, OURS, "", lambda _: [[ground.program(OURS), verb, population.MODEL]])
