"""Lets files with the same content in several environments share their space, and tells what that saves."""

from __future__ import annotations

import os

from envarium.creator import reflink
from envarium.files.deleting import attempt
from envarium.thinning import blocks, duplicates, hardlinks
from envarium.thinning.duplicates import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from envarium.store.environment import Environment

REFLINK, CLONE, HARDLINK = "reflink", "clone", "hardlink"
"""The methods: sharing blocks in place, replacing a file by a clone of the other, or by a further name of it."""


def method(directory: str) -> str:
    """Return how files in `directory` can share their blocks, by trying it; "" if they cannot."""
    one, other = (f"{directory}/.dedupe-{os.getpid()}-{number}" for number in (1, 2))
    try:
        for path in (one, other):
            with open(path, "wb") as file:
                file.write(b"x" * blocks.BLOCK)
                os.fsync(file.fileno())
        return REFLINK if blocks.share(one, other, blocks.BLOCK) else ""
    except OSError:
        return CLONE if reflink.can_reflink(directory) else ""
    finally:
        for path in (one, other):
            attempt(os.unlink, path)


class Result:
    """How many `files` share space now, how many had `changed` or were `refused`, and the bytes `saved`."""

    __slots__ = ("changed", "files", "refused", "saved")

    def __init__(self) -> None:
        self.files = 0
        self.changed = 0
        self.refused = 0
        self.saved = 0


def files(environments: Iterable[Environment], method: str) -> Iterator[File]:
    """Yield the files of `environments` that `method` may share."""
    for path, environment in {os.path.realpath(one.path): one for one in environments}.items():
        if method == REFLINK:
            yield from (file for file in duplicates.walk(path) if file.status.st_size >= blocks.BLOCK)
        elif environment.site_packages:
            yield from hardlinks.candidates(environment.site_packages)


def groups(files: Iterable[File], method: str) -> Iterator[list[File]]:
    """Yield lists of files that may have the same content and may share their space by `method`."""
    key: Callable[[File], Hashable] = hardlinks.key if method == HARDLINK else lambda file: file.status.st_dev
    for group in duplicates.groups(files, key):
        yield sorted(group, key=lambda file: -file.status.st_nlink)


def share(group: list[File], method: str, result: Result, scratch: str) -> None:
    """Share space among the files of `group` whose content is the same, and count that in `result`.

    `scratch` is an empty directory on the same file system; without one, this is only a dry run.
    """
    firsts: list[File] = []
    for file in group:
        for first in firsts:
            try:
                size = _saved(first, file, method)
                if size and not _share(first, file, method, scratch):
                    continue
            except OSError:
                result.refused += 1
                break
            if size:
                result.files += 1
                result.saved += size
            break
        else:
            result.changed += file.has_changed
            firsts.append(file)


def _share(first: File, file: File, method: str, scratch: str) -> bool:
    if not scratch:
        return duplicates.same(first.path, file.path)
    if method != REFLINK:
        return (hardlinks.link if method == HARDLINK else hardlinks.clone)(first, file, scratch)
    return blocks.share(first.path, file.path, file.status.st_size)


def _saved(first: File, file: File, method: str) -> int:
    """Return the bytes that `file` has for itself and would share with `first`. Raises OSError."""
    if method != REFLINK and file.status.st_nlink > 1:
        return 0
    if method == HARDLINK:
        return file.status.st_blocks * 512
    mine, others = blocks.extents(file.path), blocks.extents(first.path)
    return max(0, blocks.used((*mine, *others)) - blocks.used(others)) if mine else 0


def used(environments: Iterable[Environment]) -> int:
    """Return the bytes of the disk that `environments` take, what they share counted once."""
    ranges: list[blocks.Extent] = []
    identities: set[tuple[int, int]] = set()
    total = 0
    for top in {os.path.realpath(environment.path) for environment in environments}:
        for file in duplicates.walk(top):
            if file.identity in identities:
                continue
            identities.add(file.identity)
            try:
                ranges += blocks.extents(file.path)
            except OSError:
                total += file.status.st_blocks * 512
    return total + blocks.used(ranges)
