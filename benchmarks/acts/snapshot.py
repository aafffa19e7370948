"""Taking a snapshot of an environment, of 3,000 files or of a gigabyte, and returning to it."""

from __future__ import annotations

import os
import shutil

from benchmarks import commands, population
from benchmarks.acts.disk import owned
from benchmarks.ground import Ground
from benchmarks.rows import FLOOR, OURS, Case, Figure, Row, Turns, at_most, under

LARGE = "large"
FOLDERS, IN_EACH, SIZE = 200, 40, 131_072
"""Eight thousand files, a gigabyte together."""

KIB_IN_MIB = 1024


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return the rows of taking and returning beside a copy of the tree, and those of a large environment."""
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
        *_of_large(ground, turns),
    ]


def _of_large(ground: Ground, turns: Turns) -> list[Row]:
    """Return what a snapshot of an environment of a gigabyte takes: time, and room on the disk."""
    _fill(ground)
    act = "`envarium snapshot` of 1 GiB in 8,000 files"
    figures = turns.take("snapshot of 1 GiB", [_ours(ground, "snapshot", LARGE)])
    before = sum(owned(ground.store))
    ground.answer("snapshot", LARGE, "weighed")
    taken = (sum(owned(ground.store)) - before) / KIB_IN_MIB
    disk = Row(f"disk taken by {act}", (Figure(OURS, "", (taken,)),), (under(20),), "MiB")
    population.discard(ground.store / LARGE)
    return [Row(act, figures, (under(2_000),)), disk]


def _fill(ground: Ground) -> None:
    """Make the large environment, with packages as pip installs them."""
    population.make(ground, LARGE, ground.store)
    libraries = next((ground.store / LARGE).glob("lib/python*/site-packages"))
    for number in range(FOLDERS):
        record = [f"package{number}/_part{file}.so" for file in range(IN_EACH)]
        (libraries / f"package{number}").mkdir()
        for path in record:
            (libraries / path).write_bytes(os.urandom(SIZE))
        metadata = libraries / f"package{number}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: package{number}\nVersion: 1.0\n")
        (metadata / "RECORD").write_text("".join(f"{path},,\n" for path in record))


def _copy(ground: Ground, model: str, kind: str) -> Case:
    copy, target = shutil.which("cp") or "cp", ground.root / "made"
    words = [copy, "-a", "--reflink=auto", model]
    return commands.case(
        ground, FLOOR, "cp -a", lambda label: [[*words, f"{target}/{kind}-{label}"]],
        before=lambda label: population.discard(*target.glob(f"{kind}-*")),
    )  # fmt: skip


def _ours(ground: Ground, verb: str, name: str = population.MODEL) -> Case:
    return commands.case(ground, OURS, "", lambda _: [[ground.program(OURS), verb, name]])
