"""Which removed environments are deleted early because the disk is nearly full."""

from __future__ import annotations

import os

from envarium.files import disk, reading
from envarium.store.change import is_ours, made_at
from envarium.store.own import TRASH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store

SHARE = 20
"""A disk is nearly full if less than a twentieth of it is free..."""

ENOUGH = 1 << 30
"""...and less than this many bytes."""


def missing(path: str) -> int:
    """Return how many more bytes should be free on the file system at `path`, 0 if enough are."""
    try:
        status = os.statvfs(path)
    except OSError:
        return 0
    limit = min(status.f_blocks * status.f_frsize // SHARE, ENOUGH)
    return max(0, limit - status.f_bavail * status.f_frsize)


def bins(store: Store) -> list[str]:
    """Return the names of the directories in the trash, the oldest first."""
    names = filter(is_ours, reading.names(store.own(TRASH)))
    return sorted(names, key=lambda name: (made_at(name), name))


def to_delete(store: Store, old: list[str]) -> list[str]:
    """Return what to delete from the trash so that enough of the disk is free: the oldest first, never the newest.

    Only what is in `old` goes: what `bins` returned before this command removed anything.
    """
    deficit = missing(store.own(TRASH))
    trash: list[str] = []
    if not deficit:
        return trash
    for name in [name for name in bins(store)[:-1] if name in old]:
        if deficit <= 0:
            break
        trash.append(store.own(TRASH, name))
        deficit -= disk.freed_by(trash[-1])
    return trash
