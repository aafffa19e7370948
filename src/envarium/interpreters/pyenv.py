"""What pyenv's shims stand for, read from its files: shims are never run.

The rules are those of `pyenv-version-name`, `pyenv-version-file` and `pyenv-latest` (https://github.com/pyenv/pyenv).
"""

from __future__ import annotations

import os

from envarium import environ
from envarium.files import reading

SYSTEM = "system"


def root() -> str:
    """Return pyenv's directory, whether or not it exists."""
    return environ.PYENV_ROOT.get().rstrip("/") or environ.home() + "/.pyenv"


def root_of_shims(directory: str) -> str:
    """Return the pyenv whose shims stand in `directory`, "" if it holds no shims of pyenv."""
    parent, name = os.path.split(directory)
    return parent if name == "shims" and os.path.isdir(parent + "/versions") else ""


def selected(root: str, folder: str) -> list[str]:
    """Return the directories of the versions that the shims of `root` stand for in `folder`, the first counting most.

    The word `system` ends the list, for pyenv then looks further down PATH.
    """
    words = environ.PYENV_VERSION.get().split(":") if environ.PYENV_VERSION.get() else []
    if not words:
        file = above(folder, ".python-version")
        words = version_words(file) if file else []
    found = []
    for word in words or version_words(root + "/version"):
        if word == SYSTEM:
            break
        place = installed(root, word)
        if place:
            found.append(place)
    return found


def above(folder: str, name: str) -> str:
    """Return the path of the nearest file `name` in `folder` or above it, "" if there is none."""
    while True:
        path = folder.rstrip("/") + "/" + name
        if os.path.isfile(path):
            return path
        if folder in ("/", ""):
            return ""
        folder = os.path.dirname(folder)


def version_words(path: str) -> list[str]:
    """Return the versions that the file at `path` names; an unreadable file names none."""
    return [
        word
        for line in reading.text(path).removeprefix("\ufeff").splitlines()
        for word in line.partition("#")[0].split()
    ]


def installed(root: str, word: str) -> str:
    """Return the directory of the version that `word` means: that name, else the newest release below it, else ""."""
    return installed_in(root + "/versions", word)


def installed_in(versions: str, word: str) -> str:
    """Return the directory in `versions` that `word` means, "" if there is none."""
    if not word or word.startswith("/") or ".." in word.split("/"):
        return ""
    for name in (word, word.removeprefix("python-")):
        if os.path.isdir(f"{versions}/{name}"):
            return f"{versions}/{name}"
    newest = _newest(reading.names(versions), word.removeprefix("python-"))
    return f"{versions}/{newest}" if newest else ""


def _newest(names: list[str], prefix: str) -> str:
    """Return the newest of `names` that continue `prefix` by numbers alone: `3.12` means `3.12.1`, never `3.12-dev`."""
    threads = "t" if prefix[-1:] == "t" and prefix[-2:-1].isdecimal() else ""
    prefix = prefix.removesuffix(threads) + "."
    best: tuple[list[int], str] = ([], "")
    for name in names:
        numbers = name[len(prefix) :].removesuffix(threads).split(".")
        if name.startswith(prefix) and name.endswith(threads) and all(part.isdecimal() for part in numbers):
            best = max(best, ([int(part) for part in numbers], name))
    return best[1]
