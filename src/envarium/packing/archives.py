"""Writes the archive of a staged tree: tar.gz, tar.zst, zip or squashfs, by the end of the file's name."""

from __future__ import annotations

import os
import stat
import tarfile
import zipfile

from envarium.files.reading import CHUNK
from envarium.packing import manifest, squashed, zstandards
from envarium.packing.bytecode import DATE
from envarium.packing.entries import Entry
from envarium.packing.gzipped import GzipWriter
from envarium.packing.refusals import UnknownFormat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol

    from envarium.packing.staging import Staged

    class Output(Protocol):
        """What an archive is written to."""

        def write(self, content: bytes) -> object:
            """Write `content`."""

    Progress = Callable[[int], object]
    """Is told the bytes of each part of a file that was packed."""


LARGE = 1 << 33
"""The size from which a header needs more than a simple field."""

UNIX = 3
"""The system in a zip file whose permissions are to be heeded."""


class Changed(Exception):
    """The file at a path in the staged tree is not as its manifest says."""


def contents(staged: Staged) -> Iterator[Entry]:
    """Yield the entries of an archive of `staged`: its manifest, then everything else by path."""
    status = os.stat(f"{staged.root}/{manifest.FILE}")
    yield Entry(manifest.FILE, mode=0o644, size=status.st_size, sha256="0" * 64)
    yield from staged.manifest.entries


def parts(root: str, entry: Entry, progress: Progress) -> Iterator[bytes]:
    """Yield the content of the file `entry` of the tree at `root`, as many bytes as it has. Raises Changed, OSError."""
    left = entry.size
    with open(f"{root}/{entry.path}", "rb", buffering=0) as file:
        while part := file.read(CHUNK):
            left -= len(part)
            if left < 0:
                break
            yield part
            progress(len(part))
    if left:
        raise Changed(entry.path)


def write_tar(staged: Staged, output: Output, progress: Progress) -> None:
    """Write `staged` to `output` as tar, in the format of POSIX. Raises Changed, OSError."""
    for entry in contents(staged):
        output.write(_header(entry))
        if entry.is_file:
            for part in parts(staged.root, entry, progress):
                output.write(part)
            output.write(bytes(-entry.size % tarfile.BLOCKSIZE))
    output.write(bytes(2 * tarfile.BLOCKSIZE))


def _header(entry: Entry) -> bytes:
    info = tarfile.TarInfo(entry.path)
    info.mtime = DATE
    info.size = entry.size
    info.mode = entry.mode or (0o777 if entry.target else 0o755)
    info.type = tarfile.SYMTYPE if entry.target else tarfile.REGTYPE if entry.is_file else tarfile.DIRTYPE
    info.linkname = entry.target
    longest = max(len(entry.path) + (not entry.is_file), len(entry.target))
    is_simple = (
        longest <= tarfile.LENGTH_NAME and f"{entry.path}{entry.target}".isascii() and entry.size < LARGE
    )
    if is_simple:  # the bytes are the same, and come sooner
        return info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")


def write_gzipped(staged: Staged, path: str, progress: Progress) -> None:
    """Write `staged` to the file at `path` as tar.gz. Raises Changed, OSError."""
    with open(path, "wb") as file:
        writer = GzipWriter(file)
        try:
            write_tar(staged, writer, progress)
            writer.close()
        finally:
            writer.stop()


def write_zstandard(staged: Staged, path: str, progress: Progress) -> None:
    """Write `staged` to the file at `path` as tar.zst. Raises Changed, OSError, NoZstandard."""
    with open(path, "wb") as file, zstandards.writer(file) as writer:
        write_tar(staged, writer, progress)


def write_zip(staged: Staged, path: str, progress: Progress) -> None:
    """Write `staged`, which has no links, to the file at `path` as zip. Raises Changed, OSError."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in contents(staged):
            mode = stat.S_IFREG | entry.mode if entry.is_file else stat.S_IFDIR | 0o755
            info = zipfile.ZipInfo(entry.path + ("" if entry.is_file else "/"))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = UNIX
            info.external_attr = mode << 16
            with archive.open(info, "w", force_zip64=entry.size >= zipfile.ZIP64_LIMIT) as output:
                for part in parts(staged.root, entry, progress) if entry.is_file else ():
                    output.write(part)


def write_squashfs(staged: Staged, path: str, progress: Progress) -> None:
    """Write `staged` to the file at `path` as squashfs. Raises OSError, NoSquashfs."""
    squashed.write(staged.root, path)
    progress(staged.manifest.size)


FORMATS: dict[str, Callable[[Staged, str, Progress], None]] = {
    ".tar.gz": write_gzipped,
    ".tgz": write_gzipped,
    ".tar.zst": write_zstandard,
    ".zip": write_zip,
    ".squashfs": write_squashfs,
    ".sqsh": write_squashfs,
}
"""The function that writes an archive, by the end of the file's name."""


def format_of(path: str) -> str:
    """Return the key of FORMATS that `path` ends with. Raises UnknownFormat."""
    for end in FORMATS:
        if path.endswith(end):
            return end
    raise UnknownFormat(path, list(FORMATS))
