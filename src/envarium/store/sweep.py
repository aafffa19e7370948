"""Clearing what is no longer needed: leftovers of killed commands, and what has lain in the trash long enough."""

from __future__ import annotations

import os
import time

from envarium.errors import UnusableStore
from envarium.files import background, reading
from envarium.files.deleting import attempt, delete
from envarium.store.change import STAGING, TRASH, made_at, own_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store

FACTS = "interpreters"
"""Where files lie that a process writes beside, under a name that ends in its number, before it puts them in place."""

DAY = 86_400
"""Seconds."""


def leftovers(store: Store) -> list[str]:
    """Return the staging directories whose process is gone; what else it left is small, and taken away at once."""
    for name in reading.names(store.own(TRASH)):
        if _abandoned(name):
            attempt(os.rmdir, store.own(TRASH, name))  # one that holds something stays
    for name in reading.names(store.own(FACTS)):
        pid = name.rpartition(".")[2]
        if pid.isdecimal() and not _alive(int(pid)):
            attempt(os.unlink, store.own(FACTS, name))
    return [store.own(STAGING, name) for name in reading.names(store.own(STAGING)) if _abandoned(name)]


def _abandoned(name: str) -> bool:
    """Say whether the process that made the staging or trash directory called `name` is gone.

    Of another machine's nothing is known, and a number may be another process's by now: after a day all are.
    """
    _, _, owner = name.partition("-")
    pid, _, machine = owner.partition("-")
    if made_at(name) < time.time() - DAY:
        return True
    return machine == os.uname().nodename and pid.isdecimal() and not _alive(int(pid))


def expired(store: Store, days: int) -> list[str]:
    """Return what has lain in the trash for `days` days."""
    trash = store.own(TRASH)
    limit = time.time() - days * DAY
    return [f"{trash}/{name}" for name in reading.names(trash) if made_at(name) <= limit]


def aside(store: Store, paths: list[str]) -> list[str]:
    """Move directories of the trash out of it, so that none is restored while it is being deleted; return where to."""
    if not paths:
        return []
    try:
        staging = own_directory(store, STAGING)
    except UnusableStore:
        return []  # a disk that is full or fails: what should go stays where it is
    moved = []
    for path in paths:
        target = f"{staging}/{os.path.basename(path)}"
        try:
            os.rename(path, target)
        except OSError:
            continue  # it is restored, or somebody else deletes it
        moved.append(target)
    return moved


def behind(paths: list[str]) -> None:
    """Delete `paths` behind the prompt; where no process can be started, a later command does."""
    if paths:
        background.run(lambda: list(map(delete, paths)))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
