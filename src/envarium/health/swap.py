"""Putting what was built aside into an environment that is there: each file by one rename, the marks last."""

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
"""They tell what the environment was made from: until they are in place, it counts as not mended."""


def put(paths: Iterable[str], built: str, place: str) -> list[str]:
    """Move each of `paths`, files and links, from the tree `built` into the environment at `place`; return those moved.

    What is there already as it should be stays, and so does a directory in the place of a link. Raises OSError.
    """
    ordered = sorted(paths, key=lambda path: (path in LAST, LAST.index(path) if path in LAST else 0))
    changed = []
    for path in ordered:
        source, target = f"{built}/{path}", f"{place}/{path}"
        is_directory = os.path.isdir(target) and not os.path.islink(target)
        if _is_same(source, target) or (is_directory and os.path.islink(source)):
            continue
        if is_directory:
            os.rmdir(target)
        make_directories(place, os.path.dirname(path))
        move(source, target)
        changed.append(path)
    return changed


def make_directories(place: str, inside: str) -> None:
    """Make the directory `inside` the environment at `place`, which is there: one that was removed is not begun anew.

    Raises OSError.
    """
    path = place
    for part in filter(None, inside.split("/")):
        path += "/" + part
        try:
            os.mkdir(path)
        except FileExistsError:
            pass


def move(source: str, target: str) -> None:
    """Put the file or link `source` in the place of `target`, in one step, from another file system too."""
    try:
        os.replace(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        writing.replace_by(lambda aside: shutil.copy2(source, aside, follow_symlinks=False), target)
    inherit(target)


def _is_same(one: str, other: str) -> bool:
    """Say whether both are links with the same content, or files with the same bytes and right to be run."""
    if os.path.islink(one) or os.path.islink(other):
        return os.path.islink(one) and os.path.islink(other) and os.readlink(one) == os.readlink(other)
    if not os.path.isfile(other) or os.access(one, os.X_OK) != os.access(other, os.X_OK):
        return False
    with open(one, "rb") as first, open(other, "rb") as second:
        return first.read() == second.read()
