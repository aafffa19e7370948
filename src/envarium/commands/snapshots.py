"""List the snapshots of environments, or delete some."""

from __future__ import annotations

import sys
import time

from envarium.errors import WrongUsage
from envarium.files import disk
from envarium.output import shown
from envarium.printing import amounts, json_output, table
from envarium.printing.table import TEXT, Column
from envarium.snapshots import shelf
from envarium.store import locking, lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.snapshots.shelf import Snapshot
    from envarium.store.lookup import Store

GONE = "removed"
"""What is shown of an environment that no longer exists: rollback brings it back."""

COLUMNS = (
    Column("snapshot"),
    Column("taken", right=True),
    Column("python", TEXT),
    Column("packages", right=True),
    Column("size", right=True),
    Column("notes", TEXT),
)


def run(values: Values) -> None:
    """Print the snapshots of the environment named, or of all; with `--delete`, delete those named."""
    store, name = lookup.current(), values.text("name")
    if values.many("delete"):
        _delete(store, name, values.many("delete"))
        return
    snapshots = [one for owner in ([name] if name else shelf.owners(store)) for one in shelf.of(store, owner)]
    if name and not snapshots:
        store.find(name)
    if values.on("json"):
        json_output.show(map(_as_data, snapshots))
    else:
        _print(store, snapshots)


def _delete(store: Store, name: str, texts: tuple[str, ...]) -> None:
    """Delete the snapshots `texts`, all of which must exist, and print what that freed."""
    if not name and not all(shelf.SEPARATOR in text for text in texts):
        raise WrongUsage(
            "there is no environment to delete a snapshot of", "write its name, or NAME@SNAPSHOT"
        )
    if any(text.endswith(shelf.SEPARATOR) for text in texts):
        raise WrongUsage("there is no snapshot after the @", "write NAME@SNAPSHOT")
    targets = {one.folder: one for one in (shelf.find(store, name, text) for text in texts)}
    freed = 0
    with locking.lock(store.own(shelf.LOCK)):
        for one in targets.values():
            freed += disk.freed_by(one.folder)
            shelf.delete(one)
    number = len(targets)
    sys.stderr.write(f"deleted {amounts.counted(number, 'snapshot')}, {amounts.size(freed)}\n")


def _as_data(snapshot: Snapshot) -> dict[str, object]:
    """Return the facts of `snapshot`, as `--json` prints them."""
    return {
        "snapshot": snapshot.text,
        "environment": snapshot.name,
        "number": snapshot.number,
        "label": snapshot.label,
        "time": snapshot.time,
        "reason": snapshot.about.get("reason", ""),
        "python": snapshot.about.get("python", ""),
        "packages": snapshot.packages,
        "path": snapshot.environment.path,
        "bytes": disk.freed_by(snapshot.folder),
    }


def _cells(one: Snapshot, missing: set[str]) -> tuple[str, ...]:
    """Return the name of a snapshot, its age, Python, number of packages, exclusive size, and notes."""
    notes = [f"number {one.number}"] * bool(one.label) + [str(one.about.get("reason", ""))]
    notes += [GONE] * (one.name in missing)
    return (
        one.text,
        amounts.ago(time.time() - one.time),
        str(one.about.get("python", "")),
        amounts.counted(len(one.packages), "package"),
        amounts.size(disk.freed_by(one.folder)),
        ", ".join(filter(None, notes)),
    )


def _print(store: Store, snapshots: list[Snapshot]) -> None:
    """Print a line for each snapshot."""
    if not snapshots:
        sys.stderr.write("there are no snapshots; envarium snapshot NAME takes one\n")
        return
    missing = {one.name for one in snapshots if not store.holds(one.name)}
    table.show(COLUMNS, [_cells(one, missing) for one in snapshots])
    if missing:
        name = shown(min(missing))
        sys.stderr.write(f"{name} no longer exists; envarium rollback {name} brings it back\n")
