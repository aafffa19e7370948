"""Where the packages of an environment are."""

from __future__ import annotations

import os

LIBRARIES = ("lib", "lib64")


def sites(prefix: str) -> list[str]:
    """Return the site-packages directories of the environment at `prefix`; old PyPys have it at the top."""
    places = []
    for library in LIBRARIES:
        folder = f"{prefix}/{library}"
        if library == LIBRARIES[0] or not os.path.islink(folder):
            places += [f"{folder}/{name}/site-packages" for name in _names(folder)]
    return [*places, f"{prefix}/site-packages"]


def _names(folder: str) -> list[str]:
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [name for name in names if name.startswith(("python", "pypy"))]
