"""Restore a removed environment, under its own name or another."""

from __future__ import annotations

import os
import sys

from envarium.commands import kernels
from envarium.errors import EnvironmentExists, NameTaken, NoSuchEnvironment, NothingToRestore
from envarium.files import deleting
from envarium.output import printable, shown
from envarium.projects import links
from envarium.relocating import engine, sharing
from envarium.store import change, kernel, lookup, names, outside, sweep
from envarium.store.environment import TEMPORARY, Environment
from envarium.store.turn import Turn

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
    for removed in sorted(change.trash(store), key=_is_temporary):
        if name in ("", removed.name):
            try:
                path = _restore(store, removed, new)
            except NoSuchEnvironment:  # another process has restored or deleted it
                continue
            links.restored(Environment(path), store)
            if kernel.name(Environment(path)):
                kernels.restored(Environment(path))
            sys.stdout.write(f"restored {printable(removed.name)} ({printable(path)})\n")
            return
    raise NothingToRestore(name, [removed.name for removed in change.trash(store)])


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
    store.refuse_taken(new)
    source = Environment(removed.path, removed.name)
    root, identity = removed.path, source.identity
    if not os.path.islink(root):
        olds = (origin or store.path(removed.name), removed.path)
        replica = engine.relocate(store, source, store.path(new), olds, sharing.LINK)
        root, identity = replica.root, replica.tree.identity
    try:
        with Turn(store):
            if source.identity != identity:
                raise NoSuchEnvironment(removed.name, [])
            path = change.publish(store, root, new)
            rest = sweep.move_to_staging(store, [os.path.dirname(removed.path)])
    finally:
        if root != removed.path:
            deleting.delete(root)
    sweep.delete_in_background(rest)
    return path
