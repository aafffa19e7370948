"""Searches directories for environments of any tool. Only names are read: no link is followed, nothing is started."""

from __future__ import annotations

import os

from envarium.files import mounts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONFIG, CONDA = "pyvenv.cfg", "conda-meta"

SIGNS = frozenset(("bin", "lib", "Scripts", CONDA))
"""Directories of which every environment has one."""

SKIPPED = frozenset((
    "node_modules", "bower_components", "__pycache__", "site-packages", "dist-packages", ".git", ".hg", ".svn",
    ".mypy_cache", ".ruff_cache", ".pytest_cache", ".cargo", ".rustup", ".npm", "_cacache", ".gradle", ".m2",
    ".envarium",
))  # fmt: skip
"""Directories that other programs fill, or envarium itself: no environment is in them."""

SHALLOW = frozenset(("archive-v0",))
"""Directories, as in uv's cache, in which an environment may be, but not further down: the rest are packages."""

PARTS = frozenset((
    "bin", "lib", "lib32", "lib64", "local", "include", "share", "etc", "man", "var", "Scripts", "Lib", "Include",
    "lib-python", "lib_pypy", ".base",
))  # fmt: skip
"""What an environment consists of. What else is in one, such as a project, may contain further environments."""

CONDA_ENVIRONMENTS = "envs"
"""The directory in an installation of conda that contains environments."""


class Walk:
    """A search: `directories` is the number of those that it has read, `unreadable` of those that it could not read.

    With `everywhere` it skips no directory because of its name; with `across` it enters other file systems on disks.
    After each directory it calls `at` with the path.
    """

    __slots__ = ("_across", "_at", "_everywhere", "directories", "unreadable")

    def __init__(self, at: Callable[[str], None], *, everywhere: bool = False, across: bool = False) -> None:
        self._at = at
        self._everywhere = everywhere
        self._across = across
        self.directories = 0
        self.unreadable = 0

    def below(self, top: str) -> Iterator[str]:
        """Yield the environments at and below the directory `top`, an absolute path without links."""
        mounted = mounts.closed(top, across=self._across)
        is_counted = not self._across and mounts.counts_directories(top)
        device = None if mounts.known() or self._across else _device(top)
        pending = [top]
        while pending:
            path = pending.pop()
            names = self._directories(path)
            is_environment = not SIGNS.isdisjoint(names) and is_one(path)
            if is_environment:
                yield path
            prefix = path if path[-1] == "/" else path + "/"
            below = [prefix + name for name in self._entered(path, names, is_environment=is_environment)]
            if mounted:
                below = [path for path in below if path not in mounted]
            if is_counted:
                below = [path for path in below if _has_directories(path)]
            if device is not None:
                below = [path for path in below if _device(path) == device]
            pending += below
            self._at(path)

    def _directories(self, path: str) -> list[str]:
        """Return the names of the directories in `path`, links left out."""
        self.directories += 1
        try:
            with os.scandir(path) as entries:
                return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
        except FileNotFoundError:  # another process has deleted it
            return []
        except OSError:
            self.unreadable += 1
            return []

    def _entered(self, path: str, names: list[str], *, is_environment: bool) -> list[str]:
        """Return which of the directories `names` in `path` are searched."""
        if is_environment and os.path.exists(f"{path}/{CONDA}"):
            return [CONDA_ENVIRONMENTS] if CONDA_ENVIRONMENTS in names else []
        if is_environment:
            names = [name for name in names if name not in PARTS]
        if self._everywhere:
            return names
        if path.rpartition("/")[0].rpartition("/")[2] in SHALLOW:
            return []
        return [name for name in names if name not in SKIPPED]


def is_one(path: str) -> bool:
    """Return whether the directory at `path` is an environment.

    virtualenv before 20.0 wrote no pyvenv.cfg: its environments have a Python and a script that activates them.
    """
    if os.path.exists(f"{path}/{CONFIG}") or os.path.isdir(f"{path}/{CONDA}"):
        return True
    return os.path.exists(f"{path}/bin/activate") and os.path.lexists(f"{path}/bin/python")


def _has_directories(path: str) -> bool:
    """Return whether there is a directory in the one at `path`: reading it would take five times as long."""
    try:
        return os.lstat(path).st_nlink != 2
    except OSError:
        return True


def _device(path: str) -> int:
    try:
        return os.lstat(path).st_dev
    except OSError:
        return -1
