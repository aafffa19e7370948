"""The versions that the shims of pyenv, asdf, mise and rye select, read from their files: shims are never run.

asdf and mise read `.tool-versions` (https://asdf-vm.com/manage/configuration.html), mise `mise.toml` before that
(https://mise.jdx.dev/configuration.html), mise and rye `.python-version`.
"""

from __future__ import annotations

import os

from envarium import environ, lanes
from envarium.files import reading
from envarium.interpreters import locations, pyenv

TOOL_VERSIONS = ".tool-versions"
MISE_FILES = ("mise.toml", ".mise.toml", ".config/mise.toml", ".config/mise/config.toml")


def selection(directory: str, folder: str) -> list[tuple[str, str]]:
    """Return the installations that the shims in `directory` select in `folder`, the preferred one first, and owners.

    Raises NeedsFullLane if only a parser can tell.
    """
    root = os.path.dirname(directory)
    if pyenv.root_of_shims(directory):
        return [(installation, "pyenv") for installation in pyenv.selection(root, folder)]
    for installs, owner in locations.collections():
        if owner in ("asdf", "mise") and installs == f"{root}/installs/python":
            return _installations(installs, _asdf(folder) if owner == "asdf" else _mise(folder), owner)
    if os.path.isdir(root + "/py"):
        return _installations(root + "/py", pyenv.versions_above(folder), "rye")
    return []


def _installations(parent: str, versions: list[str], owner: str) -> list[tuple[str, str]]:
    """Return the installations of `versions`, up to `system`, which is further down PATH."""
    versions = versions[: versions.index(pyenv.SYSTEM)] if pyenv.SYSTEM in versions else versions
    directories = [pyenv.installation_in(parent, version) for version in versions]
    return [(directory, owner) for directory in directories if directory]


def _asdf(folder: str) -> list[str]:
    return environ.ASDF_PYTHON_VERSION.get().split() or _tools(folder)


def _mise(folder: str) -> list[str]:
    return (
        environ.MISE_PYTHON_VERSION.get().split()
        or _config(folder)
        or _tools(folder)
        or pyenv.versions_above(folder)
    )


def _tools(folder: str) -> list[str]:
    """Return the versions of Python in the nearest `.tool-versions` that has any, or else in the one in the home."""
    while folder:
        path = pyenv.above(folder, TOOL_VERSIONS)
        versions = _line(path)
        if versions:
            return versions
        folder = os.path.dirname(os.path.dirname(path)) if path and os.path.dirname(path) != "/" else ""
    return _line(f"{environ.home()}/{TOOL_VERSIONS}")


def _line(path: str) -> list[str]:
    for line in reading.text(path).splitlines() if path else ():
        name, *versions = line.partition("#")[0].split() or [""]
        if name == "python":
            return versions
    return []


def _config(folder: str) -> list[str]:
    """Return the versions of Python in the nearest of mise's files that has any, or else in the user's."""
    while True:
        for name in MISE_FILES:
            versions = _table(f"{folder.rstrip('/')}/{name}")
            if versions:
                return versions
        if folder in ("/", ""):
            return _table(f"{environ.home()}/.config/mise/config.toml")
        folder = os.path.dirname(folder)


def _table(path: str) -> list[str]:
    if not os.path.isfile(path):
        return []
    lanes.require_full()
    from envarium import toml

    try:
        tools = toml.parse(reading.read(path).decode()).get("tools")
    except (OSError, ValueError):
        return []
    value = tools.get("python") if isinstance(tools, dict) else None
    items = value if isinstance(value, list) else [value]
    versions = [item.get("version") if isinstance(item, dict) else item for item in items]
    return [item for item in versions if isinstance(item, str)]
