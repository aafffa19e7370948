"""Checking every environment of a store."""

from __future__ import annotations

from pathlib import Path

from benchmarks import commands, population
from benchmarks.ground import Ground
from benchmarks.rows import OURS, Case, Row, Turns, under

LIMITS = {1_000: 1_500, 10_000: 15_000}
"""Milliseconds, by the number of environments without pip."""

WITH_PIP = 200


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return a row for each number of environments without pip, and one with pip."""
    rows = []
    for number, limit in LIMITS.items():
        store = population.complete(ground, number)
        act = f"`envarium doctor` of {number:,} environments without pip"
        rows.append(Row(act, turns.take(f"doctor {number:,}", [_case(ground, store)]), (under(limit),)))
    store = population.complete(ground, WITH_PIP, "pip")
    act = f"`envarium doctor` of {WITH_PIP} environments with pip"
    return [*rows, Row(act, turns.take("doctor with pip", [_case(ground, store)]))]


def _case(ground: Ground, store: Path) -> Case:
    return commands.case(
        ground,
        OURS,
        "",
        lambda _: [[ground.program(OURS), "doctor"]],
        extra=lambda _: {"WORKON_HOME": str(store)},
    )
