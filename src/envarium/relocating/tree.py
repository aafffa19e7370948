"""One walk over an environment that makes another: what names the old place is rewritten, all else shared or copied."""

from __future__ import annotations

import os
import stat

from envarium.relocating import sharing
from envarium.relocating.files import Files, seen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.relocating.files import Seen
    from envarium.relocating.labels import Labels
    from envarium.relocating.sharing import Sharer

    Directory = tuple[str, os.stat_result]
    """Its path inside the environment, and its status."""


INTERPRETER = ("bin", "lib", "lib64", "lib-python", "lib_pypy", ".base")
"""Where an interpreter has what it reads, if it stands in the environment itself."""


def needed_by_pip(inside: str) -> bool:
    """Say whether pip, or the interpreter that runs it, may need what is in the directory at `inside`."""
    parts = inside.split("/")
    if parts[0] not in INTERPRETER:
        return False
    packages = len(parts) > 3 and parts[2].endswith("-packages")
    return not packages or parts[3] == "pip" or parts[3].startswith("pip-")


class Tree:
    """The making of `target` out of `source`, by `labels` and a `sharer`.

    Afterwards `rewritten` are the paths inside of the files that were, and `uncompiled` those of the modules whose
    bytecode was dropped.
    """

    __slots__ = (
        "_before", "_directories", "_files", "_rewriter", "_sharer", "rewritten", "source", "target", "uncompiled",
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
        self._before: dict[str, Seen] = {}

    def make(self, pip_can_start: Callable[[], None]) -> None:
        """Make it all; `target` is there already, and empty. `pip_can_start` is called once what it needs is there.

        Raises OSError, and what `pip_can_start` raises.
        """
        umask = os.umask(0)
        try:
            later = self._walk([("", os.stat(self.source))], needed_by_pip)
            os.umask(umask)
            pip_can_start()
            os.umask(0)
            self._walk(later, lambda _: True)
            self._files.bring_lists_up_to_date()
            self.uncompiled = self._files.drop_bytecode()
        finally:
            os.umask(umask)
        self.rewritten = tuple(self._files.rewritten)
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

    def _walk(self, found: list[Directory], wanted: Callable[[str], bool]) -> list[Directory]:
        """Make what is in the directories `found`, and in those below them that are `wanted`; return the others."""
        left: list[Directory] = []
        for inside, status in found:  # which grows meanwhile
            self._directories[inside] = status
            self._before[inside] = seen(status)
            for directory in self._directory(inside):
                (found if wanted(directory[0]) else left).append(directory)
        return left

    def _directory(self, inside: str) -> list[Directory]:
        """Make what a directory holds, and return the directories in it."""
        prefix = inside + "/" if inside else ""
        directories = []
        with os.scandir(f"{self.source}/{inside}") as entries:
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
