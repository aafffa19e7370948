"""Writes archives: tar.gz, tar.zst, zip or squashfs, by the end of the file's name."""

from __future__ import annotations

import os
import shutil
import stat
import tarfile
import tempfile
import zipfile

from envarium.files import writing
from envarium.packing import headers, items, manifest, squashed, zstandards
from envarium.packing.gzipped import GzipWriter
from envarium.packing.members import DIRECTORY, FILE, LINK
from envarium.packing.refusals import UnknownFormat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from envarium.packing.contents import Contents, Progress
    from envarium.packing.items import Item

    class Output(Protocol):
        """What an archive is written to."""

        def write(self, content: bytes, /) -> object:
            """Write `content`."""


BUFFER = 1 << 18
"""Bytes to give a compressor at once."""

UNIX = 3
"""The system in a zip file whose permissions are to be heeded."""


def write_tar(contents: Contents, output: Output, progress: Progress) -> None:
    """Write all of `contents` but the manifest to `output` as tar, in the format of POSIX, and its end.

    Raises CannotPack, OSError.
    """
    waiting: list[bytes] = []
    size = 0
    for path, item in contents.all():
        waiting.append(headers.header(path, item))
        for part in contents.parts(path, progress) if item.kind == FILE else ():
            waiting.append(part)
            size += len(part)
            if size >= BUFFER:
                output.write(b"".join(waiting))
                waiting, size = [], 0
        waiting.append(bytes(-item.size % tarfile.BLOCKSIZE))
    output.write(b"".join([*waiting, bytes(2 * tarfile.BLOCKSIZE)]))


def _manifest(contents: Contents) -> bytes:
    """Return the manifest of `contents` as the first member of a tar. Raises CannotPack, OSError."""
    content = contents.manifest.content
    header = headers.header(manifest.FILE, items.of_content(content))
    return b"".join((header, content, bytes(-len(content) % tarfile.BLOCKSIZE)))


def write_gzipped(contents: Contents, path: str, progress: Progress) -> None:
    """Write `contents` to the file at `path` as tar.gz. Raises CannotPack, OSError."""
    with open(path, "wb") as file:
        writer = GzipWriter(file)
        writer.write(_manifest(contents))
        write_tar(contents, writer, progress)
        writer.close()


def write_zstandard(contents: Contents, path: str, progress: Progress) -> None:
    """Write `contents` to the file at `path` as tar.zst. Raises CannotPack, OSError, NoZstandard.

    The manifest, which comes first, is only known at the end: it is put before the rest, as a frame of its own.
    """
    zstandards.check()
    with tempfile.TemporaryFile(dir=contents.scratch or None) as rest:
        try:
            with zstandards.writer(rest) as writer:
                write_tar(contents, writer, progress)
                first = zstandards.frame(_manifest(contents))  # while the end of the rest is being compressed
        except zstandards.DAMAGED as error:  # nothing else stops it: it has no room, or can start no thread
            raise MemoryError from error
        with open(path, "wb") as file:
            file.write(first)
            rest.seek(0)
            shutil.copyfileobj(rest, file, BUFFER)


def write_zip(contents: Contents, path: str, progress: Progress) -> None:
    """Write `contents`, which have no links, to the file at `path` as zip. Raises CannotPack, OSError."""
    contents.refuse_names("zip")
    text = contents.manifest.content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_zip_info(manifest.FILE, items.of_content(text)), text)
        for inside, item in contents.all():
            info = _zip_info(inside, item)
            with archive.open(info, "w", force_zip64=item.size >= zipfile.ZIP64_LIMIT) as output:
                for part in contents.parts(inside, progress) if item.kind == FILE else ():
                    output.write(part)


def _zip_info(path: str, item: Item) -> zipfile.ZipInfo:
    mode = stat.S_IFREG | item.mode if item.kind == FILE else stat.S_IFDIR | 0o755
    info = zipfile.ZipInfo(path + ("" if item.kind == FILE else "/"))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = UNIX
    info.external_attr = mode << 16
    return info


def write_squashfs(contents: Contents, path: str, progress: Progress) -> None:
    """Write `contents` to the file at `path` as squashfs. Raises CannotPack, OSError, NoSquashfs."""
    root = f"{contents.scratch}/tree"
    os.mkdir(root)
    for inside, item in contents.all():
        if item.kind == DIRECTORY:
            os.mkdir(f"{root}/{inside}")
        elif item.kind == LINK:
            os.symlink(item.target, f"{root}/{inside}")
        else:
            with open(f"{root}/{inside}", "xb") as file:
                os.chmod(file.fileno(), item.mode)
                file.writelines(contents.parts(inside, progress))
    writing.write(f"{root}/{manifest.FILE}", contents.manifest.content)
    squashed.write(root, path)


FORMATS: dict[str, Callable[[Contents, str, Progress], None]] = {
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
