"""The one way to print rows of facts: aligned columns, or with the plain setting one fact a line. Hot.

Texts that are printed have every character escaped on which a terminal would act.
"""

from __future__ import annotations

import sys

from envarium.output import ROWS_AT_ONCE, printable
from envarium.printing import terminal
from envarium.printing.terminal import width_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Cells = Sequence[str]

WHOLE, TEXT, PATH, MARK, DRAWN = "whole", "text", "path", "mark", "drawn"
"""What a column contains: what is never cut; what may lose its end; its start; a mark; a picture, not for `plain`."""

INDENT = 4
LEAST = 16
"""The columns to which a text or path may be cut at most."""


class Column:
    """A column: its `name`, its `kind`, and whether it is aligned on the `right`."""

    __slots__ = ("kind", "name", "right")

    def __init__(self, name: str, kind: str = WHOLE, *, right: bool = False) -> None:
        self.name = name
        self.kind = kind
        self.right = right

    @property
    def may_be_cut(self) -> bool:
        """Whether a cell may be cut where there is no room."""
        return self.kind in (TEXT, PATH)


def show(
    columns: Sequence[Column], rows: Sequence[Cells], *, heads: bool = False, bold: Iterable[int] = ()
) -> None:
    """Print `rows`; `heads` says whether a terminal gets the names of the columns, `bold` which rows are bold."""
    cells: list[Cells] = list(zip(*rows, strict=True))
    show_cells(columns, cells or [()] * len(columns), heads=heads, bold=bold)


def show_cells(
    columns: Sequence[Column], cells: list[Cells], *, heads: bool = False, bold: Iterable[int] = ()
) -> None:
    """Print a table whose `cells` are given by column: for many rows this takes less time and memory than `show`."""
    is_even = True
    for number, texts in enumerate(cells):
        joined = list(map("".join, _parts(texts)))
        if not all(map(str.isprintable, joined)):
            cells[number] = joined = list(map(printable, texts))
        is_even = is_even and all(map(terminal.is_even, joined))
    if terminal.is_plain():
        sys.stdout.write("\n".join(_facts(columns, row) for row in zip(*cells, strict=True)))
        return
    has_heads = heads and sys.stdout.isatty()
    if has_heads:
        cells = [
            [column.name * (column.kind != MARK), *texts]
            for column, texts in zip(columns, cells, strict=True)
        ]
    layout = Layout(columns, cells, terminal.width(sys.stdout), len if is_even else width_of)
    begin, end = terminal.style(terminal.BOLD, sys.stdout)
    styled = {number + has_heads for number in bold} | ({0} if has_heads else set()) if begin else set()
    form = layout.form if is_even and not styled else ""
    number = 0
    for part in zip(*map(_parts, cells), strict=True):
        rows = zip(*part, strict=True)
        if form:  # a third quicker
            lines = [(form % row).rstrip() for row in rows]
        else:
            lines = [
                f"{begin}{line}{end}" if number in styled else line
                for number, row in enumerate(rows, number)
                for line in layout.lines(row)
            ]
        number += len(part[0])
        sys.stdout.write("\n".join([*filter(None, lines), ""]))


def _parts(cells: Cells) -> Iterator[Cells]:
    """Yield `cells` in parts of ROWS_AT_ONCE, which are formatted and printed together."""
    for start in range(0, len(cells), ROWS_AT_ONCE):
        yield cells[start : start + ROWS_AT_ONCE]


def _facts(columns: Sequence[Column], row: Cells) -> str:
    facts = [(column, cell.strip()) for column, cell in zip(columns, row, strict=True)]
    facts.sort(key=lambda fact: fact[0].kind == MARK)
    lines = [
        f"{column.name}: {'yes' if column.kind == MARK else cell}\n"
        for column, cell in facts
        if cell and column.kind != DRAWN
    ]
    return "".join(lines)


class Layout:
    """Where the columns of a table are; a row takes several lines where the terminal is too narrow for one.

    The first column that is no mark says what a row is about. A cell that is too long for its column, and may not be
    cut, has a line of its own.
    """

    __slots__ = ("_breaks", "_columns", "_key", "_starts", "_width", "_widths", "form")

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Sequence[Cells],
        width: int,
        measure: Callable[[str], int] = width_of,
    ) -> None:
        self._columns = columns
        self._width = width
        self._key = next(number for number, column in enumerate(columns) if column.kind != MARK)
        self._breaks: set[int] = set()
        self._starts: list[int] = []
        self._widths: list[int] = []
        self.form = ""
        has_room = True
        position = 0
        for number, (column, texts) in enumerate(zip(columns, cells, strict=True)):
            natural = max(map(measure, texts), default=0)
            own = self._own(number, texts, natural, position)
            if own < 0:
                self._breaks.add(number)
                position = INDENT
                own = min(natural, width - INDENT)
            has_room = has_room and own == natural and number not in self._breaks
            self._starts.append(position)
            self._widths.append(own)
            gap = " " if column.kind == MARK else "  "
            self.form += f"%{'' if column.right else '-'}{own}s{gap}"
            position += own + len(gap)
        if not has_room:
            self.form = ""

    def _own(self, number: int, cells: Cells, natural: int, position: int) -> int:
        """Return the width of the column `number` at `position`, -1 if it has to begin a new line."""
        column, room = self._columns[number], self._width - position
        if number == self._key and len(self._columns) > number + 1:
            room = min(room, self._width // 2)
        if not self._width or natural <= room:
            return natural
        if column.may_be_cut:
            return room if room >= LEAST else -1
        fitting = [width for width in map(width_of, cells) if width <= room]
        return max(fitting, default=0) if number == self._key or len(fitting) > len(cells) // 2 else -1

    def lines(self, row: Cells) -> list[str]:
        """Return the lines that show `row`."""
        if self.form and "".join(row).isascii():
            line = (self.form % tuple(row)).rstrip()
            return [line] if line else []
        lines, line = [], ""
        for number, (column, cell) in enumerate(zip(self._columns, row, strict=True)):
            start, own = self._starts[number], self._widths[number]
            text = self._fitted(column, cell, own)
            is_too_long = width_of(text) > own and number != self._key
            if number in self._breaks or is_too_long or width_of(line) > max(start - 1, 0):
                lines.append(line)
                start, line = INDENT if is_too_long else start, ""
            line += " " * (start - width_of(line))
            line += " " * (own - width_of(text)) * column.right + text
        return [each.rstrip() for each in (*lines, line) if each.strip()]

    def _fitted(self, column: Column, cell: str, own: int) -> str:
        if not self._width or not column.may_be_cut:
            return cell
        return terminal.cut_start(cell, own) if column.kind == PATH else terminal.cut(cell, own)


def facts(pairs: Sequence[tuple[str, str]], least: int = 0) -> None:
    """Print each label with its value; the value is on the next line where there is no room beside the label.

    Labels that are equal to the one before are left out; all take at least as many columns as `least`.
    """
    is_plain = terminal.is_plain()
    columns = terminal.width(sys.stdout)
    labels = max((least, *(width_of(label) for label, _ in pairs)))
    before = ""
    for label, value in pairs:
        text = printable(value)
        if is_plain:
            line = f"{label}: {text}"
        else:
            shown = "" if label == before else label
            line = f"{shown:{labels}}  {text}"
            if columns and width_of(line) > columns:
                line = (f"{shown}\n" if shown else "") + " " * INDENT + text
        before = label
        sys.stdout.write(line.rstrip() + "\n")
