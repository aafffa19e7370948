"""Take a snapshot of an environment."""

from __future__ import annotations

import sys

from envarium.files import disk
from envarium.output import printable, typed
from envarium.printing import amounts
from envarium.printing.status_line import Watch
from envarium.snapshots import taking
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> None:
    """Take the snapshot, and print its name and its size."""
    store = lookup.current()
    name = lookup.name_or_active(store, values.text("name"))
    environment = store.find(name)
    with Watch(f"copying {name}"):
        snapshot = taking.take(store, environment, values.text("label"))
    size = amounts.size(disk.freed_by(snapshot.folder))
    sys.stdout.write(f"took snapshot {printable(snapshot.text)}, {size} of its own\n")
    sys.stderr.write(f"return to it with: envarium rollback {typed(name)}\n")
