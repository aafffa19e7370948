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
    from envarium.store.change import TrashEntry
    from envarium.store.lookup import Store

COLUMNS = (Column("name"), Column("removed", right=True), Column("size", right=True), Column("origin", PATH))


def run(values: Values) -> None:
    """Print what is in the trash; with `--empty` delete it, and print how much that freed."""
    store = lookup.current()
    entries = change.trash(store)
    if values.on("empty"):
        _empty(store, entries)
    elif values.on("json"):
        rows = [
            {
                "name": entry.name,
                "path": entry.path,
                "removed": int(entry.when),
                "bytes": disk.freed_by(entry.path),
                "origin": outside.origin(entry),
            }
            for entry in entries
        ]
        json_output.show(rows)
    else:
        _print(entries)


def _empty(store: Store, entries: list[TrashEntry]) -> None:
    freed = 0
    paths = sweep.move_to_staging(store, [os.path.dirname(entry.path) for entry in entries])
    with Watch(f"deleting {amounts.counted(len(paths), 'environment')}"):
        for path in paths:
            freed += disk.freed_by(path)
            deleting.delete(path)
    sys.stderr.write(f"deleted {amounts.counted(len(paths), 'environment')}, {amounts.size(freed)}\n")
    if any(os.path.lexists(entry.path) for entry in entries):
        raise EnvariumError(
            "not everything could be moved out of the trash", "envarium trash lists what is left"
        )


def _cells(entry: TrashEntry) -> tuple[str, ...]:
    age, size = amounts.ago(time.time() - entry.when), amounts.size(disk.freed_by(entry.path))
    return entry.name, age, size, environ.abbreviated(outside.origin(entry))


def _print(entries: list[TrashEntry]) -> None:
    if not entries:
        sys.stderr.write("the trash is empty\n")
        return
    table.show(COLUMNS, list(map(_cells, entries)))
    sys.stdout.flush()
    days = settings.value("trash_days")
    sys.stderr.write(
        f"kept for {days} days; envarium restore NAME restores one, envarium trash --empty deletes all\n"
    )
