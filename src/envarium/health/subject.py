"""What is checked and repaired: an environment, read from its files only, and the world around it."""

from __future__ import annotations

import os
import re
import stat

from envarium.creator import request
from envarium.files import reading
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.store.lookup import Store

LIBRARY = re.compile(r"(python|pypy)(\d+\.\d+)(t?)")
NUMBERS = re.compile(r"\d+\.\d+\.\d+")


class World:
    """What checks need beyond the environment.

    `release` returns the version of the Python at a path, "" if its files do not contain it; `fatal` why it cannot
    start. Neither starts a program. What many environments share is examined once: `right_files` are hard links that
    are as installed, by what says how they are to be, directory, name and inode.
    """

    __slots__ = ("_real", "fatal", "release", "right_files", "store")

    def __init__(
        self,
        store: Store,
        release: Callable[[str], str],
        fatal: Callable[[str], list[str]],
    ) -> None:
        self.store = store
        self.release = release
        self.fatal = fatal
        self.right_files: dict[tuple[bytes, int, int], dict[str, set[tuple[str, int]]]] = {}
        self._real: dict[str, str] = {}

    def real(self, path: str) -> str:
        """Return `path` without links; outside the store it is followed once, because many environments lead there."""
        if path.startswith(self.store.root + "/"):
            return os.path.realpath(path)
        if path not in self._real:
            self._real[path] = os.path.realpath(path)
        return self._real[path]


class Subject(Environment):
    """An environment with what checks and repairs need too: the name of its `library`, its `strategy`, its packages.

    `first` is its identity when this object was created.
    """

    __slots__ = ("first", "library", "strategy")

    def __init__(self, path: str, name: str = "") -> None:
        super().__init__(path, name)
        self.first = self.identity
        self.library = _library(path)
        self.strategy = request.owner(self)

    @property
    def spec(self) -> str:
        """Return the spec for an interpreter of the same minor version: `cpython@3.12`; "" if it is not known."""
        match = LIBRARY.match(self.library)
        if match:
            return f"{'pypy' if match[1] == 'pypy' else 'cpython'}@{match[2]}{match[3]}"
        minor = ".".join(self.version.split(".")[:2])
        stem = "pypy" if self.implementation == "PyPy" else "cpython"
        return f"{stem}@{minor}" if "." in minor else ""

    @property
    def packages(self) -> list[str]:
        """Return its directories of packages, each once."""
        directories: dict[tuple[int, int], str] = {}
        for folder in ("lib", "lib64"):
            for name in filter(LIBRARY.match, reading.names(f"{self.path}/{folder}")):
                path = f"{self.path}/{folder}/{name}/site-packages"
                try:
                    status = os.stat(path)
                except OSError:
                    continue
                if stat.S_ISDIR(status.st_mode):
                    directories.setdefault((status.st_dev, status.st_ino), path)
        return list(directories.values())


def numbers(version: str) -> str:
    """Return the three numbers at the beginning of `version`, "" if it has fewer."""
    match = NUMBERS.match(version)
    return match[0] if match else ""


def _library(path: str) -> str:
    """Return the name of the directory of its packages, such as `python3.12`; of several, the one with the most."""
    names = [name for name in reading.names(path + "/lib") if LIBRARY.fullmatch(name)]
    return max(names, key=lambda name: len(reading.names(f"{path}/lib/{name}/site-packages")), default="")
