"""List the removed environments, or delete them permanently."""

from __future__ import annotations

import os
import sys
import time

from envarium import environ, settings
from envarium.errors import EnvariumError
from envarium.files import deleting, disk
from envarium.printing import amounts, json_output, table
from envarium.printing.status_line import Watch
from envarium.printing.table import PATH, Column
from envarium.store import change, lookup, outside, sweep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.change import Removed
    from envarium.store.lookup import Store

COLUMNS = (Column("name"), Column("removed", right=True), Column("size", right=True), Column("origin", PATH))


def run(values: Values) -> None:
    """Print what is in the trash; with `--empty` delete it, and print how much that freed."""
    store = lookup.current()
    there = change.trash(store)
    if values.on("empty"):
        _empty(store, there)
    elif values.on("json"):
        rows = [
            {
                "name": r.name,
                "path": r.path,
                "removed": int(r.when),
                "bytes": disk.freed_by(r.path),
                "origin": outside.origin(r),
            }
            for r in there
        ]
        json_output.show(rows)
    else:
        _print(there)


def _empty(store: Store, there: list[Removed]) -> None:
    freed = 0
    paths = sweep.move_to_staging(store, [os.path.dirname(removed.path) for removed in there])
    with Watch(f"deleting {amounts.counted(len(paths), 'environment')}"):
        for path in paths:
            freed += disk.freed_by(path)
            deleting.delete(path)
    sys.stderr.write(f"deleted {amounts.counted(len(paths), 'environment')}, {amounts.size(freed)}\n")
    if any(os.path.lexists(removed.path) for removed in there):
        raise EnvariumError(
            "not everything could be moved out of the trash", "envarium trash lists what is left"
        )


def _cells(removed: Removed) -> tuple[str, ...]:
    age, size = amounts.ago(time.time() - removed.when), amounts.size(disk.freed_by(removed.path))
    return removed.name, age, size, environ.abbreviated(outside.origin(removed))


def _print(there: list[Removed]) -> None:
    if not there:
        sys.stderr.write("the trash is empty\n")
        return
    table.show(COLUMNS, list(map(_cells, there)))
    sys.stdout.flush()
    days = settings.value("trash_days")
    sys.stderr.write(
        f"kept for {days} days; envarium restore NAME restores one, envarium trash --empty deletes all\n"
    )
