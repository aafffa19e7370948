"""Deleting trees."""

from __future__ import annotations

import errno
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def attempt(act: Callable[..., object], *arguments: str | int, **options: int) -> bool:
    """Call `act`, ignoring its failure, and return whether it succeeded."""
    try:
        act(*arguments, **options)
    except OSError:
        return False
    return True


def delete(path: str) -> None:
    """Delete the tree at `path`, except what cannot be deleted and what is mounted in it.

    Directories are opened by descriptors, one at a time: links are not followed, even if one replaces a directory
    meanwhile, and a tree may be deeper than the maximum length of a path.
    """
    parent, name = os.path.split(path)
    if attempt(os.unlink, path) or not os.path.lexists(path):
        return
    try:
        here = os.open(parent or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return
    device, names = os.fstat(here).st_dev, [name]
    above: list[tuple[str, list[str], os.stat_result]] = []
    try:
        while names or above:
            if names:
                name = names.pop()
                below = _enter(here, name, device)
                if below < 0:
                    continue
                above.append((name, names, os.fstat(here)))
                os.close(here)
                here, names = below, _clear(below)
            else:
                name, names, status = above.pop()
                below, here = here, os.open("..", DIRECTORY, dir_fd=here)
                os.close(below)
                if not os.path.samestat(os.fstat(here), status):
                    return  # another process moved it
                attempt(os.rmdir, name, dir_fd=here)
    except OSError:
        return
    finally:
        os.close(here)


def _enter(here: int, name: str, device: int) -> int:
    """Open the directory `name` in the directory `here`; -1 if it was empty and is deleted, or must stay."""
    try:
        os.rmdir(name, dir_fd=here)
        return -1
    except OSError as error:
        if error.errno == errno.EBUSY:  # something is mounted there
            return -1
    try:
        below = os.open(name, DIRECTORY, dir_fd=here)
    except PermissionError:  # some tools create directories without permissions for their owner
        if not attempt(os.chmod, name, stat.S_IRWXU, dir_fd=here):
            return -1
        below = os.open(name, DIRECTORY, dir_fd=here)
    except OSError:
        return -1
    status = os.fstat(below)
    if status.st_dev != device:
        os.close(below)
        return -1
    if status.st_mode & stat.S_IRWXU != stat.S_IRWXU:
        attempt(os.chmod, below, stat.S_IRWXU)
    return below


def _clear(directory: int) -> list[str]:
    """Delete the files and links in `directory`, and return the names of the directories in it."""
    with os.scandir(directory) as scan:
        entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in scan]
    for name, is_directory in entries:
        if not is_directory:
            attempt(os.unlink, name, dir_fd=directory)
    return [name for name, is_directory in entries if is_directory]
