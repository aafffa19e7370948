"""The counts of the benchmark: what is worse, and what is not."""

from __future__ import annotations

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
counts = pytest.importorskip("benchmarks.counts")


@pytest.mark.parametrize(
    ("now", "recorded", "is_worse"),
    [(103, 100, False), (104, 100, True), (50, 100, False), (7, 0, False), (1, 1, False), (2, 1, True)],
)
def test_three_percent_more_is_worse(now, recorded, is_worse):
    assert counts.Difference("act", "processes", now, recorded).is_worse is is_worse


def test_memory_varies_more():
    assert not counts.Difference("act", "KiB", 109, 100).is_worse
    assert counts.Difference("act", "KiB", 111, 100).is_worse


def test_the_file_has_every_unit_of_every_act():
    known = counts.json.loads(counts.FILE.read_text())
    assert known
    for acts in known.values():
        assert {tuple(sorted(units)) for units in acts.values()} == {tuple(sorted(counts.UNITS))}
        assert all(number > 0 for units in acts.values() for number in units.values())
