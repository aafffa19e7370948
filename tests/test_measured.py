"""The benchmark: how often a case is run, what is beside it in the table, and where a run writes."""

from __future__ import annotations

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
rows = pytest.importorskip("benchmarks.rows")
report = pytest.importorskip("benchmarks.report")
table = pytest.importorskip("benchmarks.table")
sections = pytest.importorskip("benchmarks.sections")


def case(peer, samples):
    def sample(label):
        samples.append(label)
        return rows.Sample(float(len(samples)))

    return rows.Case(peer, "", sample, lambda _: 1)


@pytest.mark.parametrize(("seconds", "runs"), [(0.001, 15), (1.0, 6), (2.0, 3), (60.0, 3)])
def test_a_slow_case_is_run_less_often_but_three_times(seconds, runs):
    turns = rows.Turns(15, lambda _: None)
    assert sum(turns._is_due(turn, seconds) for turn in range(15)) == runs


def test_every_case_is_run_in_turn_and_a_failing_tool_is_left_out():
    def failing(label):
        raise rows.BenchmarkFailed("tool", "it does not work")

    ours, theirs, labels = [], [], ["warm", "0", "1"]
    turns = rows.Turns(2, lambda _: None)
    broken = rows.Case("pew", "", failing, lambda _: 1)
    figures = turns.take("act", [case(rows.OURS, ours), broken, case("uv", theirs)])
    assert (ours, theirs) == (labels, labels)
    assert [figure.peer for figure in figures] == [rows.OURS, "uv"]
    assert len(turns.failures) == 1


def section():
    figures = (rows.Figure(rows.OURS, "", (2.0,), 1), rows.Figure("uv", "", (1.0,)))
    return sections.Section("Creation", [rows.Row("mkvenv", figures, (rows.at_most(1.0, "uv"),))])


def test_a_section_has_the_columns_of_its_tools_and_the_missed_targets():
    text = table.markdown([section()])
    assert "| act | envarium | uv | bar |" in text
    assert "≤ 1 × uv: **2 ✗ missed**" in text


@pytest.mark.parametrize("file", [report.PAGE, report.README])
def test_a_run_replaces_what_the_last_one_wrote(file):
    once = report.replaced(file.read_text(), "| new |")
    assert once == report.replaced(once, "| new |")
    assert "| new |" in once


def test_a_document_without_marks_is_not_written():
    with pytest.raises(rows.BenchmarkFailed):
        report.replaced("text", "| new |")
