"""The versions that pyenv's shims select, read from its files: shims are never run.

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
    """Return the root of the pyenv whose shims are in `directory`, "" if it contains no shims of pyenv."""
    parent, name = os.path.split(directory)
    return parent if name == "shims" and os.path.isdir(parent + "/versions") else ""


def selection(root: str, folder: str) -> list[str]:
    """Return the directories of the versions that the shims of `root` select in `folder`, the preferred one first.

    The version `system` ends the list, because pyenv then searches the rest of PATH.
    """
    versions = environ.PYENV_VERSION.get().split(":") if environ.PYENV_VERSION.get() else []
    if not versions:
        versions = versions_above(folder)
    directories = []
    for version in versions or versions_in(root + "/version"):
        if version == SYSTEM:
            break
        directory = installation(root, version)
        if directory:
            directories.append(directory)
    return directories


def above(folder: str, name: str) -> str:
    """Return the path of the nearest file `name` in `folder` or above it, "" if there is none."""
    while True:
        path = folder.rstrip("/") + "/" + name
        if os.path.isfile(path):
            return path
        if folder in ("/", ""):
            return ""
        folder = os.path.dirname(folder)


def versions_above(folder: str) -> list[str]:
    """Return the versions in the nearest `.python-version` in `folder` or above it, none if there is none."""
    return versions_in(above(folder, ".python-version"))


def versions_in(path: str) -> list[str]:
    """Return the versions in the file at `path`, none if it is "" or cannot be read."""
    return [
        version
        for line in (reading.text(path).removeprefix("\ufeff").splitlines() if path else ())
        for version in line.partition("#")[0].split()
    ]


def installation(root: str, version: str) -> str:
    """Return the directory of `version`: of that name, or else of its newest release; "" if there is none."""
    return installation_in(root + "/versions", version)


def installation_in(directory: str, version: str) -> str:
    """Return the path of `version` in `directory`, "" if there is none."""
    if not version or version.startswith("/") or ".." in version.split("/"):
        return ""
    for name in (version, version.removeprefix("python-")):
        if os.path.isdir(f"{directory}/{name}"):
            return f"{directory}/{name}"
    newest = _newest(reading.names(directory), version.removeprefix("python-"))
    return f"{directory}/{newest}" if newest else ""


def _newest(names: list[str], prefix: str) -> str:
    """Return the newest of `names` that add only numbers to `prefix`: `3.12` means `3.12.1`, never `3.12-dev`."""
    threads = "t" if prefix[-1:] == "t" and prefix[-2:-1].isdecimal() else ""
    prefix = prefix.removesuffix(threads) + "."
    best: tuple[list[int], str] = ([], "")
    for name in names:
        numbers = name[len(prefix) :].removesuffix(threads).split(".")
        if name.startswith(prefix) and name.endswith(threads) and all(part.isdecimal() for part in numbers):
            best = max(best, ([int(part) for part in numbers], name))
    return best[1]
