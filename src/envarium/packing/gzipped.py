"""Writes gzip with all processors: blocks are compressed apart, and follow each other in one stream (RFC 1952).

The bytes depend on nothing but the content: not on the number of processors, and there is no date and no name.
"""

from __future__ import annotations

import _thread
import contextlib
import os
import zlib
from collections import deque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

BLOCK = 1 << 20
"""Bytes of content that are compressed apart."""

WINDOW = 1 << 15
"""Bytes before a block that it may refer to."""

LEVEL = 6
"""The one that gzip and tar use."""

HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


class Block:
    """What is compressed apart: `content`, after `before`; `end` is how zlib ends it."""

    __slots__ = ("_before", "_content", "_end", "_lock", "_result")

    def __init__(self, content: bytes, before: bytes, end: int) -> None:
        self._content, self._before, self._end = content, before, end
        self._lock = _thread.allocate_lock()
        self._result = b""

    def prepare(self) -> None:
        """Compress it, in a thread; where memory is short, leave it to `deflated`."""
        with contextlib.suppress(MemoryError):
            self.deflated()

    def deflated(self) -> bytes:
        """Return it compressed: by this thread, unless another one has done so, or does."""
        with self._lock:
            if not self._result:
                compressor = zlib.compressobj(
                    LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY, self._before
                )
                self._result = compressor.compress(self._content) + compressor.flush(self._end)
        return self._result


class GzipWriter:
    """A file that compresses what is written to it into `file`. It must be closed; then `file` still is open."""

    __slots__ = ("_before", "_checksum", "_file", "_part", "_parts", "_size", "_waiting")

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._waiting: deque[Block] = deque()
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
            self._file.write(self._waiting.popleft().deflated())
        self._file.write(
            self._checksum.to_bytes(4, "little") + (self._size & 0xFFFFFFFF).to_bytes(4, "little")
        )

    def _compress(self, *, is_last: bool) -> None:
        block, self._parts, self._part = b"".join(self._parts), [], 0
        self._checksum = zlib.crc32(block, self._checksum)
        self._size += len(block)
        self._waiting.append(Block(block, self._before, zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH))
        with contextlib.suppress(RuntimeError, MemoryError):  # whoever asks for the result then computes it
            _thread.start_new_thread(self._waiting[-1].prepare, ())
        self._before = block[-WINDOW:]
        while len(self._waiting) > 2 * (os.cpu_count() or 1):
            self._file.write(self._waiting.popleft().deflated())
