"""The results as Markdown and as JSON."""

from __future__ import annotations

from benchmarks.rows import OURS, PEERS, Bar, Figure, Row
from benchmarks.scale import Line
from benchmarks.sections import Section

LEGEND = """\
After another tool's figure: its ratio to envarium's; *n* p: the number of processes started, including the command
itself. In the last column envarium is compared with the target: ✓ met, **✗ missed**. A dash means that the tool cannot
do this, or was not measured. *floor* is the plain program that does least.
"""


def number(value: float) -> str:
    """Return `value` with about three digits that count."""
    if not value:
        return "0"
    digits = sum(value < limit for limit in (100, 10, 1))
    return f"{value:,.{digits}f}"


def markdown(sections: list[Section]) -> str:
    """Return a table for each section, whose columns are those peers that have a figure in it."""
    return "\n".join(f"## {one.title}\n\n{_table(one.rows)}" for one in sections)


def _table(rows: list[Row]) -> str:
    peers = [peer for peer in (OURS, *PEERS) if any(one.peer == peer for row in rows for one in row.figures)]
    heads = ["act", *peers, "bar"]
    lines = [heads, ["---", *["--:"] * len(peers), "---"], *(_cells(row, peers) for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _cells(row: Row, peers: list[str]) -> list[str]:
    unit = "" if row.unit == "ms" else f", {row.unit}"
    bars = "<br>".join(judged(row, bar) for bar in row.bars)
    return [row.act + unit, *(_cell(row, peer) for peer in peers), bars or "–"]


def _cell(row: Row, peer: str) -> str:
    cells = [_figure(row, one) for one in row.figures if one.peer == peer]
    return "<br>".join(cells) or "–"


def _figure(row: Row, figure: Figure) -> str:
    if figure.peer == OURS:
        text = f"**{number(figure.median)}**"
    elif row.ours and row.ours.median:
        text = f"{number(figure.median)} ×{number(figure.median / row.ours.median)}"
    else:
        text = number(figure.median)
    processes = "" if figure.processes is None else f", {figure.processes} p"
    note = f"{figure.note}: " if figure.note and (figure.peer != OURS or _varies(row)) else ""
    return f"{note}{text}{processes}"


def _varies(row: Row) -> bool:
    return sum(one.peer == OURS for one in row.figures) > 1


def judged(row: Row, bar: Bar) -> str:
    """Return what the bar demands, what was measured, and whether it is held."""
    ratio, is_held = bar.measured(row), bar.held(row)
    if ratio is None:
        return f"{bar.text}: –"
    return f"{bar.text}: {_short(ratio)} ✓" if is_held else f"{bar.text}: **{_short(ratio)} ✗ missed**"


def _short(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"


def markdown_of_scale(lines: list[Line]) -> str:
    """Return the table of times, in milliseconds, by the number of environments."""
    numbers = lines[0].numbers
    heads = [f"ms with … environments | {' | '.join(f'{one:,}' for one in numbers)} | linear or better"]
    body = [
        f"{line.act} | {' | '.join(number(one.median) for one in line.figures)} | {_growth(line)}"
        for line in lines
    ]
    rule = ["--- |" + " --: |" * len(numbers) + " ---"]
    return "".join(f"| {text} |\n" for text in (*heads, *rule, *body))


def _growth(line: Line) -> str:
    return f"{line.growth:.2f} × linear ✓" if line.linear else f"**{line.growth:.2f} × linear ✗ missed**"


def as_json(sections: list[Section], lines: list[Line]) -> dict[str, object]:
    """Return what is printed for `--json`: every sample, and every bar with what was measured."""
    return {
        "rows": [
            {
                "section": section.title,
                "act": row.act,
                "unit": row.unit,
                "figures": list(map(_told, row.figures)),
                "bars": [
                    {"bar": bar.text, "limit": bar.limit, "measured": bar.measured(row), "held": bar.held(row)}
                    for bar in row.bars
                ],
            }
            for section in sections
            for row in section.rows
        ],
        "scale": [
            {"act": line.act, "figures": dict(zip(line.numbers, map(_told, line.figures), strict=True)),
             "growth": line.growth, "linear": line.linear}
            for line in lines
        ],
    }  # fmt: skip


def _told(figure: Figure) -> dict[str, object]:
    return {
        "peer": figure.peer,
        "note": figure.note,
        "median": figure.median,
        "samples": list(figure.samples),
        "processes": figure.processes,
        "behind": [
            {"lasted": work.lasted, "cpu": work.cpu, "processes": work.processes} for work in figure.behind
        ],
    }
