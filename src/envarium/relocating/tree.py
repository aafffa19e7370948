"""Copies the directory tree of an environment in one walk: files with old paths are rewritten, others shared."""

from __future__ import annotations

import os
import stat

from envarium.files import copying
from envarium.relocating import sharing
from envarium.relocating.files import Files, stamp
from envarium.store.environment import BASE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.relocating.files import Stamp
    from envarium.relocating.labels import Labels
    from envarium.relocating.sharing import Sharer

    Directory = tuple[str, os.stat_result]
    """Its path inside the environment, and its status."""


INTERPRETER = ("bin", "lib", "lib64", "lib-python", "lib_pypy", BASE)
"""Directories that an interpreter in the environment reads."""


def is_needed_by_pip(relative: str) -> bool:
    """Return whether pip, or the interpreter that runs it, may need the directory at `relative`."""
    parts = relative.split("/")
    if parts[0] not in INTERPRETER:
        return False
    packages = len(parts) > 3 and parts[2].endswith("-packages")
    return not packages or parts[3] == "pip" or parts[3].startswith("pip-")


class Tree:
    """The copying of `source` to `target`.

    Afterwards `rewritten` are the relative paths of the rewritten files, and `uncompiled` those of the modules whose
    bytecode was deleted.
    """

    __slots__ = (
        "_directories", "_files", "_rewriter", "_sharer", "_stamps", "rewritten", "source", "target", "uncompiled",
    )  # fmt: skip

    def __init__(self, source: str, target: str, labels: Labels, sharer: Sharer) -> None:
        self.source = source
        self.target = target
        self.rewritten: tuple[str, ...] = ()
        self.uncompiled: list[str] = []
        self._rewriter = labels.rewriter
        self._sharer = sharer
        self._files = Files(source, target, labels, sharer)
        self._directories: dict[str, os.stat_result] = {}
        self._stamps: dict[str, Stamp] = {}

    def make(self, start_pip: Callable[[], None]) -> None:
        """Copy everything to the empty directory `target`. `start_pip` is called once the files that pip needs exist.

        Raises OSError, and what `start_pip` raises.
        """
        umask = os.umask(0)
        try:
            later = self._walk([("", os.stat(self.source))], is_needed_by_pip)
            os.umask(umask)
            start_pip()
            os.umask(0)
            self._walk(later, lambda _: True)
            self._files.update_records()
            self.uncompiled = self._files.delete_bytecode()
        finally:
            os.umask(umask)
        self.rewritten = tuple(self._files.contents)
        self._stamps.update(self._files.stamps)

    def finish(self) -> None:
        """Give the directories their owners, permissions and times, after all files are created."""
        for relative, status in reversed(self._directories.items()):
            target = f"{self.target}/{relative}"
            self._sharer.own(target, status)
            copying.equip(f"{self.source}/{relative}", target, status)

    @property
    def identity(self) -> tuple[int, int]:
        """The identity of the source: its device and its inode."""
        status = self._directories[""]
        return status.st_dev, status.st_ino

    def has_changed(self, path: str) -> bool:
        """Return whether a directory or a rewritten file of the source, now at `path`, has changed since."""
        for relative, old in self._stamps.items():
            try:
                if stamp(os.stat(f"{path}/{relative}", follow_symlinks=False)) != old:
                    return True
            except OSError:
                return True
        return False

    def _walk(self, directories: list[Directory], is_selected: Callable[[str], bool]) -> list[Directory]:
        """Copy `directories` and those below them that are selected; return the others."""
        others: list[Directory] = []
        for relative, status in directories:  # the loop appends to it
            self._directories[relative] = status
            self._stamps[relative] = stamp(status)
            for directory in self._directory(relative):
                (directories if is_selected(directory[0]) else others).append(directory)
        return others

    def _directory(self, relative: str) -> list[Directory]:
        """Copy the content of a directory, and return the directories in it."""
        prefix = relative + "/" if relative else ""
        directories = []
        with os.scandir(f"{self.source}/{relative}") as entries:
            for entry in entries:
                path, status = prefix + entry.name, entry.stat(follow_symlinks=False)
                if stat.S_ISREG(status.st_mode):
                    self._files.make(path, status)
                elif stat.S_ISDIR(status.st_mode):
                    os.mkdir(f"{self.target}/{path}", 0o700)
                    directories.append((path, status))
                elif stat.S_ISLNK(status.st_mode):
                    self._symlink(path, status)
                else:
                    self._special(path, status)
        return directories

    def _symlink(self, relative: str, status: os.stat_result) -> None:
        source, target = f"{self.source}/{relative}", f"{self.target}/{relative}"
        link = os.readlink(source)
        os.symlink(self._rewriter.path(link) if link[:1] == "/" else self._relative(relative, link), target)
        self._sharer.own(target, status)
        copying.equip(source, target, status)

    def _relative(self, relative: str, link: str) -> str:
        """Return the new target of the link at `relative` to `link`: one that leads outside is rewritten."""
        path = os.path.normpath(os.path.join(os.path.dirname(relative), link))
        if path != ".." and not path.startswith("../"):
            return link
        real = os.path.realpath(self.source)
        absolute = os.path.normpath(os.path.join(real, path))
        target = self._rewriter.path(absolute)
        beside = os.path.dirname(real) == os.path.dirname(self._rewriter.path(real))
        return link if target == absolute and beside else target

    def _special(self, relative: str, status: os.stat_result) -> None:
        """Recreate a pipe; by hard links, sockets and devices too, which have no content to copy."""
        target = f"{self.target}/{relative}"
        if self._sharer.method == sharing.LINK:
            sharing.link(f"{self.source}/{relative}", target)
        elif stat.S_ISFIFO(status.st_mode):
            os.mkfifo(target, stat.S_IMODE(status.st_mode))
