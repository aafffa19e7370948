"""Boxes, arrows and text in an SVG that suits a light and a dark background."""

from __future__ import annotations

import textwrap
from xml.sax.saxutils import escape

WIDTH, MARGIN, GAP = 760, 16, 26
"""Of the picture, around it, and between boxes below each other."""

STYLE = """\
  :root { --back: #ffffff; --text: #1f2328; --dim: #59636e; --line: #8c959f; --good: #0a7d62; --fill: #e9f6f2; }
  @media (prefers-color-scheme: dark) {
    :root { --back: #1e2129; --text: #e6e9ef; --dim: #a3acb9; --line: #7b8492; --good: #4fd1b0; --fill: #1d3a36; }
  }
  text { font: 13px system-ui, sans-serif; fill: var(--text); }
  .code { font: 13px ui-monospace, "DejaVu Sans Mono", Menlo, monospace; }
  .head { font-weight: 600; }
  .dim { fill: var(--dim); }
  .box { fill: none; stroke: var(--line); }
  .found { fill: var(--fill); stroke: var(--good); }
  .missing { fill: none; stroke: var(--line); stroke-dasharray: 4 3; }
  .arrow { fill: none; stroke: var(--line); stroke-width: 1.5; marker-end: url(#tip); }
  .tip { fill: var(--line); }
"""
LINE, PADDING = 18, 10


class Drawing:
    """A picture that grows downwards; `title` says what it shows to those who do not see it."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.parts: list[str] = []
        self.bottom = MARGIN

    def text(self, x: float, y: float, text: str, kind: str = "") -> None:
        """Write one line."""
        self.parts.append(f'<text x="{x:g}" y="{y:g}" class="{kind}">{escape(text)}</text>')

    def box(self, place: tuple[float, float, float], kind: str, lines: list[tuple[str, str]]) -> float:
        """Draw a box around lines of text with their kinds at (x, y, width), and return its height."""
        x, y, width = place
        height = LINE * len(lines) + 2 * PADDING - 4
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="6" class="{kind}"/>'
        )
        for number, (text, style) in enumerate(lines):
            self.text(x + PADDING, y + PADDING + 11 + LINE * number, text, style)
        self.bottom = max(self.bottom, y + height)
        return height

    def arrow(self, *points: tuple[float, float]) -> None:
        """Draw a line through the points, with a tip at the last."""
        path = " L ".join(f"{x:g} {y:g}" for x, y in points)
        self.parts.append(f'<path d="M {path}" class="arrow"/>')

    def svg(self) -> str:
        """Return the picture."""
        height = self.bottom + MARGIN
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img">\n'
            f"<title>{escape(self.title)}</title>\n<style>\n{STYLE}</style>\n"
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path d="M 0 0 L 8 4 L 0 8 z" class="tip"/></marker></defs>\n'
            f'<rect width="{WIDTH}" height="{height:g}" rx="8" fill="var(--back)"/>\n'
            + "\n".join(self.parts)
            + "\n</svg>\n"
        )


def wrapped(text: str, width: int) -> list[str]:
    """Return `text` in lines of at most `width` characters."""
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
