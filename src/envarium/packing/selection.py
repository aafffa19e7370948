"""Which files of an environment are packed: all, or those of some packages, without tests, or without what is named."""

from __future__ import annotations

import fnmatch
import os
import stat

from packaging.requirements import InvalidRequirement, Requirement

from envarium.creator.private import TESTS
from envarium.distributions import installed
from envarium.errors import EnvariumError, shown
from envarium.files.deleting import attempt
from envarium.packing import entries
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from envarium.distributions.installed import Distribution

CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".ipynb_checkpoints")
"""Directories that tools fill again."""

PACKAGES = "-packages/"


class NothingMatches(EnvariumError):
    """No package of the environment, and no file in it, is what `text` selects."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"no package and no file in the environment matches {shown(text)}",
            "write a package's name, or a pattern of paths inside the environment, such as 'share/*'",
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

    def apply(self, root: str) -> None:
        """Delete what is to be left out from the environment in staging at `root`. Raises NothingMatches, OSError."""
        if not (self.excluded or self.only or self.strips):
            return
        packages = {one.name: one for one in installed.installed([Environment(root).site_packages])}
        everything = dict(entries.walk(root))
        for text in self.excluded:
            paths = _matching(root, text, everything, packages)
            if not paths:
                raise NothingMatches(text)
            self._delete(root, text, {path: everything[path] for path in paths if path in everything})
        if self.only:
            others = packages.keys() - _with_requirements(self.only, packages)
            paths = {path for name in others for path in _files(root, packages[name])}
            self._delete(
                root, "other packages", {path: everything[path] for path in paths if path in everything}
            )
        if self.strips:
            for label, names in (("tests", TESTS), ("caches", CACHES)):
                inside = [path for path in everything if _is_below(path, names)]
                self._delete(root, label, {path: everything[path] for path in inside})
        _delete_empty(root)

    def _delete(self, root: str, label: str, files: dict[str, os.stat_result]) -> None:
        number = size = 0
        for path, status in files.items():
            if not stat.S_ISDIR(status.st_mode) and attempt(os.unlink, f"{root}/{path}"):
                number, size = number + 1, size + status.st_size
        self.savings[label] = (number, size)


def _matching(root: str, text: str, everything: Iterable[str], packages: dict[str, Distribution]) -> set[str]:
    """Return the files of the package `text`, or those whose path matches `text`, or is below one that does."""
    name = installed.normalized(text)
    if name in packages:
        return set(_files(root, packages[name]))
    pattern = text.removeprefix("./").rstrip("/")
    return {path for path in everything if fnmatch.fnmatchcase(path, pattern) or _is_inside(path, pattern)}


def _is_inside(path: str, pattern: str) -> bool:
    parts = path.split("/")
    return any(fnmatch.fnmatchcase("/".join(parts[:number]), pattern) for number in range(1, len(parts)))


def _files(root: str, package: Distribution) -> Iterator[str]:
    """Yield the paths of the files of `package`, with its bytecode, in the environment at `root`."""
    inside = os.path.relpath(package.site, root)
    for path in package.files:
        relative = os.path.normpath(os.path.join(inside, path))
        if not entries.is_unsafe(relative):
            yield relative
            yield from _bytecode(root, relative)


def _bytecode(root: str, path: str) -> Iterator[str]:
    folder, _, name = path.rpartition("/")
    if name.endswith(".py") and os.path.isdir(f"{root}/{folder}/__pycache__"):
        for other in os.listdir(f"{root}/{folder}/__pycache__"):
            if other.startswith(name[:-2]):
                yield f"{folder}/__pycache__/{other}"


def _with_requirements(names: Iterable[str], packages: dict[str, Distribution]) -> set[str]:
    """Return the names of packages, and of those that they require, directly or not. Raises NothingMatches."""
    wanted = [installed.normalized(name) for name in names]
    for name, text in zip(tuple(wanted), names, strict=True):
        if name not in packages:
            raise NothingMatches(text)
    for name in wanted:  # the loop appends to it
        for line in packages[name].headers.get("requires-dist", []):
            try:
                required = installed.normalized(Requirement(line).name)
            except InvalidRequirement:
                continue
            if required in packages and required not in wanted:
                wanted.append(required)
    return set(wanted)


def _is_below(path: str, names: Iterable[str]) -> bool:
    """Return whether `path` is inside a package, in a directory with one of `names`; a package may have that name."""
    _, separator, inside = path.partition(PACKAGES)
    folders = inside.split("/")[1:-1]
    return bool(separator) and any(folder in names for folder in folders)


def _delete_empty(root: str) -> None:
    """Delete the directories of packages that contain nothing any more."""
    for path, status in reversed(list(entries.walk(root))):
        if PACKAGES in path and stat.S_ISDIR(status.st_mode):
            attempt(os.rmdir, f"{root}/{path}")
