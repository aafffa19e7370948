"""The acts in the order of the table, and the sections that they are printed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.acts import (
    auto,
    check,
    cold,
    complete,
    copy,
    create,
    disk,
    enter,
    find,
    listing,
    memory,
    pack,
    pip,
    prompt,
    remove,
    reserve,
    shared,
    snapshot,
    start,
    usage,
    which,
)
from benchmarks.ground import Ground
from benchmarks.rows import Row, Turns

Act = Callable[[Ground, Turns], list[Row]]

SECTIONS: dict[str, dict[str, Act]] = {
    "Shell start": {"start": start.rows},
    "Activation": {"workon": enter.rows, "auto": auto.rows},
    "Creation": {"mkvenv": create.rows, "pip": pip.rows, "cold": cold.rows, "reserve": reserve.rows},
    "Creation and activation": {"prompt": prompt.rows},
    "Disk space": {"disk": disk.rows, "shared": shared.rows},
    "Lists": {"lsvenv": listing.rows},
    "Completion": {"completion": complete.rows},
    "Search": {"find": find.rows, "which": which.rows},
    "Help and errors": {"help": usage.rows},
    "Checking": {"doctor": check.rows},
    "Memory and processes": {"memory": memory.rows},
    "Copies and snapshots": {"snapshot": snapshot.rows, "cpvenv": copy.rows},
    "Archives": {"pack": pack.rows},
    "Removal": {"rmvenv": remove.rows},
}
"""What deletes many files comes last: it may slow down what creates some."""

ACTS = {name: act for acts in SECTIONS.values() for name, act in acts.items()}


@dataclass(frozen=True)
class Section:
    """The rows of some acts, under a `title`."""

    title: str
    rows: list[Row]
