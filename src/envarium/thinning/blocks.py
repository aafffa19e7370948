"""The blocks of files: which ones they use, and how two files with the same content come to share them.

The kernel compares the content itself while it holds both files: it never shares what differs, at whatever moment it is
interrupted (ioctl_fideduperange(2)). Nothing else of a file changes.
"""

from __future__ import annotations

import fcntl
import os
import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Extent = tuple[int, int]
    """The first and the last byte but one of a range on the device."""

BLOCK = 4096
"""Bytes; a file system shares whole blocks."""

FIDEDUPERANGE = 0xC0189436
RANGE = struct.Struct("=QQHHIqQQiI")
"""One source, and one destination (linux/fs.h, file_dedupe_range)."""
DIFFERS = 1
STEP = 16 << 20
"""Bytes that btrfs shares in one call."""

FIEMAP = 0xC020660B
HEAD = struct.Struct("=QQIIII")
EXTENT = struct.Struct("=QQQQQIIII")
"""https://docs.kernel.org/filesystems/fiemap.html"""
SYNC, LAST, INSIDE = 1, 1, 0x200
EXTENTS = 256


def share(source: str, target: str, size: int) -> bool:
    """Share the blocks of `source` with `target`, both of `size` bytes; return whether their content is the same.

    Raises OSError.
    """
    reader = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        writer = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            return _share(reader, writer, size)
        finally:
            os.close(writer)
    finally:
        os.close(reader)


def _share(reader: int, writer: int, size: int) -> bool:
    position = 0
    while position < size:
        length = min(STEP, size - position)
        buffer = bytearray(RANGE.pack(position, length, 1, 0, 0, writer, position, 0, 0, 0))
        fcntl.ioctl(reader, FIDEDUPERANGE, buffer)
        *_, count, status, _ = RANGE.unpack(buffer)
        if status < 0:
            raise OSError(-status, os.strerror(-status))
        if status == DIFFERS or not count:
            return False
        position += count
    return True


def extents(path: str) -> list[Extent]:
    """Return the ranges of the device that the file at `path` uses. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    ranges: list[Extent] = []
    start, flags = 0, 0
    try:
        while not flags & LAST:
            buffer = bytearray(HEAD.pack(start, 2**64 - 1 - start, SYNC, 0, EXTENTS, 0)) + bytes(
                EXTENT.size * EXTENTS
            )
            fcntl.ioctl(descriptor, FIEMAP, buffer)
            number = HEAD.unpack_from(buffer)[3]
            if not number:
                break
            for index in range(number):
                logical, physical, length, _, _, flags, *_ = EXTENT.unpack_from(
                    buffer, HEAD.size + index * EXTENT.size
                )
                start = logical + length
                if not flags & INSIDE:
                    ranges.append((physical, physical + length))
    finally:
        os.close(descriptor)
    return ranges


def used(ranges: Iterable[Extent]) -> int:
    """Return the bytes of the device in `ranges`, each counted once."""
    total = end = 0
    for first, last in sorted(ranges):
        total += max(0, last - max(first, end))
        end = max(end, last)
    return total
