"""A private base: what an environment needs of an installed Python, to be copied into it."""

from __future__ import annotations

import glob
import os

from envarium.creator import base_texts, copy_based, elf
from envarium.creator.copy_based import library, versioned
from envarium.store.environment import BASE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.creator.layout import Layout
    from envarium.interpreters.facts import Facts

TESTS = ("test", "tests", "idle_test")


class PrivateBase:
    """A base to be copied from `python`: `sources` maps a path inside to the file to copy there."""

    __slots__ = ("python", "sources")

    def __init__(self, python: Facts) -> None:
        self.python = python
        self.sources: dict[str, str] = {}

    def target(self, link: str, path: str) -> str:
        """Return the content of `link`, a path in the environment, for the base's `path`, which is copied, too.

        Its path in the private base is that of the link in the environment.
        """
        self.sources[link] = path
        return "../" * link.count("/") + f"{BASE}/{link}"

    def fill(self, layout: Layout) -> None:
        """Add the private base to `layout`, and delete the links to what it omits. Raises OSError."""
        python = self.python
        self._add_programs()
        self._add_libpython(layout)
        layout.directory(f"{BASE}/{python.purelib}")
        for name in python.names[:-1]:
            layout.links[f"{BASE}/bin/{name}"] = versioned(python)
        if f"{library(python)}/lib-dynload" in layout.directories:
            layout.directory(f"{BASE}/{library(python)}/lib-dynload")
        for relative, path in self.sources.items():
            if _is_excluded(os.path.basename(relative)) or not _is_usual(path):
                layout.links.pop(relative, None)
            else:
                self._take(layout, path, relative)

    def _add_programs(self) -> None:
        python = self.python
        directory = os.path.dirname(python.executable)
        self.sources[f"bin/{versioned(python)}"] = os.path.realpath(python.executable)
        for name in copy_based.configs(python)[:1]:
            self.sources[f"bin/{name}"] = f"{directory}/{name}"
        for path in _pkg_config(python):
            self.sources["lib/pkgconfig/" + os.path.basename(path)] = path

    def _add_libpython(self, layout: Layout) -> None:
        """Add libpython at the path at which the copied binaries search for it."""
        path = self.python.libpython
        dynamic = elf.read(os.path.realpath(self.python.executable)) if path else None
        if dynamic is None:
            return
        relative = [entry for entry in dynamic.run_path.split(":") if entry.startswith(elf.ORIGIN)]
        folder = os.path.normpath("bin" + elf.without_origin(relative[0])) if relative else "lib"
        link = f"{folder}/{os.path.basename(path)}"
        layout.links[link] = self.target(link, path)

    def _take(self, layout: Layout, path: str, relative: str) -> None:
        """Add a copy of the file or directory at `path`, at `relative` inside the private base."""
        if os.path.isdir(path):
            self._take_directory(layout, path, relative)
        else:
            layout.directory(os.path.dirname(f"{BASE}/{relative}"))
            self._take_file(layout, path, relative)

    def _take_file(self, layout: Layout, path: str, relative: str) -> None:
        target = f"{BASE}/{relative}"
        rewrite = base_texts.rewriter(relative)
        if rewrite is None:
            layout.copies[target] = path
            return
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            layout.files[target] = rewrite(file.read(), base_texts.spellings(self.python.prefix))
        if os.access(path, os.X_OK):
            layout.executables.add(target)

    def _take_directory(self, layout: Layout, path: str, relative: str) -> None:
        layout.directory(f"{BASE}/{relative}")
        with os.scandir(path) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
        for entry in entries:
            inside = f"{relative}/{entry.name}"
            if _is_excluded(entry.name):
                continue
            if entry.is_symlink():
                self._take_link(layout, entry.path, inside)
            elif entry.is_dir():
                self._take_directory(layout, entry.path, inside)
            elif entry.is_file():
                self._take_file(layout, entry.path, inside)

    def _take_link(self, layout: Layout, path: str, relative: str) -> None:
        """Add the link at `path`: one to a neighbour stays one, a dangling or endless one is omitted."""
        if not _is_usual(path) or _is_above(path):
            return
        content = os.readlink(path)
        if "/" not in content and not _is_excluded(content):
            layout.links[f"{BASE}/{relative}"] = content
        else:
            self._take(layout, path, relative)


def _is_excluded(name: str) -> bool:
    """Return whether a private base omits files called `name`: tests, optimised bytecode, static libraries.

    The bytecode of a rewritten module would be that of the old one.
    """
    static = name.startswith("libpython") and name.endswith(".a")
    optimised = name.endswith(".pyo") or (".opt-" in name and name.endswith(".pyc"))
    stale = name.startswith("_sysconfigdata") and name.endswith(".pyc")
    return name in TESTS or name in copy_based.NOT_LINKED or static or optimised or stale


def _is_usual(path: str) -> bool:
    """Return whether a file or a directory is at `path`, and no pipe or device, which cannot be copied."""
    return os.path.isfile(path) or os.path.isdir(path)


def _is_above(path: str) -> bool:
    """Return whether the link at `path` leads to a directory that contains it: following it would never end."""
    folder = os.path.realpath(os.path.dirname(path)) + "/"
    return folder.startswith(os.path.realpath(path) + "/")


def _pkg_config(python: Facts) -> list[str]:
    """Return the base's files for pkg-config."""
    own = f"python-{python.minor}"
    paths: list[str] = []
    for folder in ("lib/pkgconfig", "lib64/pkgconfig", "lib/*/pkgconfig"):
        paths += glob.glob(f"{glob.escape(python.prefix)}/{folder}/python*.pc")
    return [path for path in paths if own in os.path.basename(os.path.realpath(path))]
