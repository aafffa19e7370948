"""Which files of an environment installers replace and nobody writes to, so that they can be shared by hard links."""

from __future__ import annotations

import os

from envarium.distributions import installed
from envarium.files import reading

CODE = (
    ".py", ".pyc", ".pyi", ".pyx", ".pxd", ".pxi", ".c", ".cc", ".cpp", ".cu", ".cuh", ".f90", ".h", ".hpp", ".js",
    ".map", ".a", ".dylib", ".exe", ".o", ".so",
)  # fmt: skip
"""Source code, and what is compiled from it."""

READ_ONLY = (
    ".afm", ".otf", ".ttf", ".woff", ".woff2", ".gif", ".ico", ".jpg", ".mo", ".png", ".svg",
    ".bz2", ".gz", ".npz", ".whl", ".xz", ".zip", ".zst",
)  # fmt: skip
"""Fonts, images, translations and compressed files: nobody opens them to change a part."""

SHARED = (*CODE, *READ_ONLY)

BASE = ".base/"
"""The base interpreter inside a self-contained environment, which nobody installs into."""

CACHE = "__pycache__/"


class ReplaceableFiles:
    """The files of the environment at `root` that installers replace by new files when they change.

    They are what a RECORD lists and what belongs to the base inside the environment, if the suffix says that programs
    only read it; and bytecode of these. Everything else may be configuration, data, or a file of the user.
    """

    __slots__ = ("_owned",)

    def __init__(self, root: str) -> None:
        self._owned: set[str] = set()
        for library in reading.names(root + "/lib"):
            inside = f"lib/{library}/site-packages"
            for distribution in installed.scan(f"{root}/{inside}"):
                self._owned.update(os.path.normpath(f"{inside}/{path}") for path in distribution.files)

    def holds(self, relative: str) -> bool:
        """Return whether the file at the path `relative` to the environment is one of them."""
        if not (relative.endswith(SHARED) or ".so." in relative):
            return False
        return relative in self._owned or relative.startswith(BASE) or _source(relative) in self._owned


def _source(relative: str) -> str:
    """Return the module whose bytecode the file at `relative` holds, "" if it is no bytecode."""
    folder, cache, name = relative.rpartition(CACHE)
    return f"{folder}{name.partition('.')[0]}.py" if cache else ""
