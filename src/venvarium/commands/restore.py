"""Bring a removed environment back."""

from __future__ import annotations

import sys

from venvarium.errors import NothingToRestore
from venvarium.store import change, lookup, names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvarium.words import Given


def run(given: Given) -> None:
    """Restore the environment named, else the one removed last; of several of one name, the latest."""
    store = lookup.current()
    name = names.check(given.text("name")) if given.text("name") else ""
    there = change.trash(store)
    for removed in there:
        if name in ("", removed.name):
            path = change.restore(store, removed)
            sys.stdout.write(f"restored {removed.name} ({path})\n")
            return
    raise NothingToRestore(name, [removed.name for removed in there])
