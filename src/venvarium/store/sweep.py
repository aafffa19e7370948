"""Clearing what is no longer needed: leftovers of killed commands, and what has lain in the trash long enough."""

from __future__ import annotations

import os
import time

from venvarium.store.change import STAGING, TRASH, made_at, own_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from venvarium.store.lookup import Store

DAY = 86_400
"""Seconds."""


def delete(path: str) -> None:
    """Delete the tree at `path`, following no link; what cannot be deleted stays."""
    if os.path.islink(path) or not os.path.isdir(path):
        _try(os.unlink, path)
        return
    directories = [path]
    for directory in directories:  # which grows meanwhile: a tree may be deeper than calls may be
        try:
            with os.scandir(directory) as entries:
                inside = list(entries)
        except OSError:
            continue
        for entry in inside:
            if entry.is_dir(follow_symlinks=False):
                directories.append(entry.path)
            else:
                _try(os.unlink, entry.path)
    for directory in reversed(directories):
        _try(os.rmdir, directory)


def leftovers(store: Store) -> list[str]:
    """Return the staging directories whose process is gone; those of other machines after a day."""
    staging = store.own(STAGING)
    host = os.uname().nodename
    found = []
    for name in _entries(staging):
        _, _, owner = name.partition("-")
        pid, _, machine = owner.partition("-")
        if machine == host and pid.isdigit():
            abandoned = not _alive(int(pid))
        else:
            abandoned = made_at(name) < time.time() - DAY
        if abandoned:
            found.append(f"{staging}/{name}")
    return found


def expired(store: Store, days: int) -> list[str]:
    """Return what has lain in the trash for `days` days."""
    trash = store.own(TRASH)
    limit = time.time() - days * DAY
    return [f"{trash}/{name}" for name in _entries(trash) if made_at(name) <= limit]


def aside(store: Store, paths: list[str]) -> list[str]:
    """Move directories of the trash out of it, so that none is restored while it is being deleted; return where to."""
    staging = own_directory(store, STAGING)
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
    """Delete `paths` in a process of its own that holds nothing of the caller's: no terminal, no pipe, no wait."""
    if not paths or os.fork():
        return
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        os.closerange(3, 256)
        if os.fork() == 0:
            os.nice(19)
            for path in paths:
                delete(path)
    finally:
        os._exit(0)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
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
