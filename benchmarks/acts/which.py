"""Asking which environments have a package."""

from __future__ import annotations

from benchmarks import commands, population
from benchmarks.ground import Ground
from benchmarks.rows import OURS, Row, Turns, under

NUMBER = 1_000
LIMIT = 1_000
"""Milliseconds."""


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return the row for a thousand environments."""
    if not ground.has_command("which"):
        return []
    store = str(population.with_packages(ground, NUMBER))
    words = [ground.program("envarium"), "which", "package-3<2"]
    ours = commands.case(ground, OURS, "", lambda label: [words], extra=lambda label: {"WORKON_HOME": store})
    act = (
        f"`envarium which 'package-3<2'` in {NUMBER:,} environments with {population.PACKAGES} packages each"
    )
    return [Row(act, turns.take("which 1,000", [commands.empty_python(ground), ours]), (under(LIMIT),))]
