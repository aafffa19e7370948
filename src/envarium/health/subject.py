"""An environment as the checks see it, read from files alone, and the world around it."""

from __future__ import annotations

import os
import re

from envarium.creator import request
from envarium.files import reading
from envarium.store import environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.store.lookup import Store

LIBRARY = re.compile(r"(python|pypy)(\d+\.\d+)(t?)")
NUMBERS = re.compile(r"\d+\.\d+\.\d+")


class World:
    """What checks ask beyond the environment.

    `release` tells the version of the Python at a path, "" where its files do not; `fatal` why it cannot start, nothing
    if it can. Nothing is started for either.
    """

    __slots__ = ("fatal", "release", "store")

    def __init__(
        self,
        store: Store,
        release: Callable[[str], str],
        fatal: Callable[[str], list[str]],
    ) -> None:
        self.store = store
        self.release = release
        self.fatal = fatal


class Environment(environment.Environment):
    """An environment as the checks see it: the name of its `library`, and the `strategy` whose environment it is.

    `first` is its identity when it was looked at.
    """

    __slots__ = ("first", "library", "strategy")

    def __init__(self, path: str, name: str = "") -> None:
        super().__init__(path, name)
        self.first = self.identity
        self.library = _library(path)
        self.strategy = request.owner(self)

    @property
    def spec(self) -> str:
        """Return what asks for an interpreter of the same minor version: `cpython@3.12`; "" where nothing tells it."""
        told = LIBRARY.match(self.library)
        if told:
            return f"{'pypy' if told[1] == 'pypy' else 'cpython'}@{told[2]}{told[3]}"
        minor = ".".join(self.version.split(".")[:2])
        stem = "pypy" if self.implementation == "PyPy" else "cpython"
        return f"{stem}@{minor}" if "." in minor else ""

    @property
    def packages(self) -> list[str]:
        """Return its directories of packages, each once."""
        found: dict[str, str] = {}
        for folder in ("lib", "lib64"):
            for name in reading.names(f"{self.path}/{folder}"):
                path = f"{self.path}/{folder}/{name}/site-packages"
                if LIBRARY.match(name) and os.path.isdir(path):
                    found.setdefault(os.path.realpath(path), path)
        return list(found.values())


def numbers(version: str) -> str:
    """Return the three numbers that `version` begins with, "" where it has fewer."""
    told = NUMBERS.match(version)
    return told[0] if told else ""


def _library(place: str) -> str:
    """Return the name of the directory that holds its packages, such as `python3.12`; of several, the fullest."""
    found = [name for name in reading.names(place + "/lib") if LIBRARY.fullmatch(name)]
    return max(found, key=lambda name: len(reading.names(f"{place}/lib/{name}/site-packages")), default="")
