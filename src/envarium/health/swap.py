"""Puts files that were built in staging into an existing environment: each by one rename, its identity last."""

from __future__ import annotations

import errno
import os
import shutil

from envarium.creator import base_link
from envarium.files import writing
from envarium.files.owning import inherit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

LAST = (base_link.FILE, "pyvenv.cfg")
"""They contain the base of the environment: until they are replaced, it counts as not repaired."""


def put(paths: Iterable[str], root: str, environment: str) -> list[str]:
    """Move each of `paths`, files and links, from the tree `root` to the directory `environment`; return those moved.

    Files that are equal already are left unchanged, and so is a directory for which there is a link. Raises OSError.
    """
    sequence = sorted(paths, key=lambda path: (path in LAST, LAST.index(path) if path in LAST else 0))
    replaced = []
    for path in sequence:
        source, target = f"{root}/{path}", f"{environment}/{path}"
        is_directory = os.path.isdir(target) and not os.path.islink(target)
        if _is_same(source, target) or (is_directory and os.path.islink(source)):
            continue
        if is_directory:
            os.rmdir(target)
        make_directories(environment, os.path.dirname(path))
        move(source, target)
        replaced.append(path)
    return replaced


def make_directories(environment: str, inside: str) -> None:
    """Create the directory `inside` the directory `environment`, also in the place of a link that leads to itself.

    Raises OSError, also if `environment` was removed.
    """
    path = environment
    for part in filter(None, inside.split("/")):
        path += "/" + part
        try:
            os.mkdir(path)
        except FileExistsError:
            if _is_circle(path):
                os.unlink(path)
                os.mkdir(path)


def _is_circle(path: str) -> bool:
    """Return whether the links that begin at `path` lead round in a circle."""
    try:
        os.stat(path)
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def move(source: str, target: str) -> None:
    """Replace `target` by the file or link `source` in one step, even if that is on another file system."""
    try:
        os.replace(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        writing.replace_by(lambda aside: shutil.copy2(source, aside, follow_symlinks=False), target)
    inherit(target)


def _is_same(one: str, other: str) -> bool:
    """Return whether both are links with the same target, or files with the same bytes and the same executable bit."""
    if os.path.islink(one) or os.path.islink(other):
        return os.path.islink(one) and os.path.islink(other) and os.readlink(one) == os.readlink(other)
    if not os.path.isfile(other) or os.access(one, os.X_OK) != os.access(other, os.X_OK):
        return False
    with open(one, "rb") as first, open(other, "rb") as second:
        return first.read() == second.read()
