"""What root makes in a directory of somebody else's is given to the owner of that directory."""

from __future__ import annotations

import os
import stat

from envarium.files.deleting import DIRECTORY, attempt

ANY = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def inherit(path: str) -> None:
    """Give `path`, and all of root's below it, the owner of the directory that it is in. Nothing is done for others.

    What has further names is left alone, for it may be a link to a file elsewhere. Nobody else may write to a directory
    of root's, so that nothing in it is exchanged before it is given away, the lowest first.
    """
    if os.geteuid():
        return
    try:
        parent = os.stat(os.path.dirname(path))
        if parent.st_uid == 0:
            return
        descriptor = os.open(path, ANY)
    except OSError:
        return
    try:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            _below(path, parent)
        _give(descriptor, parent)
    finally:
        os.close(descriptor)


def _below(path: str, like: os.stat_result) -> None:
    """Give what is below the directory at `path` the owner of `like`."""
    top = os.open(path, DIRECTORY)
    try:
        for _, folders, files, here in os.fwalk(".", topdown=False, dir_fd=top):
            if os.fstat(here).st_uid:
                continue
            for name in (*folders, *files):
                status = os.lstat(name, dir_fd=here)
                if not status.st_uid and not stat.S_ISDIR(status.st_mode) and status.st_nlink == 1:
                    os.chown(name, like.st_uid, like.st_gid, dir_fd=here, follow_symlinks=False)
            _give(here, like)
    finally:
        os.close(top)


def _give(descriptor: int, like: os.stat_result) -> None:
    status = os.fstat(descriptor)
    if not status.st_uid and (stat.S_ISDIR(status.st_mode) or status.st_nlink == 1):
        attempt(os.fchown, descriptor, like.st_uid, like.st_gid)
