"""A layout: what an environment consists of, described before anything exists, and the writing of it."""

from __future__ import annotations

import errno
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

CANNOT_LINK = (errno.EXDEV, errno.EMLINK, errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)
"""What a file system answers that does not share files: then they are copied."""


class Layout:
    """Directories, links and files of an environment, by their paths inside it.

    `directories` come parents first; `links` maps a path to what it points at; `files` a path to text, of which those
    in `executables` may be run; `copies` a path to the file whose bytes it gets. `ready` maps a directory to a tree
    that is moved there instead of making it: once all is written, it holds those that were. `finish` is what remains
    to be done when all stands, given the root; launchers of a `relocatable` environment look for its interpreter
    themselves.
    """

    __slots__ = ("copies", "directories", "executables", "files", "finish", "links", "ready", "relocatable")

    def __init__(self) -> None:
        self.directories: dict[str, None] = {}
        self.links: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self.executables: set[str] = set()
        self.copies: dict[str, str] = {}
        self.ready: dict[str, str] = {}
        self.finish: Callable[[str], None] | None = None
        self.relocatable = False

    def directory(self, path: str) -> None:
        """Add the directory `path` and those above it."""
        parent = path.rpartition("/")[0]
        if parent and parent not in self.directories:
            self.directory(parent)
        self.directories[path] = None

    def write(self, root: str) -> None:
        """Make all of it below `root`, an empty directory. Raises OSError."""
        inside = root + "/"
        for path in self.directories:
            if path not in self.ready or not take(self.ready[path], inside + path):
                self.ready.pop(path, None)
                os.mkdir(inside + path)
        for path, target in self.links.items():
            os.symlink(target, inside + path)
        for path, text in self.files.items():
            mode = 0o777 if path in self.executables else 0o666
            write_file(inside + path, os.fsencode(text), mode)
        for path, source in self.copies.items():
            clone(source, inside + path)


def take(tree: str, target: str) -> bool:
    """Move the directory `tree` to `target`, where nothing is, and say whether there was one.

    Of several takers one gets it. (To move it over an empty directory takes ext4 a millisecond: it deletes that one.)
    """
    try:
        os.rename(tree, target)
    except OSError:
        return False
    return True


def write_file(path: str, content: bytes, mode: int) -> None:
    """Write a new file with the permissions `mode`, less the umask."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        while content:
            content = content[os.write(descriptor, content) :]
    finally:
        os.close(descriptor)


def copy_file(source: str, target: str) -> None:
    """Copy the bytes, the permissions and the modification time of `source` to a new file."""
    with open(source, "rb") as file:
        status = os.fstat(file.fileno())
        write_file(target, file.read(), status.st_mode & 0o777)
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))


def reflink(source: str, target: str) -> None:
    """Make `target` a copy of `source` that shares its blocks, as copy_file_range does on btrfs, XFS and others.

    Linux alone has that call, and not every Python offers it. Raises OSError, ENOSYS where it is missing.
    """
    if not hasattr(os, "copy_file_range"):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), source)
    reading = os.open(source, os.O_RDONLY)
    try:
        status = os.fstat(reading)
        writing = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, status.st_mode & 0o777)
        try:
            left = status.st_size
            while left:
                done = os.copy_file_range(reading, writing, left)
                if not done:
                    raise OSError(errno.EOPNOTSUPP, "the file was not copied whole", source)
                left -= done
            os.utime(writing, ns=(status.st_atime_ns, status.st_mtime_ns))
        finally:
            os.close(writing)
    finally:
        os.close(reading)


def clone(source: str, target: str) -> None:
    """Copy `source` to a new file, sharing its blocks where the file system can."""
    share(reflink, source, target)


def share(way: Callable[[str, str], None], source: str, target: str) -> None:
    """Make `target` of `source` by `way`, a link or a clone; copy it where the file system cannot. Raises OSError."""
    try:
        way(source, target)
    except OSError as error:
        if error.errno not in CANNOT_LINK:
            raise
        if os.path.lexists(target):  # a clone that was begun
            os.unlink(target)
        copy_file(source, target)
