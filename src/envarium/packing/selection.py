"""Which files of an environment are packed: all, or those of some packages, without tests, or without what is named."""

from __future__ import annotations

import fnmatch
import os
import re

from envarium.creator.private import TESTS
from envarium.distributions import installed
from envarium.errors import EnvariumError
from envarium.output import shown
from envarium.packing import entries
from envarium.packing.members import DIRECTORY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from envarium.distributions.installed import Distribution
    from envarium.packing.items import Items
    from envarium.store.environment import Environment

CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".ipynb_checkpoints")
"""Directories that tools fill again."""

PACKAGES = "-packages/"

REQUIRED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\b")
"""The name at the start of a requirement (PEP 508)."""

ESSENTIAL = re.compile(
    r"pyvenv\.cfg|(\.base/)?bin/(python|pypy)[\d.]*|(\.base/)?lib[^/]*/(python|pypy)?[\d.]*t?/(os|site|encodings/__init__)\.py"
)
"""The files without which no Python starts."""


class NothingMatches(EnvariumError):
    """No package of the environment, and no file in it, is what `text` selects."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"no package and no file in the environment matches {shown(text)}",
            "write a package's name, or a pattern of paths inside the environment, such as 'share/*'",
        )


class NoPythonLeft(EnvariumError):
    """The file at `path`, which `text` selects, is needed for the environment to work."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        super().__init__(
            f"nothing works without {shown(path)}, which {shown(text)} would leave out",
            "exclude a package, or what is in one directory, such as 'share/*'; --no-python leaves its Python out",
        )


class Selection:
    """What to leave out: files that match `excluded`, packages other than `only` and what they need, tests and caches.

    `savings` are the numbers of files and bytes that `apply` has left out, by what they were.
    """

    __slots__ = ("excluded", "only", "savings", "strips")

    def __init__(
        self, excluded: Iterable[str] = (), only: Iterable[str] = (), *, strips: bool = False
    ) -> None:
        self.excluded = tuple(excluded)
        self.only = tuple(only)
        self.strips = strips
        self.savings: dict[str, tuple[int, int]] = {}

    def apply(self, environment: Environment, tree: Items) -> None:
        """Delete what is to be left out from `tree`, what is in `environment`. Raises NothingMatches, NoPythonLeft."""
        if not (self.excluded or self.only or self.strips):
            return
        root = environment.path
        packages = {one.name: one for one in installed.installed([environment.site_packages])}
        for text in self.excluded:
            paths = _matching(root, text, tree, packages)
            if not paths:
                raise NothingMatches(text)
            needed = min((path for path in paths if path in tree and ESSENTIAL.fullmatch(path)), default="")
            if needed:
                raise NoPythonLeft(text, needed)
            self._delete(tree, text, paths)
        if self.only:
            others = packages.keys() - _with_requirements(self.only, packages)
            self._delete(
                tree, "other packages", {path for name in others for path in _files(root, packages[name])}
            )
        if self.strips:
            for label, names in (("tests", TESTS), ("caches", CACHES)):
                self._delete(tree, label, {path for path in tree if _is_below(path, names)})
        _delete_empty(tree)

    def _delete(self, tree: Items, label: str, paths: set[str]) -> None:
        gone = [tree.pop(path) for path in paths if path in tree and tree[path].kind != DIRECTORY]
        self.savings[label] = (len(gone), sum(item.size for item in gone))


def _matching(root: str, text: str, tree: Items, packages: dict[str, Distribution]) -> set[str]:
    """Return the files of the package `text`, or those whose path matches `text`, or is below one that does."""
    name = installed.normalized(text)
    if name in packages:
        return set(_files(root, packages[name]))
    pattern = text.removeprefix("./").rstrip("/")
    return {path for path in tree if fnmatch.fnmatchcase(path, pattern) or _is_inside(path, pattern)}


def _is_inside(path: str, pattern: str) -> bool:
    parts = path.split("/")
    return any(fnmatch.fnmatchcase("/".join(parts[:number]), pattern) for number in range(1, len(parts)))


def _files(root: str, package: Distribution) -> Iterator[str]:
    """Yield the paths of the files of `package` in the environment at `root`."""
    inside = os.path.relpath(package.site, root)
    for path in package.files:
        relative = os.path.normpath(os.path.join(inside, path))
        if not entries.is_unsafe(relative):
            yield relative


def _with_requirements(names: Iterable[str], packages: dict[str, Distribution]) -> set[str]:
    """Return the names of packages, and of those that they require, directly or not. Raises NothingMatches."""
    wanted = [installed.normalized(name) for name in names]
    for name, text in zip(tuple(wanted), names, strict=True):
        if name not in packages:
            raise NothingMatches(text)
    for name in wanted:  # the loop appends to it
        for line in packages[name].headers.get("requires-dist", []):
            match = REQUIRED.match(line)
            required = installed.normalized(match[0]) if match else ""
            if required in packages and required not in wanted:
                wanted.append(required)
    return set(wanted)


def _is_below(path: str, names: Iterable[str]) -> bool:
    """Return whether `path` is inside a package, in a directory with one of `names`; a package may have that name."""
    _, separator, inside = path.partition(PACKAGES)
    folders = inside.split("/")[1:-1]
    return bool(separator) and any(folder in names for folder in folders)


def _delete_empty(tree: Items) -> None:
    """Delete the directories of packages that contain nothing any more."""
    filled = set()
    for path in sorted(tree, reverse=True):
        if PACKAGES in path and tree[path].kind == DIRECTORY and path not in filled:
            del tree[path]
        else:
            filled.add(path.rpartition("/")[0])
