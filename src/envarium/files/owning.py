"""Gives files that root creates in another user's directory to that user."""

from __future__ import annotations

import os
import stat

from envarium.files.deleting import DIRECTORY, attempt

ANY = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def inherit(path: str) -> None:
    """Give `path` and root's files below it to the owner of its directory. Does nothing for other users.

    Files with several hard links are left unchanged, because they may be elsewhere too. A directory is given away after
    its content, so that nobody else can replace anything in it before.
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
    """Give the content of the directory at `path` the owner of `like`."""
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
