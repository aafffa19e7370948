"""An environment as the checks see it, read from files alone, and the world around it."""

from __future__ import annotations

import os
import re

from envarium.creator import copy_based, hook, private
from envarium.files import reading
from envarium.store import marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.store.lookup import Store

COPY, SELF_CONTAINED, CONFIG = "copy", "self-contained", "pyvenv.cfg"
"""The strategies, whichever tool made the environment."""

LIBRARY = re.compile(r"(python|pypy)(\d+\.\d+)(t?)")
NUMBERS = re.compile(r"\d+\.\d+\.\d+")


class World:
    """What checks ask beyond the environment.

    `release` tells the version of the Python at a path, "" where its files do not; `fatal` why it cannot start, nothing
    if it can; `minors` whether an interpreter that a spec asks for may be there. Nothing is started for any of them.
    """

    __slots__ = ("fatal", "minors", "release", "store")

    def __init__(
        self,
        store: Store,
        release: Callable[[str], str],
        fatal: Callable[[str], list[str]],
        minors: Callable[[str], bool],
    ) -> None:
        self.store = store
        self.release = release
        self.fatal = fatal
        self.minors = minors


class Environment:
    """The environment `name` at `place`, its pyvenv.cfg (`config`), and the strategy that it was made by."""

    __slots__ = ("config", "kind", "library", "name", "place")

    def __init__(self, name: str, place: str) -> None:
        self.name = name
        self.place = place
        self.config = marks.config(place)
        self.library = _library(place)
        self.kind = self._kind()

    def _kind(self) -> str:
        if os.path.isdir(f"{self.place}/{private.PLACE}"):
            return SELF_CONTAINED
        marked = (copy_based.ORIGIN, hook.MARKER, "os.py")
        is_copy = bool(self.library) and any(
            os.path.lexists(f"{self.place}/lib/{self.library}/{name}") for name in marked
        )
        return COPY if is_copy and "home" not in self.config else CONFIG

    @property
    def executable(self) -> str:
        """Return the path of its Python."""
        return self.place + "/bin/python"

    @property
    def version(self) -> str:
        """Return the version that it was made for, as files tell it."""
        return marks.version(self.place, self.config)

    @property
    def spec(self) -> str:
        """Return what asks for an interpreter of the same minor version: `cpython@3.12`; "" where nothing tells it."""
        told = LIBRARY.match(self.library)
        if told:
            return f"{'pypy' if told[1] == 'pypy' else 'cpython'}@{told[2]}{told[3]}"
        minor = ".".join(self.version.split(".")[:2])
        stem = "pypy" if self.config.get("implementation") == "PyPy" else "cpython"
        return f"{stem}@{minor}" if "." in minor else ""

    @property
    def packages(self) -> list[str]:
        """Return its directories of packages, each once."""
        found: dict[str, str] = {}
        for folder in ("lib", "lib64"):
            for name in reading.names(f"{self.place}/{folder}"):
                path = f"{self.place}/{folder}/{name}/site-packages"
                if LIBRARY.match(name) and os.path.isdir(path):
                    found.setdefault(os.path.realpath(path), path)
        return list(found.values())

    @property
    def sees_system(self) -> bool:
        """Say whether it sees the base's packages."""
        return self.config.system_site

    @property
    def base(self) -> str:
        """Return the interpreter that it was made from, as links and pyvenv.cfg name it; "" where nothing does."""
        named = self.config.get("base-executable")
        if named and self.kind != CONFIG:
            return os.path.join(self.place, named)
        outside = self.leads_to()
        if outside:
            return outside
        home = self.config.get("home")
        names = (os.path.basename(self.config.get("executable")), self.library, "python3", "python")
        there = [f"{home}/{name}" for name in names if home and name]
        return next(filter(os.path.exists, there), there[0] if there else named)

    def leads_to(self) -> str:
        """Return where the links that `bin/python` begins leave the environment, "" if it is a file of its own."""
        path = self.executable
        for _ in range(40):
            if not os.path.islink(path):
                return ""
            path = os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(path)))
            if os.path.dirname(path) != self.place + "/bin":
                return path
        return ""


def numbers(version: str) -> str:
    """Return the three numbers that `version` begins with, "" where it has fewer."""
    told = NUMBERS.match(version)
    return told[0] if told else ""


def _library(place: str) -> str:
    """Return the name of the directory that holds its packages, such as `python3.12`; of several, the fullest."""
    found = [name for name in reading.names(place + "/lib") if LIBRARY.fullmatch(name)]
    return max(found, key=lambda name: len(reading.names(f"{place}/lib/{name}/site-packages")), default="")
