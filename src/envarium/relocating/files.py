"""The files of an environment, made anew for another place: rewritten where they name the old one, else taken over."""

from __future__ import annotations

import os

from envarium.relocating import languages, launchers, records
from envarium.relocating.sharing import COPY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.relocating.labels import Labels
    from envarium.relocating.sharing import Sharer

    Seen = tuple[int, int, int]
    """Inode, modification time in nanoseconds, size in bytes."""

BLOCK = 4096
"""Bytes; a smaller file has nothing to share, and what is read already is as quickly written."""

LARGEST = 16 << 20
"""Bytes; a larger file is taken for data and not read."""

BINARY = (
    ".pyc", ".pyo", ".so", ".a", ".o", ".dylib", ".dll", ".exe", ".whl", ".zip", ".gz", ".bz2", ".xz", ".zst", ".png",
    ".jpg", ".gif", ".ico", ".woff", ".woff2", ".ttf", ".npy", ".npz", ".pdf", ".mo",
)  # fmt: skip
"""What is not read. The path in a `.pyc` is of no effect: importing it puts the true one in (CPython, import.c)."""


def seen(status: os.stat_result) -> Seen:
    """Return what tells whether a file has changed."""
    return status.st_ino, status.st_mtime_ns, status.st_size


class Files:
    """Makes the files of `target` out of those of `source`, by `labels` and a `sharer`.

    `rewritten` are the contents of the files that were, by the paths inside; `before` is what was seen of the same
    files at the source. Each RECORD is taken over as it is, and brought up to date at the end.
    """

    __slots__ = ("_labels", "_lists", "_rewriter", "_sharer", "_source", "_target", "before", "rewritten")

    def __init__(self, source: str, target: str, labels: Labels, sharer: Sharer) -> None:
        self._source = source
        self._target = target
        self._labels = labels
        self._rewriter = labels.rewriter
        self._sharer = sharer
        self.rewritten: dict[str, bytes] = {}
        self.before: dict[str, Seen] = {}
        self._lists: dict[str, bytes] = {}

    def make(self, inside: str, status: os.stat_result) -> None:
        """Make the file at `inside`, which has `status` at the source. Raises OSError."""
        source, target = f"{self._source}/{inside}", f"{self._target}/{inside}"
        if self._sharer.put_image_file(source, target, status):
            return
        if status.st_size > LARGEST or inside.endswith(BINARY) or ".so." in inside:
            self._sharer.put(source, target, status)
            return
        content = _read(source, status.st_size)
        if records.is_record(inside):
            self._lists[inside] = content
        new = self._new(inside, content)
        if new != content:
            self._rewrite(inside, new, status)
        elif self._sharer.wanted == COPY and status.st_size <= BLOCK:
            self._sharer.write(target, content, status)
        else:
            self._sharer.put(source, target, status)

    def bring_lists_up_to_date(self) -> None:
        """Let each RECORD say what the files are that were rewritten. Raises OSError."""
        for inside, content in self._lists.items():
            new = records.updated(content, inside, self.rewritten, self._rewriter)
            if new != content:
                status = os.stat(f"{self._source}/{inside}", follow_symlinks=False)
                os.unlink(f"{self._target}/{inside}")
                self._rewrite(inside, new, status)

    def drop_bytecode(self) -> list[str]:
        """Take away what was compiled from modules whose text was another, and return the modules. Raises OSError."""
        return [inside for inside in self.rewritten if inside.endswith(".py") and self._drop(inside)]

    def _new(self, inside: str, content: bytes) -> bytes:
        """Return what the file at `inside` holds in the new place."""
        if self._labels.are_in(inside):
            return self._labels.rewritten(inside, content)
        if inside in self._lists or not self._rewriter.concerns(content):
            return content
        head, rest = launchers.rewritten(content, self._rewriter)
        if b"\0" in rest:
            return head + rest
        return head + self._rewriter.text(rest, languages.of(os.path.basename(inside), content))

    def _rewrite(self, inside: str, content: bytes, status: os.stat_result) -> None:
        self.rewritten[inside] = content
        self.before[inside] = seen(status)
        self._sharer.write(f"{self._target}/{inside}", content, status)

    def _drop(self, inside: str) -> bool:
        folder, _, name = f"{self._target}/{inside}".rpartition("/")
        stem = name.removesuffix("py")
        dropped = False
        for directory in (folder, folder + "/__pycache__"):
            for other in os.listdir(directory) if os.path.isdir(directory) else ():
                if other.startswith(stem) and other.endswith((".pyc", ".pyo")):
                    os.unlink(f"{directory}/{other}")
                    dropped = True
        return dropped


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
