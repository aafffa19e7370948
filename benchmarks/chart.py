"""The table as a bar chart in SVG, on a logarithmic scale."""

from __future__ import annotations

import math
from xml.sax.saxutils import escape

from benchmarks.rows import FLOOR, OURS, Figure, Row
from benchmarks.table import number

WIDTH, LEFT, RIGHT, TOP = 860, 230, 90, 46
BAR, GAP, TITLE = 13, 4, 22
"""Pixels."""

STYLE = """
text { font: 11px sans-serif; fill: #24292f }
.back { fill: #ffffff }
.title { font-weight: bold }
.axis { stroke: #8c959f; stroke-opacity: 0.35 }
.ours { fill: #1a7f37 } .peer { fill: #6e9fd6 } .floor { fill: #afb8c1 }
@media (prefers-color-scheme: dark) {
  .back { fill: #0d1117 }
  text { fill: #d1d7e0 } .ours { fill: #3fb950 } .peer { fill: #4a76a8 } .floor { fill: #656c76 }
}
"""


class Scale:
    """The horizontal axis, for values in milliseconds, from `low` to `high` powers of ten."""

    __slots__ = ("high", "low")

    def __init__(self, values: list[float]) -> None:
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)

    def __call__(self, value: float) -> float:
        """Return the place of `value`, in pixels from the left."""
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    @property
    def powers(self) -> list[int]:
        """Return the powers of ten at which a line is drawn."""
        return list(range(self.low, self.high + 1))


def svg(rows: list[Row], note: str) -> str:
    """Return the chart of those rows that have a title for it; `note` says what it was measured on."""
    charted = [row for row in rows if row.drawn and row.figures]
    scale = Scale([max(one.median, 1e-3) for row in charted for one in row.figures])
    body, y = [], TOP
    for row in charted:
        body.append(f'<text class="title" x="{LEFT}" y="{y + 14}">{escape(row.drawn)}</text>')
        y += TITLE
        for figure in row.figures:
            body.append(_bar(figure, scale, y))
            y += BAR + GAP
        y += GAP
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 10}" role="img"'
    label = "How long envarium and other tools take, in milliseconds, on a logarithmic scale"
    back = '<rect class="back" width="100%" height="100%" rx="6"/>'  # a page may be light where the system is dark
    parts = [f'{head} aria-label="{label}">', f"<style>{STYLE}</style>", back, *_axis(scale, y), *body]
    return "\n".join([*parts, f'<text x="8" y="14">{escape(note)}</text>', "</svg>\n"])


def _axis(scale: Scale, bottom: int) -> list[str]:
    """Return a line and its label for each power of ten."""
    lines = []
    for power in scale.powers:
        x, value = scale(10.0**power), 10.0**power
        unit = f"{value / 1000:g} s" if power >= 3 else f"{value:g} ms"
        lines.append(f'<line class="axis" x1="{x:.1f}" y1="{TOP - 8}" x2="{x:.1f}" y2="{bottom}"/>')
        lines.append(f'<text x="{x:.1f}" y="{TOP - 14}" text-anchor="middle">{unit}</text>')
    return lines


def _bar(figure: Figure, scale: Scale, y: int) -> str:
    kind = {OURS: "ours", FLOOR: "floor"}.get(figure.peer, "peer")
    name = figure.note if figure.peer == FLOOR else f"{figure.peer} {figure.note}".strip()
    end, middle = scale(max(figure.median, 1e-3)), y + BAR - 2
    return (
        f'<text x="{LEFT - 6}" y="{middle}" text-anchor="end">{escape(name)}</text>'
        f'<rect class="{kind}" x="{LEFT}" y="{y}" width="{max(end - LEFT, 1):.1f}" height="{BAR}"/>'
        f'<text x="{max(end, LEFT + 1) + 5:.1f}" y="{middle}">{number(figure.median)} ms</text>'
    )
