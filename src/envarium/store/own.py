"""Envarium's own directory in a store: used only if nobody but the user can have put anything there."""

from __future__ import annotations

import os
import pwd
import stat
import time

from envarium import errors
from envarium.files import background
from envarium.files.reading import system_reason
from envarium.output import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store

STAGING, TRASH, SEEDS, RESERVE, FACTS = "staging", "trash", "seeds", "reserve", "interpreters"

SNAPSHOTS = "snapshots"
"""The directory with a directory for each environment that has snapshots: see snapshots/shelf.py."""

TRUST = "trust"
"""The directory of what the user trusts: see trust.py."""

NO_LINKS = (STAGING, TRASH, SEEDS, RESERVE, TRUST)
"""The directories in it that must not be links: what is in them is deleted, linked into environments, or trusted."""


def check(store: Store) -> None:
    """Raise UntrustedFiles where what is in envarium's own directory may be somebody else's, UnusableStore if unknown.

    In a store that belongs to another user as that directory does, raise ForeignStore. It costs six system calls.
    """
    path = store.own()
    try:
        status = os.lstat(path)
        reason = objection(store, status)
        if reason and stat.S_ISDIR(status.st_mode) and status.st_uid == owner(store) != os.geteuid():
            raise errors.ForeignStore(store.root, user_name(status.st_uid))
        for part in () if reason else NO_LINKS:
            path = store.own(part)
            if stat.S_ISLNK(_mode(path)):
                reason = "it is a symlink"
                break
    except FileNotFoundError:
        return
    except OSError as error:
        raise errors.UnusableStore(store.root, system_reason(error)) from error
    if reason:
        raise errors.UntrustedFiles(path, reason)


def objection(store: Store, status: os.stat_result) -> str:
    """Return why a directory of that `status` is not to be trusted, "" if it is.

    What root has made is, and to root what the store's owner has.
    """
    if stat.S_ISLNK(status.st_mode):
        return "it is a symlink"
    user = os.geteuid()
    if status.st_uid not in (user, 0) and (user or status.st_uid != owner(store)):
        return f"it is owned by {user_name(status.st_uid)}"
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return "others may write to it"
    return ""


def stamp() -> str:
    """Return a name for a directory in staging or in the trash: the time in nanoseconds, the process, the machine."""
    return f"{time.time_ns()}-{os.getpid()}-{background.machine()}"


def owner(store: Store) -> int:
    """Return the user to whom the store belongs. Raises OSError."""
    return os.stat(store.root).st_uid


def _mode(path: str) -> int:
    try:
        return os.lstat(path).st_mode
    except FileNotFoundError:
        return 0


def hint(path: str) -> str:
    """Return how to get the directory at `path` back from another user, "" where it is the user's, or unknown."""
    try:
        owner = os.lstat(path).st_uid
    except OSError:
        return ""
    if owner == os.geteuid():
        return ""
    return f"it is owned by {user_name(owner)}; take it over with sudo chown -R {user_name(os.geteuid())} {shown(path)}"


def user_name(number: int) -> str:
    """Return the name of the user `number`, the number itself where there is none."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
