"""How much of the disk environments take: what is theirs alone, and what they share by hard links."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 512
"""Bytes; the unit of st_blocks."""


class Scale:
    """Weighs environments; `linked` are the bytes of all files with several links, each counted once."""

    __slots__ = ("_sizes",)

    def __init__(self) -> None:
        self._sizes: dict[tuple[int, int], int] = {}

    def weigh(self, path: str) -> tuple[int, int]:
        """Return the bytes that only the tree at `path` takes, and those that it shares with others.

        A file whose links are all in the tree is not shared.
        """
        exclusive = 0
        links: dict[tuple[int, int], list[int]] = {}
        for status in statuses(path):
            size = status.st_blocks * BLOCK
            if status.st_nlink == 1 or stat.S_ISDIR(status.st_mode):
                exclusive += size
            else:
                entry = links.setdefault((status.st_dev, status.st_ino), [size, status.st_nlink, 0])
                entry[2] += 1
        own = {inode for inode, (_, number, seen) in links.items() if seen == number}
        self._sizes.update({inode: entry[0] for inode, entry in links.items() if inode not in own})
        exclusive += sum(links[inode][0] for inode in own)
        return exclusive, sum(entry[0] for inode, entry in links.items() if inode not in own)

    @property
    def linked(self) -> int:
        """Return the bytes of all shared files that were weighed, each counted once."""
        return sum(self._sizes.values())


def statuses(path: str) -> Iterator[os.stat_result]:
    """Yield the status of everything in the tree at `path`; links are not followed."""
    pending = [path]
    while pending:
        try:
            entries = os.scandir(pending.pop())
        except OSError:
            continue
        with entries:
            for entry in entries:
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                yield status
