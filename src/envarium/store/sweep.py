"""Clearing what is no longer needed: leftovers of killed commands, and what has lain in the trash long enough."""

from __future__ import annotations

import os
import time

from envarium.errors import UnusableStore
from envarium.store.change import STAGING, TRASH, made_at, own_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.store.lookup import Store

FACTS = "interpreters"
"""Where files lie that a process writes beside, under a name that ends in its number, before it puts them in place."""

DAY = 86_400
"""Seconds."""


def delete(path: str) -> None:
    """Delete the tree at `path`, following no link; what cannot be deleted stays."""
    if os.path.islink(path) or not os.path.isdir(path):
        _try(os.unlink, path)
        return
    directories = [path]
    for directory in directories:  # which grows meanwhile: a tree may be deeper than calls may be
        _try(_open_up, directory)
        try:
            with os.scandir(directory) as entries:
                inside = [(entry.path, entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError:
            continue
        for entry, is_directory in inside:
            if is_directory:
                directories.append(entry)
            else:
                _try(os.unlink, entry)
    for directory in reversed(directories):
        _try(os.rmdir, directory)


def _open_up(directory: str) -> None:
    """Let what is in `directory` be taken out: some tools leave directories that not even their owner may change."""
    os.chmod(directory, 0o700)


def leftovers(store: Store) -> list[str]:
    """Return the staging directories whose process is gone; what else it left is small, and taken away at once."""
    for name in _entries(store.own(TRASH)):
        if _abandoned(name):
            _try(os.rmdir, store.own(TRASH, name))  # one that holds something stays
    for name in _entries(store.own(FACTS)):
        pid = name.rpartition(".")[2]
        if pid.isdecimal() and not _alive(int(pid)):
            _try(os.unlink, store.own(FACTS, name))
    return [store.own(STAGING, name) for name in _entries(store.own(STAGING)) if _abandoned(name)]


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
    return [f"{trash}/{name}" for name in _entries(trash) if made_at(name) <= limit]


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
        apart(lambda: list(map(delete, paths)))


def apart(act: Callable[[], object]) -> None:
    """Run `act` in a process of its own that holds nothing of the caller's: no terminal, no pipe, no wait.

    Where none can be started, nothing is done.
    """
    try:
        if os.fork():
            return
    except OSError:
        return
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        os.closerange(3, 256)
        if os.fork() == 0:
            os.nice(19)
            act()
    finally:
        os._exit(0)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _entries(path: str) -> list[str]:
    try:
        return os.listdir(path)
    except OSError:
        return []


def _try(act: Callable[[str], None], path: str) -> None:
    try:
        act(path)
    except OSError:
        pass
