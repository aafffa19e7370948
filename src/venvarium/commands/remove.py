"""Move environments to the trash: all names are checked before the first is touched."""

from __future__ import annotations

import os
import sys

from venvarium import environ, settings
from venvarium.errors import EnvironmentActive
from venvarium.store import change, lookup, sweep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvarium.store.lookup import Store
    from venvarium.words import Given


def run(given: Given) -> None:
    """Remove each environment named, once."""
    store = lookup.current()
    days = settings.value("trash_days")
    assert isinstance(days, int)
    wanted = list(dict.fromkeys(given.many("names")))
    for name in wanted:
        _refuse_active(store.find(name), name)
    for name in wanted:
        sys.stdout.write(f"Removing {name}...\n")
        sys.stdout.flush()
        change.remove(store, name)
    if days:
        sys.stderr.write(f"kept for {days} days: venvarium restore brings it back\n")
    _sweep(store, days)


def _refuse_active(place: str, name: str) -> None:
    active = environ.VIRTUAL_ENV.get()
    if active and os.path.isdir(active) and os.path.samefile(place, active):
        raise EnvironmentActive(name, "removed")


def _sweep(store: Store, days: int) -> None:
    sweep.behind([*sweep.aside(store, sweep.expired(store, days)), *sweep.leftovers(store)])
