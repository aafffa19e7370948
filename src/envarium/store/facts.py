"""The facts of environments that every list shows, with few system calls and little work for each. Hot."""

from __future__ import annotations

import os
import sys

from envarium.files.reading import Reader
from envarium.store import hosts
from envarium.store.environment import Environment, LookupCache, first_line
from envarium.store.pyvenv_cfg import FILE, PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from envarium.store.lookup import Store

    Facts = tuple[str, str, "Python", str]
    """The directory that it is in, with a slash; its name, its Python, its project."""

CONFIG = "/" + FILE


class Python:
    """The Python of one or more environments; its `platform` is "" if it is this one."""

    __slots__ = ("implementation", "is_broken", "platform", "version")

    def __init__(self, version: str, implementation: str, platform: str, *, is_broken: bool) -> None:
        self.version = version
        self.implementation = implementation
        self.platform = platform
        self.is_broken = is_broken


def of_each(environments: Iterable[Environment]) -> Iterator[Facts]:
    """Yield the facts of each of the `environments`; texts and Pythons that are equal are in memory once."""
    pythons: dict[tuple[object, ...], Python] = {}
    for one in environments:
        python = _python(one)
        values = python.version, python.implementation, python.platform, python.is_broken
        place = sys.intern(one.path.removesuffix(one.name))
        yield place, one.name, pythons.setdefault(values, python), one.project


def of_all(store: Store) -> list[Facts]:
    """Return the facts of all environments of `store` and the shared ones, by name. Raises UnusableStore."""
    if not store.shared:
        return _of_own(store)
    by_name = {facts[1]: facts for one in reversed((store, *store.shared)) for facts in _of_own(one)}
    return [by_name[name] for name in sorted(by_name)]


def _of_own(store: Store) -> list[Facts]:
    """Return the facts of its own environments, from inside the store: paths from there take less time."""
    entries = store.entries()
    with Reader() as files:
        try:
            before = os.open(".", os.O_RDONLY)
        except OSError:  # such as a working directory that does not exist
            return _of_entries(store, entries, store.root + "/", files)
        try:
            return _of_entries(store, entries, _entered(store.root), files)
        finally:
            os.fchdir(before)
            os.close(before)


def _entered(root: str) -> str:
    """Change to `root`, and return what the paths of its entries begin with from there: nothing if that succeeds."""
    try:
        os.chdir(root)
    except OSError:
        return root + "/"
    return ""


def _of_entries(store: Store, entries: list[str], prefix: str, files: Reader) -> list[Facts]:
    """Return the facts of those of `entries` that are environments; `prefix` and an entry are its path.

    Most have a Python that exists, and a pyvenv.cfg with the same content as others: it is interpreted once. If one has
    a project, the next one probably has one, too.
    """
    everything: list[Facts] = []
    place, cache = store.root + "/", LookupCache()
    project_file = "/" + cache.project_file
    pythons: dict[bytes | None, Python] = {}
    content: bytes | None = None
    common: bytes | None = None
    project = ""
    for name in entries:
        path = prefix + name
        latest = files.content(path + CONFIG)
        if latest != content:  # to compare two takes less time than to hash one
            content = latest
            common = content if content in pythons else content and _common(content)
        python = pythons.get(common)
        if python is None or not os.access(path + "/bin/python", os.F_OK):
            environment = Environment(place + name, name, cache, PyvenvCfg.of_content(common, cache.configs))
            if not environment.exists:
                continue
            python = _python(environment)
            if environment.config.version and environment.names_base and environment.has_python:
                pythons[common] = python
        if project or os.access(path + project_file, os.F_OK):  # an exception takes longer
            project = first_line(files.text(path + project_file))
        everything.append((place, name, python, project))
    return everything


def _common(content: bytes) -> bytes:
    """Return the `content` of a pyvenv.cfg without two lines that differ in each environment, and that no list shows.

    A line with an unusual character stays: text has more ends of lines than bytes have.
    """
    for key in (b"\ncommand = ", b"\nprompt = "):
        before, _, rest = content.partition(key)
        line, _, after = rest.partition(b"\n")
        if line and line.decode("utf-8", "surrogateescape").isprintable():
            content = before + b"\n" + after
    return content


def _python(environment: Environment) -> Python:
    platform, is_broken = hosts.other(environment), environment.broken
    return Python(environment.version, environment.implementation, platform, is_broken=is_broken)
