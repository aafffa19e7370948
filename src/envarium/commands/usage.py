"""Show how much of the disk each environment takes, as bars; or the biggest packages of one."""

from __future__ import annotations

import sys

from envarium.commands.list_table import report_empty
from envarium.creator.reflink import can_reflink
from envarium.discovery import selection
from envarium.distributions import package_sizes
from envarium.files import disk
from envarium.printing import json_output, table, terminal
from envarium.printing.amounts import size
from envarium.printing.status_line import StatusLine
from envarium.printing.table import DRAWN, Column
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values

    Row = tuple[str, int, int]
    """A name, the exclusive bytes, and those that are shared."""

BARS = ("█", "░")
ASCII = ("#", ".")
"""What draws exclusive and shared bytes, and the same for an encoding without the first."""

AMOUNT, SHARED = 10, 11
"""Columns for the two amounts of a line, with the spaces before them."""

WIDTH = 79
"""The columns of a line where no terminal reads it."""

SHORTEST = 8
"""The columns of a bar that can be compared with another one."""

MOST = 20
"""How many packages are shown."""


def run(values: Values) -> None:
    """Weigh the environments selected, or the packages of the one named, and print bars or JSON."""
    store = lookup.current()
    if values.text("name"):
        _packages(values)
        return
    names = [environment.name for environment in selection.each(store, values)]
    scale = disk.Scale()
    rows: list[Row] = []
    with StatusLine() as line:
        for number, name in enumerate(names, 1):
            line.show(f"measuring {number} of {len(names)}: {name}")
            rows.append((name, *scale.weigh(store.path(name))))
    if values.on("json"):
        json_output.show({"name": name, "exclusive": own, "shared": shared} for name, own, shared in rows)
        return
    if not rows:
        report_empty(store, values.word)
        return
    rows.sort(key=lambda row: -row[1] - row[2])
    _draw("name", rows)
    own = sum(row[1] for row in rows)
    sys.stdout.flush()
    sys.stderr.write(f"{size(own)} exclusive, + {size(scale.linked)} shared by hard links\n")
    if can_reflink(store.root):
        sys.stderr.write("blocks that reflinks share count as exclusive in each environment\n")


def _packages(values: Values) -> None:
    environment = lookup.named_or_active(values.text("name"))
    sizes = package_sizes.of(environment)
    order = sorted(sizes, key=lambda name: -sizes[name])
    if values.on("json"):
        json_output.show({"package": name, "bytes": sizes[name]} for name in order)
        return
    _draw("package", [(name, sizes[name], 0) for name in order[:MOST]])
    if len(order) > MOST:
        rest = sum(sizes[name] for name in order[MOST:])
        sys.stdout.flush()
        sys.stderr.write(f"and {len(order) - MOST} more, {size(rest)}\n")


def _draw(what: str, rows: list[Row]) -> None:
    """Print a line for each name: the bar, the exclusive bytes, and what is shared if anything is."""
    bars = _bars(rows)
    shares = any(shared for _, _, shared in rows)
    columns = [Column(what), Column("size", right=True)]
    columns += [Column("shared", right=True)] if shares else []
    columns[1:1] = [Column("bar", DRAWN)] if bars else []
    cells = [
        (name, *bars[number : number + 1], sys.intern(size(own)), *[_added(shared)] * shares)
        for number, (name, own, shared) in enumerate(rows)
    ]
    table.show(columns, cells)


def _added(number: int) -> str:
    return sys.intern("+" + size(number)) if number else ""


def _bars(rows: list[Row]) -> list[str]:
    """Return a bar for each of `rows`, none where there is no room; all take the same number of columns."""
    columns = terminal.width(sys.stdout) or WIDTH
    label = max((w for w in map(terminal.width_of, (row[0] for row in rows)) if w <= columns // 2), default=0)
    room = columns - label - 2 - AMOUNT - (SHARED if any(shared for _, _, shared in rows) else 0)
    if room < SHORTEST:
        return []
    largest = max((own + shared for _, own, shared in rows), default=0) or 1
    full, light = BARS if terminal.can_print("".join(BARS)) else ASCII
    bars = []
    for _, own, shared in rows:
        ends = [round(room * part / largest) for part in (own, own + shared)]
        bars.append(sys.intern(f"{full * ends[0] + light * (ends[1] - ends[0]):{room}}"))
    return bars
