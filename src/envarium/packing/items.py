"""What is to be packed, by its path in the archive: directories, links, and files, whose content may be elsewhere."""

from __future__ import annotations

import os

from envarium.files.reading import PIECE
from envarium.packing.members import DIRECTORY, FILE, LINK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Items = dict[str, "Item"]
    """Items by their paths, which are relative."""

    Stamp = tuple[int, int, int]
    """Modification time in nanoseconds, size in bytes, and inode."""

OTHER = ""
"""The kind of a pipe, a socket or a device."""


class FileChanged(Exception):
    """The file at a path is not as it was when it was found."""


class Item:
    """A directory, a link to `target`, or a file: its `kind` is a constant of `members`, or OTHER.

    The `size` bytes of a file are its new `content`; where that is None, they begin at `start` of the file `source`,
    which had the `stamp`; `overwrite` is a position in them, and the bytes that replace those there.
    """

    __slots__ = ("content", "kind", "mode", "overwrite", "size", "source", "stamp", "start", "target")

    def __init__(
        self, kind: str, source: str = "", size: int = 0, mode: int = 0o644, target: str = ""
    ) -> None:
        self.kind = kind
        self.source = source
        self.size = size
        self.mode = mode
        self.target = target
        self.content: bytes | None = None
        self.overwrite: tuple[int, bytes] = (0, b"")
        self.stamp: Stamp | None = None
        self.start = 0

    def parts(self) -> Iterator[bytes]:
        """Yield the content of a file. Raises Changed, OSError."""
        if self.content is not None:
            yield self.content
            return
        try:
            descriptor = os.open(self.source, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise FileChanged(self.source) from error
        try:
            if self.stamp and stamp(os.fstat(descriptor)) != self.stamp:
                raise FileChanged(self.source)
            left, at = self.size, 0
            while left:
                part = os.pread(descriptor, min(left, PIECE), self.start + at)
                if not part:
                    raise FileChanged(self.source)
                yield self._overwritten(part, at) if self.overwrite[1] else part
                left, at = left - len(part), at + len(part)
        finally:
            os.close(descriptor)

    def _overwritten(self, part: bytes, at: int) -> bytes:
        """Return `part`, which begins at the position `at` of the file, with what is in `overwrite`."""
        position, new = self.overwrite
        start, end = max(position, at), min(position + len(new), at + len(part))
        if start >= end:
            return part
        return part[: start - at] + new[start - position : end - position] + part[end - at :]

    def read(self) -> bytes:
        """Return the content of a file. Raises Changed, OSError."""
        return b"".join(self.parts())


def stamp(status: os.stat_result) -> Stamp:
    """Return values that differ if a file or directory has changed."""
    return status.st_mtime_ns, status.st_size, status.st_ino


def of_file(source: str, status: os.stat_result) -> Item:
    """Return the file at `source`, whose status is `status`."""
    item = Item(FILE, source, status.st_size, 0o755 if status.st_mode & 0o100 else 0o644)
    item.stamp = stamp(status)
    return item


def of_content(content: bytes, mode: int = 0o644) -> Item:
    """Return a file with `content`."""
    item = Item(FILE, size=len(content), mode=mode)
    item.content = content
    return item


def directory() -> Item:
    """Return a directory."""
    return Item(DIRECTORY)


def link(target: str) -> Item:
    """Return a link to `target`."""
    return Item(LINK, target=target)


def parents(path: str) -> Iterator[str]:
    """Yield the paths of the directories that contain `path`, the nearest first."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
