"""Lays out text for the terminal: lines that are broken at its width, rows with two columns, bold headings."""

from __future__ import annotations

import os

from envarium import environ
from envarium.printing.terminal import folded

TYPE_CHECKING = False
if TYPE_CHECKING:
    Rows = list[tuple[str, str]]
    """Labels, each with its meaning."""

WIDEST, NARROWEST = 100, 20
"""Longer lines are hard to read, shorter ones are not possible."""

CONDITIONS = ("in a ", "if ", "with --")
"""Beginnings of clauses that are not the main one."""

USUAL = 80
"""The width of what is no terminal."""


def width() -> int:
    """Return the number of columns to use."""
    columns = environ.COLUMNS.get()
    if columns.isascii() and columns.isdigit() and int(columns):
        number = int(columns)
    else:
        number = _columns(1) or _columns(2) or USUAL  # a pager is on the terminal of standard error
    return max(NARROWEST, min(number, WIDEST))


def _columns(descriptor: int) -> int:
    """Return the columns of the terminal at `descriptor`, 0 if it is none."""
    try:
        return os.get_terminal_size(descriptor).columns
    except OSError:
        return 0


class Page:
    """The lines of a text for a terminal with `columns`."""

    def __init__(self, columns: int, *, styled: bool) -> None:
        self.columns = columns
        self.styled = styled
        self.lines: list[str] = []

    def text(self) -> str:
        """Return the whole text."""
        return "\n".join((*self.lines, ""))

    def blank(self) -> None:
        """Add an empty line, unless there is one."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def heading(self, text: str) -> None:
        """Add a heading after an empty line."""
        self.blank()
        self.lines += map(self._bold, folded(f"{text}:", self.columns))

    def paragraph(self, text: str, hang: int = 0) -> None:
        """Add a paragraph, whose lines after the first are indented by `hang`."""
        for number, line in enumerate(folded(text, self.columns - hang)):
            self.lines.append(" " * (hang if number else 0) + line)

    def rows(self, rows: Rows) -> None:
        """Add each of the `rows` with its meaning beside it; a label that is too wide for that has it below."""
        most = self.columns * 2 // 5
        fitting = [len(label) for label, _ in rows if len(label) + 4 <= most]
        indent = max(fitting, default=4) + 4
        for label, meaning in rows:
            first, *others = folded(meaning, self.columns - indent)
            name = "\n".join("  " + line for line in folded(label, self.columns - 2))
            if len(label) + 4 <= indent:
                self.lines.append(f"{self._bold(name)}{' ' * (indent - len(label) - 2)}{first}".rstrip())
            else:
                self.lines += [*map(self._bold, name.split("\n")), *([" " * indent + first] if first else ())]
            self.lines += [" " * indent + line for line in others]

    def _bold(self, text: str) -> str:
        stripped = text.lstrip(" ")
        return text[: -len(stripped)] + f"\x1b[1m{stripped}\x1b[0m" if self.styled else text


def shortened(text: str, columns: int) -> str:
    """Return the main clause of `text`, as far as there is room for it in `columns`."""
    for mark in (" (", "; ", ": ", ", "):
        head = text.partition(mark)[0]
        if not head.startswith(CONDITIONS) and (mark != ", " or len(text) > columns):
            text = head
    return text if len(text) <= columns else text[: max(columns - 1, 0)].rstrip(" ,") + "…"
