"""Restore a removed environment, under its own name or another."""

from __future__ import annotations

import os
import sys

from envarium.commands import kernels
from envarium.errors import EnvironmentExists, NameTaken, NothingToRestore
from envarium.files import deleting
from envarium.output import printable, shown
from envarium.projects import links
from envarium.relocating import changes, engine, sharing
from envarium.store import change, kernel, lookup, names, outside, sweep
from envarium.store.environment import TEMPORARY, Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.change import Removed
    from envarium.store.lookup import Store


def run(values: Values) -> None:
    """Restore the environment named, else the one removed last; of several of one name, the latest.

    Temporary ones come last: leaving them has removed them, not the user.
    """
    store = lookup.current()
    name = names.check(values.text("name")) if values.text("name") else ""
    new = names.check(values.text("new")) if values.text("new") else ""
    trash = change.trash(store)
    for removed in sorted(trash, key=_is_temporary):
        if name in ("", removed.name):
            path = _restore(store, removed, new)
            links.restored(Environment(path), store)
            if kernel.name(Environment(path)):
                kernels.restored(Environment(path))
            sys.stdout.write(f"restored {printable(removed.name)} ({printable(path)})\n")
            return
    raise NothingToRestore(name, [removed.name for removed in trash])


def _is_temporary(removed: Removed) -> bool:
    return os.path.exists(f"{removed.path}/{TEMPORARY}")


def _restore(store: Store, removed: Removed, new: str) -> str:
    """Restore `removed`, as `new` if that is not "", and return its path. Raises EnvariumError, SystemRefused."""
    origin = outside.origin(removed)
    if origin and not new:
        return outside.restore(removed)
    if origin or new not in ("", removed.name):
        return _renamed(store, removed, new, origin)
    try:
        return change.restore(store, removed)
    except (EnvironmentExists, NameTaken) as error:
        error.hint = f"restore it under another name: envarium restore {shown(removed.name)} NEW"
        raise


def _renamed(store: Store, removed: Removed, new: str, origin: str) -> str:
    """Publish a copy of what is in the trash, rewritten for the name `new`; then delete that from the trash.

    `origin` is where it was if it was outside the store.
    """
    changes.refuse_taken(store, new)
    if os.path.islink(removed.path):
        path = change.publish(store, removed.path, new)
    else:
        olds = (origin or store.path(removed.name), removed.path)
        replica = engine.relocate(
            store, Environment(removed.path, removed.name), store.path(new), olds, sharing.LINK
        )
        try:
            path = change.publish(store, replica.root, new)
        finally:
            deleting.delete(replica.root)
    sweep.delete_in_background(sweep.move_to_staging(store, [os.path.dirname(removed.path)]))
    return path
