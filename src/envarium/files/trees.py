"""Moves a directory tree by copying it, where it cannot be renamed."""

from __future__ import annotations

import errno
import os
import stat

from envarium.files import copying
from envarium.files.deleting import delete

TYPE_CHECKING = False
if TYPE_CHECKING:
    Entries = list[tuple[str, os.stat_result]]
    """Paths below a directory with the status of each, parents first."""


def rename(source: str, target: str, scratch: str) -> None:
    """Rename the file or directory `source` to `target`, or move it. Raises OSError."""
    try:
        os.rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV or not os.path.isdir(source):
            raise
        move(source, target, scratch)


def move(source: str, target: str, scratch: str) -> os.stat_result:
    """Move the directory `source` to `target`, where nothing is; it is copied to the directory `scratch` first.

    The copy is checked, and published by one rename, before `source` is deleted. Return the status of `source`. Raises
    OSError, and then `source` is as it was.
    """
    status, entries = os.lstat(source), _entries(source)
    replica = scratch + "/tree"
    _copy(source, replica, [("", status), *entries])
    if _known(_entries(source)) != _known(entries) or _known(_entries(replica)) != _known(entries):
        raise OSError(errno.EBUSY, "it changes while it is being copied", source)
    os.rename(replica, target)
    delete(source)
    return status


def _entries(top: str) -> Entries:
    entries: Entries = []
    directories = [""]
    for directory in directories:  # the loop appends to it
        with os.scandir(f"{top}/{directory}") as scan:
            for entry in scan:
                path, status = directory + entry.name, entry.stat(follow_symlinks=False)
                entries.append((path, status))
                if stat.S_ISDIR(status.st_mode):
                    directories.append(path + "/")
    return entries


def _known(entries: Entries) -> set[tuple[str, int, int, int]]:
    """Return what a copy has in common with its source."""
    return {
        (path, status.st_mode, status.st_mtime_ns, 0 if stat.S_ISDIR(status.st_mode) else status.st_size)
        for path, status in entries
    }


def _copy(source: str, target: str, entries: Entries) -> None:
    first: dict[tuple[int, int], str] = {}
    for path, status in entries:
        old, new = f"{source}/{path}", f"{target}/{path}"
        name = first.setdefault((status.st_dev, status.st_ino), new)
        if stat.S_ISDIR(status.st_mode):
            os.mkdir(new, 0o700)
        elif name != new:
            os.link(name, new, follow_symlinks=False)
        elif stat.S_ISLNK(status.st_mode):
            os.symlink(os.readlink(old), new)
        elif stat.S_ISREG(status.st_mode):
            copying.clone(old, new)
        else:
            os.mknod(new, status.st_mode, status.st_rdev)
    for path, status in reversed(entries):
        if not os.geteuid():
            os.chown(f"{target}/{path}", status.st_uid, status.st_gid, follow_symlinks=False)
        copying.equip(f"{source}/{path}", f"{target}/{path}", status)
