"""Copies the files of an environment: rewritten if they contain an old path, else shared or copied."""

from __future__ import annotations

import os
import stat

from envarium.files import reading
from envarium.relocating import languages, launchers, records, sharing
from envarium.relocating.sharing import COPY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.relocating.labels import Labels
    from envarium.relocating.sharing import Sharer

    Stamp = tuple[int, int]
    """Modification time in nanoseconds, and size in bytes; a directory counts as empty."""

BLOCK = 4096
"""Bytes; a smaller file has no block to share, and its content is already in memory."""

LARGEST = 16 << 20
"""Bytes; a larger file is assumed to be data and not read."""

BINARY = (
    ".pyc", ".pyo", ".so", ".a", ".o", ".dylib", ".dll", ".exe", ".whl", ".zip", ".gz", ".bz2", ".xz", ".zst", ".png",
    ".jpg", ".gif", ".ico", ".woff", ".woff2", ".ttf", ".npy", ".npz", ".pdf", ".mo",
)  # fmt: skip
"""Files that are not read. The path in a `.pyc` has no effect: importing it replaces the path (CPython, import.c)."""


def stamp(status: os.stat_result) -> Stamp:
    """Return values that differ if a file has changed."""
    return status.st_mtime_ns, 0 if stat.S_ISDIR(status.st_mode) else status.st_size


class Files:
    """Creates the files of `target` from those of `source`.

    `contents` are the contents of the rewritten files by relative path; `stamps` are those of the same files at the
    source. Each RECORD is copied first, and updated at the end.
    """

    __slots__ = (
        "_labels",
        "_links",
        "_records",
        "_rewriter",
        "_sharer",
        "_source",
        "_target",
        "contents",
        "stamps",
    )

    def __init__(self, source: str, target: str, labels: Labels, sharer: Sharer) -> None:
        self._source = source
        self._target = target
        self._labels = labels
        self._rewriter = labels.rewriter
        self._sharer = sharer
        self.contents: dict[str, bytes] = {}
        self.stamps: dict[str, Stamp] = {}
        self._records: dict[str, bytes] = {}
        self._links: dict[tuple[int, int], str] = {}

    def make(self, relative: str, status: os.stat_result) -> None:
        """Create the file at `relative`, which has `status` at the source. Raises OSError."""
        source, target = f"{self._source}/{relative}", f"{self._target}/{relative}"
        if self._sharer.put_image_file(source, target, status):
            return
        if status.st_nlink > 1:
            first = self._links.setdefault((status.st_dev, status.st_ino), relative)
            if first != relative:
                self._link(first, relative, status)
                return
        if status.st_size > LARGEST or relative.endswith(BINARY) or ".so." in relative:
            self._sharer.put(source, target, status)
            return
        content = _read(source, status.st_size)
        if records.is_record(relative):
            self._records[relative] = content
        new = self._new_content(relative, content)
        if new != content:
            self._rewrite(relative, new, status)
        elif self._sharer.method == COPY and status.st_size <= BLOCK:
            self._sharer.write(source, target, content, status)
        else:
            self._sharer.put(source, target, status)

    def _link(self, first: str, relative: str, status: os.stat_result) -> None:
        """Make the file at `relative` a further name of the one at `first`, as it is at the source."""
        sharing.link(f"{self._target}/{first}", f"{self._target}/{relative}")
        if first in self.contents:
            self.contents[relative] = self.contents[first]
            self.stamps[relative] = stamp(status)

    def update_records(self) -> None:
        """Write the hashes and sizes of the rewritten files to each RECORD. Raises OSError."""
        for relative, content in self._records.items():
            new = records.update(content, relative, self.contents, self._rewriter)
            if new != content:
                status = os.stat(f"{self._source}/{relative}", follow_symlinks=False)
                os.unlink(f"{self._target}/{relative}")
                self._rewrite(relative, new, status)

    def delete_bytecode(self) -> list[str]:
        """Delete the bytecode of rewritten modules, and return these modules. Raises OSError."""
        return [relative for relative in self.contents if delete_bytecode(f"{self._target}/{relative}")]

    def _new_content(self, relative: str, content: bytes) -> bytes:
        """Return the new content of the file at `relative`."""
        if self._labels.contains(relative):
            return self._labels.rewrite(relative, content)
        if relative in self._records or not self._rewriter.may_match(content):
            return content
        head, rest = launchers.rewrite(content, self._rewriter)
        if b"\0" in rest:
            return head + rest
        return head + self._rewriter.text(rest, languages.of(os.path.basename(relative), content))

    def _rewrite(self, relative: str, content: bytes, status: os.stat_result) -> None:
        self.contents[relative] = content
        self.stamps[relative] = stamp(status)
        self._sharer.write(f"{self._source}/{relative}", f"{self._target}/{relative}", content, status)


def delete_bytecode(module: str) -> bool:
    """Delete the bytecode of the file at `module`, if that is a Python module; return whether there was any.

    Raises OSError.
    """
    folder, _, name = module.rpartition("/")
    is_deleted = False
    for directory in (folder, folder + "/__pycache__") if name.endswith(".py") else ():
        for other in reading.names(directory):
            if other.startswith(name[:-2]) and other.endswith((".pyc", ".pyo")):
                os.unlink(f"{directory}/{other}")
                is_deleted = True
    return is_deleted


def _read(path: str, size: int) -> bytes:
    """Return the content of the file at `path`, which had `size` bytes."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        content = os.read(descriptor, size + 1)
        while len(content) != size and (more := os.read(descriptor, 1 << 20)):
            content += more
        return content
    finally:
        os.close(descriptor)
