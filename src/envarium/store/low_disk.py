"""What goes from the trash before its time because the disk runs low."""

from __future__ import annotations

import os

from envarium.files import reading
from envarium.store.change import is_ours, made_at
from envarium.store.own import TRASH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.store.lookup import Store

SHARE = 20
"""A disk runs low with less than a twentieth of it free..."""

ENOUGH = 1 << 30
"""...unless that is still this many bytes."""


def missing(path: str) -> int:
    """Return how many bytes the file system at `path` lacks of what ought to be free, 0 if it has them."""
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


def crowding(store: Store, old: list[str], freed_by: Callable[[str], int]) -> list[str]:
    """Return what is to go from the trash so that the disk has enough free: the oldest first, never the latest.

    Only what is in `old` goes: what `bins` returned before this command removed anything. `freed_by` tells the bytes
    that deleting a path frees.
    """
    lacking = missing(store.own(TRASH))
    trash: list[str] = []
    if not lacking:
        return trash
    for name in [name for name in bins(store)[:-1] if name in old]:
        if lacking <= 0:
            break
        trash.append(store.own(TRASH, name))
        lacking -= freed_by(trash[-1])
    return trash
