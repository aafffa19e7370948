"""Restore a removed environment, under its own name or another."""

from __future__ import annotations

import os
import sys

from envarium.commands import kernels
from envarium.errors import EnvironmentExists, NameTaken, NoSuchEnvironment, NothingToRestore
from envarium.files import deleting
from envarium.output import printable, typed
from envarium.projects import links
from envarium.relocating import engine, sharing
from envarium.store import change, kernel, lookup, names, outside, sweep
from envarium.store.environment import TEMPORARY, Environment
from envarium.store.names_lock import NamesLock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.change import TrashEntry
    from envarium.store.lookup import Store


def run(values: Values) -> None:
    """Restore the environment named, else the one removed last; of several of one name, the latest.

    Temporary ones come last: leaving them has removed them, not the user.
    """
    store = lookup.current()
    name = names.check(values.text("name")) if values.text("name") else ""
    new = names.check(values.text("new")) if values.text("new") else ""
    for entry in sorted(change.trash(store), key=_is_temporary):
        if name in ("", entry.name):
            try:
                path = _restore(store, entry, new)
            except NoSuchEnvironment:  # another process has restored or deleted it
                continue
            links.restore(Environment(path), store)
            if kernel.name(Environment(path)):
                kernels.restore(Environment(path))
            sys.stdout.write(f"restored {printable(entry.name)} ({printable(path)})\n")
            return
    raise NothingToRestore(name, [entry.name for entry in change.trash(store)])


def _is_temporary(entry: TrashEntry) -> bool:
    return os.path.exists(f"{entry.path}/{TEMPORARY}")


def _restore(store: Store, entry: TrashEntry, new: str) -> str:
    """Restore `entry`, as `new` if that is not "", and return its path. Raises EnvariumError, SystemRefused."""
    origin = outside.origin(entry)
    if origin and not new:
        return outside.restore(entry)
    if origin or new not in ("", entry.name):
        return _restore_as(store, entry, new, origin)
    try:
        return change.restore(store, entry)
    except (EnvironmentExists, NameTaken) as error:
        error.hint = f"restore it under another name: envarium restore {typed(entry.name)} NEW"
        raise


def _restore_as(store: Store, entry: TrashEntry, new: str, origin: str) -> str:
    """Publish a copy of what is in the trash, rewritten for the name `new`; then delete that from the trash.

    `origin` is where it was if it was outside the store.
    """
    store.refuse_taken(new)
    source = Environment(entry.path, entry.name)
    root, identity = entry.path, source.identity
    if not os.path.islink(root):
        olds = (origin or store.path(entry.name), entry.path)
        replica = engine.relocate(store, source, store.path(new), olds, sharing.LINK)
        root, identity = replica.root, replica.tree.identity
    try:
        with NamesLock(store):
            if source.identity != identity:
                raise NoSuchEnvironment(entry.name, [])
            path = change.publish(store, root, new)
            rest = sweep.move_to_staging(store, [os.path.dirname(entry.path)])
    finally:
        if root != entry.path:
            deleting.delete(root)
    sweep.delete_in_background(rest)
    return path
