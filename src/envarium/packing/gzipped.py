"""Writes gzip with all processors: blocks are compressed apart, and follow each other in one stream (RFC 1952).

The bytes depend on nothing but the content: not on the number of processors, and there is no date and no name.
"""

from __future__ import annotations

import os
import zlib
from collections import deque
from concurrent.futures import ThreadPoolExecutor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from concurrent.futures import Future
    from typing import IO

BLOCK = 1 << 20
"""Bytes of content that are compressed apart."""

WINDOW = 1 << 15
"""Bytes before a block that it may refer to."""

LEVEL = 6
"""The one that gzip and tar use."""

HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


class GzipWriter:
    """A file that compresses what is written to it into `file`. It must be closed; then `file` still is open."""

    __slots__ = ("_before", "_checksum", "_file", "_part", "_parts", "_pool", "_size", "_waiting")

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1)
        self._waiting: deque[Future[bytes]] = deque()
        self._parts: list[bytes] = []
        self._part = self._size = self._checksum = 0
        self._before = b""
        file.write(HEADER)

    def write(self, content: bytes) -> None:
        """Compress `content`. Raises OSError."""
        at = 0
        while at < len(content):
            piece = content[at : at + BLOCK - self._part]
            self._parts.append(piece)
            self._part += len(piece)
            at += len(piece)
            if self._part == BLOCK:
                self._compress(is_last=False)

    def close(self) -> None:
        """Write the rest. Raises OSError."""
        self._compress(is_last=True)
        while self._waiting:
            self._file.write(self._waiting.popleft().result())
        self._file.write(
            self._checksum.to_bytes(4, "little") + (self._size & 0xFFFFFFFF).to_bytes(4, "little")
        )
        self.stop()

    def stop(self) -> None:
        """End the threads, without writing anything."""
        self._pool.shutdown(cancel_futures=True)

    def _compress(self, *, is_last: bool) -> None:
        block, self._parts, self._part = b"".join(self._parts), [], 0
        self._checksum = zlib.crc32(block, self._checksum)
        self._size += len(block)
        self._waiting.append(self._pool.submit(_deflated, block, self._before, is_last))
        self._before = block[-WINDOW:]
        while len(self._waiting) > 2 * (os.cpu_count() or 1):
            self._file.write(self._waiting.popleft().result())


def _deflated(block: bytes, before: bytes, is_last: bool) -> bytes:  # noqa: FBT001  - a thread pool passes it on
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY, before)
    return compressor.compress(block) + compressor.flush(zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH)
