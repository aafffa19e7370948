"""Reads archives of several formats as members, one after the other; nothing is believed of what they say.

What is decompressed is counted: it is at most `limit` bytes, whatever sizes an archive declares.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import tarfile
import time
import zipfile
import zlib

from envarium.files import reading
from envarium.packing import squashed, zstandards
from envarium.packing.members import DIRECTORY, FILE, HARD, LINK, Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO, Protocol

    class Readable(Protocol):
        """What an archive is read from."""

        def read(self, size: int, /) -> bytes:
            """Return up to `size` bytes."""

    Opener = Callable[[str], IO[bytes] | gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile]

ZIP, TAR = b"PK\3\4", b"ustar"

MOST = 2_000_000
"""Members of an archive."""

LONGEST_TARGET = 4096
"""Bytes of the target of a link in a zip file."""


class TooLarge(Exception):
    """An archive contains more than the limit."""


DAMAGED: tuple[type[Exception], ...] = (
    EOFError, tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, *zstandards.DAMAGED,
)  # fmt: skip
"""What reading a damaged archive raises, besides OSError without a number and ValueError."""

COMPRESSIONS: dict[bytes, Opener] = {
    b"\x1f\x8b": gzip.GzipFile,
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\0": lzma.LZMAFile,
    b"\x28\xb5\x2f\xfd": zstandards.reader,
}


def members(path: str, limit: int, scratch: str) -> Iterator[Member]:
    """Yield the members of the archive at `path`; each must be read before the next.

    `scratch` is an empty directory for what must be unpacked at once. Raises TooLarge and what DAMAGED lists.
    """
    start = reading.start(path, 512)
    if start[:4] == ZIP:
        yield from _zip(path, limit)
    elif start[:4] == squashed.MAGIC:
        yield from squashed.members(path, limit, scratch)
    elif start[257:262] == TAR:
        with open(path, "rb") as file:
            yield from _tar(file, limit)
    else:
        opener = next(opener for magic, opener in COMPRESSIONS.items() if start.startswith(magic))
        with opener(path) as file:
            yield from _tar(file, limit)


def is_archive(path: str) -> bool:
    """Return whether the file at `path` has a format that can be read. Raises OSError."""
    with open(path, "rb") as file:
        start = file.read(512)
    return start.startswith((ZIP, squashed.MAGIC, *COMPRESSIONS)) or start[257:262] == TAR


class LimitedReader:
    """Reads from `file`, and raises TooLarge after `limit` bytes."""

    __slots__ = ("_file", "_left")

    def __init__(self, file: Readable, limit: int) -> None:
        self._file = file
        self._left = limit

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes."""
        content = self._file.read(size)
        self._left -= len(content)
        if self._left < 0:
            raise TooLarge
        return content


def _tar(file: Readable, limit: int) -> Iterator[Member]:
    reader = LimitedReader(file, limit)
    with tarfile.open(fileobj=reader, mode="r|", bufsize=1 << 20) as archive:  # type: ignore[call-overload]  # it only reads
        for number, info in enumerate(archive):
            if number > MOST:
                raise TooLarge
            archive.members = []  # it would keep them all
            kind = FILE if info.isreg() and not info.issparse() else DIRECTORY if info.isdir() else ""
            kind = LINK if info.issym() else HARD if info.islnk() else kind
            content = archive.extractfile(info) if kind == FILE else None
            yield Member(info.name, kind, info.mode, int(info.mtime), info.linkname, content=content)
    while reader.read(1 << 20):
        pass  # the checksum is at the end


def _zip(path: str, limit: int) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        if len(infos) > MOST or sum(info.file_size for info in infos) > limit:
            raise TooLarge
        for info in infos:
            mode = info.external_attr >> 16
            date = int(time.mktime((*info.date_time, 0, 0, -1)))
            target = ""
            if stat.S_ISLNK(mode):
                with archive.open(info) as file:
                    target = file.read(LONGEST_TARGET).decode("utf-8", "surrogateescape")
            kind = LINK if target else DIRECTORY if info.filename.endswith("/") else ""
            if not kind and stat.S_IFMT(mode) in (0, stat.S_IFREG):
                kind = FILE
            content = archive.open(info) if kind == FILE else None
            try:
                yield Member(info.filename, kind, mode, date, target, content=content)
            finally:
                if content:
                    content.close()
