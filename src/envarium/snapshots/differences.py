"""What two states of environments differ in: their Python, and the names and versions of their packages."""

from __future__ import annotations

import filecmp
import os

from envarium.distributions import installed
from envarium.errors import EnvariumError, NotAnEnvironment
from envarium.output import shown
from envarium.snapshots import manifest, shelf, taking
from envarium.store import names
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from envarium.snapshots.shelf import Snapshot
    from envarium.store.lookup import Store

    Reader = Callable[[str, str], Mapping[str, str]]

ANY = ""
"""The version of a package in a lock file that names none."""


class State:
    """One side of a comparison: how it is written, its Python, its packages, its directory; "" for none of these."""

    __slots__ = ("packages", "python", "root", "text")

    def __init__(self, text: str, python: str, packages: Mapping[str, str], root: str = "") -> None:
        self.text = text
        self.python = python
        self.packages = packages
        self.root = root


class Differences:
    """What is `added` to, `removed` from and `changed` in a mapping: values by name, for changes old and new."""

    __slots__ = ("added", "changed", "removed")

    def __init__(self, old: Mapping[str, str], new: Mapping[str, str]) -> None:
        self.added = {name: new[name] for name in sorted(new) if name not in old}
        self.removed = {name: old[name] for name in sorted(old) if name not in new}
        self.changed = {
            name: [old[name], new[name]]
            for name in sorted(old)
            if name in new and old[name] != new[name] and ANY not in (old[name], new[name])
        }

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def plain(self) -> dict[str, object]:
        """Return them as data, by the keys of `--json`."""
        return {"added": self.added, "removed": self.removed, "changed": self.changed}


def of_packages(old: State, new: State) -> Differences:
    """Return how the packages of two states differ; seeds only count where both have files, or name them."""
    sides = [
        {
            name: version
            for name, version in one.packages.items()
            if other.root or name in other.packages or name not in installed.SEEDS
        }
        for one, other in ((old, new), (new, old))
    ]
    return Differences(*sides)


def state(store: Store, text: str, python: str, read: Reader) -> State:
    """Return what `text` stands for: an environment, NAME@SNAPSHOT, a lock file, or the path of an environment.

    `read` returns the packages in a lock file that apply to the Python version `python`. Raises EnvariumError.
    """
    if not names.objection(text) and store.holds(text):
        return of_environment(store.find(text))
    name = owner(store, text)
    if name:
        return of_snapshot(shelf.find(store, name, text.rpartition(shelf.SEPARATOR)[2]))
    if os.path.isfile(text):
        return State(text, "", read(text, python))
    if "/" in text and not Environment(os.path.abspath(text)).exists:
        raise NotAnEnvironment(os.path.abspath(text))
    return of_environment(Environment(os.path.abspath(text)) if "/" in text else store.find(text))


def owner(store: Store, text: str) -> str:
    """Return the name of the environment whose snapshot is written `text`, "" if that is no snapshot."""
    name, separator, _ = text.rpartition(shelf.SEPARATOR)
    is_snapshot = separator and not names.objection(name)
    return name if is_snapshot and (names.objection(text) or not store.holds(text)) else ""


def of_environment(environment: Environment) -> State:
    """Return the state of `environment`."""
    python = _python(environment.implementation, environment.version)
    return State(environment.name, python, taking.packages(environment), environment.path)


def of_snapshot(snapshot: Snapshot) -> State:
    """Return the state that `snapshot` holds."""
    about = snapshot.about
    python = _python(str(about.get("implementation", "")), str(about.get("python", "")))
    return State(snapshot.text, python, snapshot.packages, snapshot.environment.path)


def _python(implementation: str, version: str) -> str:
    return f"pypy {version}" if implementation == "PyPy" else version


def of_files(old: State, new: State) -> Differences:
    """Return how the files of two states differ, bytecode aside: sizes as text. Raises EnvariumError."""
    for one in (old, new):
        if not one.root:
            raise EnvariumError(f"{shown(one.text)} holds no files", "leave out --files")
    sides = [
        {
            path: f"{status.st_size} bytes"
            for path, status in manifest.entries(one.root)
            if not path.endswith(".pyc")
        }
        for one in (old, new)
    ]
    differences = Differences(*sides)
    for path in sorted(sides[0].keys() & sides[1].keys() - differences.changed.keys()):
        if not filecmp.cmp(f"{old.root}/{path}", f"{new.root}/{path}", shallow=True):
            differences.changed[path] = [sides[0][path], sides[1][path]]
    return differences
