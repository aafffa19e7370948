"""Show how much of the disk each environment takes, as bars; or the biggest packages of one."""

from __future__ import annotations

import shutil
import sys

from envarium.commands import jsontext, package_sizes, selection, weighing
from envarium.commands.disk import amount
from envarium.commands.list_table import report_empty, width_of
from envarium.commands.status_line import StatusLine
from envarium.creator.reflink import can_reflink
from envarium.errors import printable
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.commands.weighing import Weight

BARS = ("█", "░")
ASCII = ("#", ".")
"""What draws exclusive and shared bytes, and the same for an encoding without the first."""

AMOUNT, SHARED = 9, 10
"""Columns for the two amounts of a line, with the spaces before them."""

MOST = 20
"""How many packages are shown."""


def run(values: Values) -> None:
    """Weigh the environments selected, or the packages of the one named, and print bars or JSON."""
    store = lookup.current()
    if values.text("name"):
        _packages(values)
        return
    chosen = selection.select(store, values)
    scale, line = weighing.Scale(), StatusLine()
    weights: dict[str, Weight] = {}
    for number, environment in enumerate(chosen, 1):
        line.show(f"measuring {number} of {len(chosen)}: {environment.name}")
        weights[environment.name] = scale.weigh(environment.path)
    line.clear()
    if values.on("json"):
        rows = [{"name": n, "exclusive": w.exclusive, "shared": w.shared} for n, w in weights.items()]
        sys.stdout.write(jsontext.dump(rows) + "\n")
        return
    if not chosen:
        report_empty(store, values.word)
        return
    weights = dict(sorted(weights.items(), key=lambda item: -item[1].total))
    _draw([(name, weight.exclusive, weight.shared) for name, weight in weights.items()])
    own = sum(weight.exclusive for weight in weights.values())
    sys.stdout.flush()
    sys.stderr.write(f"{amount(own)} exclusive, {amount(scale.linked)} shared by hard links\n")
    if can_reflink(store.root):
        sys.stderr.write("blocks that reflinks share count as exclusive in each environment\n")


def _packages(values: Values) -> None:
    environment = lookup.named_or_active(values.text("name"))
    sizes = package_sizes.of(environment)
    order = sorted(sizes, key=lambda name: -sizes[name])
    if values.on("json"):
        sys.stdout.write(jsontext.dump([{"package": name, "bytes": sizes[name]} for name in order]) + "\n")
        return
    _draw([(name, sizes[name], None) for name in order[:MOST]])
    if len(order) > MOST:
        rest = sum(sizes[name] for name in order[MOST:])
        sys.stdout.flush()
        sys.stderr.write(f"and {len(order) - MOST} more, {amount(rest)}\n")


def _draw(rows: list[tuple[str, int, int | None]]) -> None:
    """Print a line for each name: the bar, the exclusive bytes, and what is shared unless that is None."""
    columns = shutil.get_terminal_size().columns - 1 if sys.stdout.isatty() else 79
    names = [_cut(printable(name), max(8, columns // 3)) for name, _, _ in rows]
    label = max(map(width_of, names), default=0)
    shares = any(shared for _, _, shared in rows)
    room = max(4, columns - label - 2 - AMOUNT - (SHARED if shares else 0))
    largest = max((own + (shared or 0) for _, own, shared in rows), default=0) or 1
    full, light = _marks()
    for name, (_, own, shared) in zip(names, rows, strict=True):
        ends = [round(room * part / largest) for part in (own, own + (shared or 0))]
        bar = full * ends[0] + light * (ends[1] - ends[0])
        more = f"{'+' + amount(shared):>{SHARED}}" if shared else ""
        line = f"{name}{' ' * (label - width_of(name))}  {bar:{room}}{amount(own):>{AMOUNT}}{more}"
        sys.stdout.write(line.rstrip() + "\n")


def _marks() -> tuple[str, str]:
    try:
        "".join(BARS).encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return BARS


def _cut(name: str, width: int) -> str:
    """Return `name`, without its end if it takes more than `width` columns."""
    if width_of(name) <= width:
        return name
    while width_of(name) > width - 3:
        name = name[:-1]
    return name + "..."
