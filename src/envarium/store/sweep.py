"""Deletes what is no longer needed: leftovers of killed commands, and what has been in the trash long enough."""

from __future__ import annotations

import errno
import os
import time

from envarium import errors
from envarium.files import background, reading
from envarium.files.deleting import attempt, delete
from envarium.store.change import is_ours, made_at, own_directory
from envarium.store.names_lock import NamesLock
from envarium.store.own import STAGING, TRASH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store

DAY = 86_400
"""The number of seconds in a day."""


MONTH = 30 * DAY


def leftovers(store: Store) -> list[str]:
    """Return the staging directories whose process no longer exists; empty ones in the trash are deleted at once."""
    here = background.machine()
    for name in _ours(store, TRASH):
        if _is_abandoned(name, here):
            attempt(os.rmdir, store.own(TRASH, name))  # only an empty one is deleted
    return [store.own(STAGING, name) for name in _ours(store, STAGING) if _is_abandoned(name, here)]


def _ours(store: Store, part: str) -> list[str]:
    """Return the names in the directory `part` of what envarium has made there; none where it is a link."""
    path = store.own(part)
    return [] if os.path.islink(path) else [name for name in reading.names(path) if is_ours(name)]


def _is_abandoned(name: str, here: str) -> bool:
    """Return whether the process that made the staging or trash directory called `name` no longer exists.

    Of another machine than `here` nothing is known: after a day they are. A number here may be another process's by
    now: after a month they are, and not before, for the clock may be wrong.
    """
    _, _, owner = name.partition("-")
    pid, _, place = owner.partition("-")
    age = time.time() - made_at(name)
    if place != here:
        return age > DAY
    return age > MONTH or not background.is_alive(int(pid))


def expired(store: Store, days: int) -> list[str]:
    """Return what has been in the trash for `days` days, and already had a day ago: a clock may be wrong once."""
    trash, now = store.own(TRASH), time.time()
    bins = [
        f"{trash}/{name}" for name in _ours(store, TRASH) if not days or now - made_at(name) >= days * DAY
    ]
    return [path for path in bins if not days or _is_due(path, days, now)]


def _is_due(path: str, days: int, now: float) -> bool:
    """Return whether the directory at `path` in the trash was marked as due at least a day ago; otherwise mark it.

    The mark is the time of its last change, which was that of the removal before.
    """
    try:
        date = os.lstat(path).st_mtime
    except OSError:
        return False
    first = made_at(os.path.basename(path)) + days * DAY
    if first <= date <= now:
        return now - date >= DAY
    attempt(lambda: os.utime(path, (now, now)))
    return False


def move_to_staging(store: Store, paths: list[str]) -> list[str]:
    """Move directories from the trash to staging, so that none is restored meanwhile; return the new paths."""
    if not paths:
        return []
    try:
        staging = own_directory(store, STAGING)
    except errors.UnusableStore:
        return []  # a disk that is full or fails: what should go stays where it is
    targets = []
    with NamesLock(store):
        for path in paths:
            target = f"{staging}/{os.path.basename(path)}"
            try:
                os.rename(path, target)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    continue  # it is restored, or somebody else deletes it
                target = path  # a directory of a lower layer of an overlayfs cannot be renamed
            targets.append(target)
    return targets


def delete_in_background(paths: list[str]) -> None:
    """Delete `paths` in the background; if no process can be started, a later command does it."""
    if paths:
        background.run(lambda: list(map(delete, paths)))
