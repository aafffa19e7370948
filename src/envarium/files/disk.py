"""How much of the disk directories take: what is theirs alone, and what they share by hard links."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 512
"""Bytes; the unit of st_blocks."""


def freed_by(path: str) -> int:
    """Return the bytes that deleting the directory `path` frees: files with links elsewhere do not count."""
    return Scale().weigh(path)[0]


class Scale:
    """Measures directories; `linked` are the bytes of all files with several links, each counted once."""

    __slots__ = ("_sizes",)

    def __init__(self) -> None:
        self._sizes: dict[tuple[int, int], int] = {}

    def weigh(self, path: str) -> tuple[int, int]:
        """Return the bytes that only the tree at `path` takes, and those that it shares with others.

        A file whose links are all in the tree is not shared.
        """
        exclusive = 0
        links: dict[tuple[int, int], list[int]] = {}
        for entry in _entries(path):
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:  # another process has deleted it
                continue
            size = status.st_blocks * BLOCK
            if status.st_nlink == 1 or entry.is_dir(follow_symlinks=False):
                exclusive += size
            else:
                link = links.setdefault((status.st_dev, status.st_ino), [size, status.st_nlink, 0])
                link[2] += 1
        shared = {inode: size for inode, (size, number, count) in links.items() if count < number}
        self._sizes.update(shared)
        total = sum(size for size, _, _ in links.values())
        return exclusive + total - sum(shared.values()), sum(shared.values())

    @property
    def linked(self) -> int:
        """The bytes of all shared files that were measured, each counted once."""
        return sum(self._sizes.values())


def _entries(path: str) -> Iterator[os.DirEntry[str]]:
    """Yield everything in the tree at `path` that can be read; links are not followed."""
    pending = [path]
    while pending:
        try:
            directory = os.scandir(pending.pop())
        except OSError:  # another process deletes it, or it cannot be read
            continue
        with directory:
            for entry in directory:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                yield entry
