"""One walk over an environment that makes another: what names the old place is rewritten, all else shared or copied."""

from __future__ import annotations

import os
import stat

from venvarium.relocating import sharing
from venvarium.relocating.files import Files, seen
from venvarium.relocating.together import both

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvarium.relocating.files import File, Seen
    from venvarium.relocating.labels import Labels
    from venvarium.relocating.sharing import Sharer

MANY = 200
"""Files that it takes for a second process to be worth its start."""


class Tree:
    """The making of `target` out of `source`, by `labels` and a `sharer`.

    Afterwards `rewritten` are the paths inside of the files that were, and `uncompiled` those of the modules whose
    bytecode was dropped.
    """

    __slots__ = (
        "_before", "_directories", "_files", "_rewriter", "_sharer", "_work", "rewritten", "source", "target",
        "uncompiled",
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
        self._work: list[list[File]] = []
        self._before: dict[str, Seen] = {}

    def make(self) -> None:
        """Make it all; `target` is there already, and empty. Raises OSError."""
        umask = os.umask(0)
        try:
            self._walk()
            self._make_files()
            self._files.bring_lists_up_to_date()
            self.uncompiled = self._files.drop_bytecode()
        finally:
            os.umask(umask)
        self.rewritten = tuple(self._files.entries)
        self._before.update(self._files.before)

    def finish(self) -> None:
        """Give the directories their owners, permissions and times, when nothing is made in them any more."""
        for inside, status in reversed(self._directories.items()):
            target = f"{self.target}/{inside}"
            self._sharer.own(target, status)
            os.chmod(target, stat.S_IMODE(status.st_mode))
            os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))

    def was_made_from(self, path: str) -> bool:
        """Say whether the directory at `path` is the one that was the source."""
        return os.stat(path).st_ino == self._directories[""].st_ino

    def has_changed(self, path: str) -> bool:
        """Say whether a directory, or a file that was rewritten, has changed since, the source being at `path` now."""
        for inside, before in self._before.items():
            try:
                if seen(os.stat(f"{path}/{inside}", follow_symlinks=False)) != before:
                    return True
            except OSError:
                return True
        return False

    def _walk(self) -> None:
        """Make the directories, and all that is no file; what files there are is told in `_work`, by directories."""
        found = [("", os.stat(self.source))]
        for inside, status in found:  # which grows meanwhile
            self._directories[inside] = status
            self._before[inside] = seen(status)
            found += self._directory(inside)

    def _directory(self, inside: str) -> list[File]:
        """Look through a directory, and return those in it."""
        prefix = inside + "/" if inside else ""
        files, directories = [], []
        with os.scandir(f"{self.source}/{inside}") as entries:
            for entry in entries:
                path, status = prefix + entry.name, entry.stat(follow_symlinks=False)
                if stat.S_ISREG(status.st_mode):
                    files.append((path, status))
                elif stat.S_ISDIR(status.st_mode):
                    os.mkdir(f"{self.target}/{path}", 0o700)
                    directories.append((path, status))
                elif stat.S_ISLNK(status.st_mode):
                    self._symlink(path, status)
                else:
                    self._special(path, status)
        self._work.append(files)
        return directories

    def _make_files(self) -> None:
        """Make the files, in two processes if they are many: each has directories of its own to fill."""
        one: list[File] = []
        other: list[File] = []
        for files in sorted(self._work, key=len, reverse=True):
            shorter = one if len(one) <= len(other) else other
            shorter += files
        if len(one) + len(other) < MANY:
            self._files.make(one + other)
            return
        make = self._files.make
        _, (entries, before, lists) = both(lambda: make(one), lambda: make(other))
        self._files.entries.update(entries)
        self._files.before.update(before)
        self._files.lists.update(lists)

    def _symlink(self, inside: str, status: os.stat_result) -> None:
        target = f"{self.target}/{inside}"
        told = os.readlink(f"{self.source}/{inside}")
        os.symlink(self._rewriter.path(told) if told[:1] == "/" else self._relative(inside, told), target)
        self._sharer.own(target, status)
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns), follow_symlinks=False)

    def _relative(self, inside: str, told: str) -> str:
        """Return what the link at `inside` is to say that says `told`: where it leads out, the new place counts."""
        led = os.path.normpath(os.path.join(os.path.dirname(inside), told))
        if led != ".." and not led.startswith("../"):
            return told
        real = os.path.realpath(self.source)
        absolute = os.path.normpath(os.path.join(real, led))
        moved = self._rewriter.path(absolute)
        beside = os.path.dirname(real) == os.path.dirname(self._rewriter.path(real))
        return told if moved == absolute and beside else moved

    def _special(self, inside: str, status: os.stat_result) -> None:
        """Take over a pipe; where links are made, a socket or device too, for it has no content to copy."""
        target = f"{self.target}/{inside}"
        if self._sharer.wanted == sharing.LINK:
            sharing.link(f"{self.source}/{inside}", target)
        elif stat.S_ISFIFO(status.st_mode):
            os.mkfifo(target, stat.S_IMODE(status.st_mode))
