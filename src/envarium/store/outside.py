"""Environments from outside the store in its trash: a file beside each contains the path that it had."""

from __future__ import annotations

import os

from envarium.action import Action
from envarium.errors import EnvariumError, SystemRefused
from envarium.files import deleting, reading, trees, writing
from envarium.files.deleting import attempt
from envarium.output import shown, typed
from envarium.store import change, names, own
from envarium.store.change import TrashEntry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store

ORIGIN = ".origin"


def remove(store: Store, path: str, name: str) -> TrashEntry:
    """Move the environment at `path` to the trash, where it is called `name`. Raises InvalidName, SystemRefused.

    From another file system it is copied, and the copy is compared, before it is deleted there.
    """
    names.check(name)
    store.prepare()
    folder = change.fresh(store, own.TRASH)
    try:
        writing.write(f"{folder}/{ORIGIN}", os.fsencode(path), 0o600)
        identity = change.move(store, path, f"{folder}/{name}")
    except OSError as error:
        _forget(folder)
        raise SystemRefused(f"remove {shown(path)}", error, "it is as it was") from error
    return TrashEntry(name, f"{folder}/{name}", change.made_at(os.path.basename(folder)), identity)


def origin(entry: TrashEntry) -> str:
    """Return where `entry` was, "" for an environment of the store."""
    return reading.text(f"{os.path.dirname(entry.path)}/{ORIGIN}")


def restore(entry: TrashEntry) -> str:
    """Move `entry` back to where it was, and return that path. Raises EnvariumError, SystemRefused."""
    path = origin(entry)
    hint = f"restore it into the store: envarium restore {typed(entry.name)} NEW"
    if os.path.lexists(path):
        raise EnvariumError(f"{shown(path)} exists again", hint)
    scratch = writing.aside(path)  # on its file system, which may be another one
    try:
        with Action(f"restore {shown(path)}", hint):
            os.makedirs(scratch, 0o700)
            trees.rename(entry.path, path, scratch)
    finally:
        deleting.delete(scratch)
    _forget(os.path.dirname(entry.path))
    return path


def _forget(folder: str) -> None:
    """Delete the directory `folder` of the trash, which contains nothing else any more."""
    attempt(os.unlink, f"{folder}/{ORIGIN}")
    attempt(os.rmdir, folder)
