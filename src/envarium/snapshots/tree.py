"""Copies the tree of an environment: files that installers replace are shared, all others copied."""

from __future__ import annotations

import os
import stat

from envarium.distributions.replaced import ReplaceableFiles
from envarium.files import copying
from envarium.relocating.sharing import COPY, IMAGE_MODE, LINK, Sharer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.snapshots.manifest import Entry


class Copy:
    """The copying of the tree at `source` to the empty directory `target`; `files` are the regular files in it.

    Where blocks can be shared, `clones` is true, and nothing is linked.
    """

    __slots__ = ("_directories", "_kept", "_replaced", "_sharers", "clones", "files", "source", "target")

    def __init__(self, source: str, target: str, *, clones: bool) -> None:
        self.source = source
        self.target = target
        self.clones = clones
        self.files: list[Entry] = []
        self._directories: list[Entry] = []
        self._kept: list[Entry] = []
        self._replaced = ReplaceableFiles(source)
        self._sharers = Sharer(COPY), Sharer(LINK)

    def make(self) -> None:
        """Copy everything. Raises OSError."""
        umask = os.umask(0)
        try:
            self._directories = [("", os.stat(self.source))]
            for relative, _ in self._directories:  # the loop appends to it
                self._directory(relative)
        finally:
            os.umask(umask)
        for relative, status in reversed(self._directories):
            target = f"{self.target}/{relative}"
            self._sharers[0].own(target, status)
            copying.equip(f"{self.source}/{relative}", target, status)

    def is_true(self) -> bool:
        """Return whether the source is still what was copied."""
        try:
            return all(
                _stamp(os.lstat(f"{self.source}/{relative}")) == _stamp(status)
                for relative, status in (*self._directories, *self._kept)
            )
        except OSError:
            return False

    def _directory(self, relative: str) -> None:
        with os.scandir(f"{self.source}/{relative}") as entries:
            for entry in entries:
                path, status = relative + entry.name, entry.stat(follow_symlinks=False)
                source, target = f"{self.source}/{path}", f"{self.target}/{path}"
                if stat.S_ISREG(status.st_mode):
                    self._file(path, status)
                elif stat.S_ISDIR(status.st_mode):
                    os.mkdir(target, 0o700)
                    self._directories.append((path + "/", status))
                elif stat.S_ISLNK(status.st_mode):
                    os.symlink(os.readlink(source), target)
                    self._sharers[0].own(target, status)
                    copying.equip(source, target, status)
                elif stat.S_ISFIFO(status.st_mode):
                    os.mkfifo(target, stat.S_IMODE(status.st_mode))

    def _file(self, path: str, status: os.stat_result) -> None:
        is_image = status.st_nlink > 1 and stat.S_IMODE(status.st_mode) == IMAGE_MODE
        is_linked = not self.clones and (is_image or self._replaced.holds(path))
        self._sharers[is_linked].put(f"{self.source}/{path}", f"{self.target}/{path}", status)
        self.files.append((path, status))
        if not is_linked:
            self._kept.append((path, status))


def _stamp(status: os.stat_result) -> tuple[int, int, int]:
    size = 0 if stat.S_ISDIR(status.st_mode) else status.st_size
    return status.st_ino, status.st_mtime_ns, size
