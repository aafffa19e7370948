"""Letting files of packages be one file with several names, or clones, where files cannot share blocks as they are.

Whoever writes into a file with several names changes it in every environment. Installers never do: they put a new file
in its place.
"""

from __future__ import annotations

import fcntl
import os
import stat
import sys

from envarium.creator import reflink
from envarium.distributions import installed
from envarium.files import copying
from envarium.files.deleting import attempt
from envarium.thinning.duplicates import File, same

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator


REPLACED = (
    ".py", ".pyi", ".pyx", ".pxd", ".so", ".dylib", ".a", ".c", ".cc", ".cpp", ".cu", ".cuh", ".h", ".hh", ".hpp", ".f",
    ".f90", ".js", ".css", ".html", ".map", ".svg", ".png", ".gif", ".ttf", ".woff", ".woff2", ".mo", ".md", ".rst",
)  # fmt: skip
"""The ends of the names of files that nobody but an installer changes: code and what it shows, no data, no settings."""


def candidates(site: str) -> Iterator[File]:
    """Yield the files in the directory of packages `site` that installers have put there, and alone replace."""
    root, folders = os.path.realpath(site), dict[str, bool]()
    for distribution in installed.scan(site):
        for line in [] if distribution.is_editable else distribution.files:
            path = os.path.normpath(f"{root}/{line}")
            if not path.startswith(root + "/") or "\0" in path or not _is_code(path):
                continue
            folder = os.path.dirname(path)
            if folder not in folders:  # one that leads elsewhere may be a link to what is not installed
                folders[folder] = os.path.realpath(folder) == folder
            if folders[folder]:
                yield from _regular(path)


def _is_code(path: str) -> bool:
    return path.endswith(REPLACED) or ".so." in os.path.basename(path)


def _regular(path: str) -> Iterator[File]:
    try:
        status = os.lstat(path)
    except OSError:
        return
    if stat.S_ISREG(status.st_mode) and status.st_size:
        yield File(path, status)


def key(file: File) -> Hashable:
    """Return what files must have in common to become one: owner, permissions, attributes, a module's time.

    Bytecode is valid for a module of the time that it contains.
    """
    status = file.status
    time = status.st_mtime_ns if file.path.endswith(".py") else 0
    return status.st_dev, status.st_mode, status.st_uid, status.st_gid, time, _attributes(file.path)


def _attributes(path: str) -> Hashable:
    if sys.platform != "linux" or not hasattr(os, "listxattr"):
        return ()
    try:
        return tuple((name, os.getxattr(path, name)) for name in sorted(os.listxattr(path)))
    except OSError:
        return ()


def link(source: File, target: File, scratch: str) -> bool:
    """Replace `target` by a hard link to `source` if their content is the same; return whether it is.

    The link is made in the directory `scratch` first. Raises OSError.
    """
    return _replace(source, target, lambda new: os.link(source.path, new, follow_symlinks=False), scratch)


def clone(source: File, target: File, scratch: str) -> bool:
    """Replace `target` by a clone of `source` with the owner, permissions, attributes and times of `target`.

    Return whether their content is the same. Raises OSError.
    """

    def make(new: str) -> None:
        with open(source.path, "rb") as reader, open(new, "xb") as writer:
            fcntl.ioctl(writer.fileno(), reflink.FICLONE, reader.fileno())
        os.chown(new, target.status.st_uid, target.status.st_gid)
        os.chmod(new, stat.S_IMODE(target.status.st_mode))
        copying.carry(target.path, new, target.status)
        os.utime(new, ns=(target.status.st_atime_ns, target.status.st_mtime_ns))

    return _replace(source, target, make, scratch)


def _replace(source: File, target: File, make: Callable[[str], None], scratch: str) -> bool:
    """Replace `target` in one step by what `make` makes of `source` in `scratch`, if the content is the same.

    What has changed since it was found stays. Raises OSError.
    """
    new = scratch + "/file"
    try:
        make(new)
        if not same(new, target.path) or source.has_changed or target.has_changed:
            return False
        os.rename(new, target.path)
        return True
    finally:
        attempt(os.unlink, new)
