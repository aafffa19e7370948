"""Finds files with the same content: by size, then by a hash of their ends, then by comparing all of them."""

from __future__ import annotations

import collections
import hashlib
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

SAMPLE = 4096
"""Bytes at each end of a file that are hashed."""

CHUNK = 1 << 20


class File:
    """The file at `path`, which had `status` when it was found."""

    __slots__ = ("path", "status")

    def __init__(self, path: str, status: os.stat_result) -> None:
        self.path = path
        self.status = status

    @property
    def identity(self) -> tuple[int, int]:
        """Its device and inode."""
        return self.status.st_dev, self.status.st_ino

    @property
    def state(self) -> tuple[int, ...]:
        """What differs if it has changed."""
        status = self.status
        return status.st_ino, status.st_size, status.st_mode, status.st_uid, status.st_gid, status.st_mtime_ns

    @property
    def has_changed(self) -> bool:
        """Whether it has changed since it was found, or no longer exists."""
        try:
            return File(self.path, os.lstat(self.path)).state != self.state
        except OSError:
            return True


def walk(top: str) -> Iterator[File]:
    """Yield the files below the directory `top` on its file system; links are not followed.

    What cannot be read is left out.
    """
    pending, device = [top], os.stat(top).st_dev
    while pending:
        try:
            with os.scandir(pending.pop()) as scan:
                entries = [(entry.path, entry.stat(follow_symlinks=False)) for entry in scan]
        except OSError:
            continue
        for path, status in entries:
            if stat.S_ISDIR(status.st_mode) and status.st_dev == device:
                pending.append(path)
            elif stat.S_ISREG(status.st_mode):
                yield File(path, status)


def groups(files: Iterable[File], key: Callable[[File], Hashable]) -> Iterator[list[File]]:
    """Yield lists of files with the same `key` that may have the same content, the largest first; one per inode."""
    by_size: dict[int, dict[tuple[int, int], File]] = collections.defaultdict(dict)
    for file in files:
        by_size[file.status.st_size].setdefault(file.identity, file)
    for size in sorted(by_size, reverse=True):
        alike = list(by_size.pop(size).values())
        if len(alike) > 1:
            by_key: dict[Hashable, list[File]] = collections.defaultdict(list)
            for file in alike:
                by_key[key(file), _sample(file)].append(file)
            yield from (group for group in by_key.values() if len(group) > 1)


def _sample(file: File) -> bytes:
    """Return a hash of the ends of `file`; of one that cannot be read, a value that no other file has."""
    try:
        with open(file.path, "rb", buffering=0) as opened:
            head = opened.read(SAMPLE)
            opened.seek(max(0, file.status.st_size - SAMPLE))
            return hashlib.blake2b(head + opened.read(SAMPLE), digest_size=16).digest()
    except OSError:
        return os.fsencode(file.path)


def same(one: str, other: str) -> bool:
    """Return whether both files have the same content. Raises OSError."""
    with open(one, "rb", buffering=0) as first, open(other, "rb", buffering=0) as second:
        while True:
            chunk = first.read(CHUNK)
            if chunk != second.read(CHUNK):
                return False
            if not chunk:
                return True
