"""What the shims of pyenv, asdf, mise and rye stand for, read from their files: shims are never run.

asdf and mise read `.tool-versions` (https://asdf-vm.com/manage/configuration.html), mise `mise.toml` before that
(https://mise.jdx.dev/configuration.html), mise and rye `.python-version`.
"""

from __future__ import annotations

import os

from envarium import environ, lanes
from envarium.files import reading
from envarium.interpreters import places, pyenv

TOOL_VERSIONS = ".tool-versions"
MISE_FILES = ("mise.toml", ".mise.toml", ".config/mise.toml", ".config/mise/config.toml")


def selected(directory: str, folder: str) -> list[tuple[str, str]]:
    """Return the installations that the shims in `directory` stand for in `folder`, the first counting most, and whose.

    Raises NeedsFullLane where it takes a parser to tell.
    """
    root = os.path.dirname(directory)
    if pyenv.root_of_shims(directory):
        return [(place, "pyenv") for place in pyenv.selected(root, folder)]
    for installs, owner in places.collections():
        if owner in ("asdf", "mise") and installs == f"{root}/installs/python":
            return _installed(installs, _asdf(folder) if owner == "asdf" else _mise(folder), owner)
    if os.path.isdir(root + "/py"):
        return _installed(root + "/py", _python_version(folder), "rye")
    return []


def _installed(installs: str, words: list[str], owner: str) -> list[tuple[str, str]]:
    """Return the installations that `words` mean, up to `system`, which is further down PATH."""
    words = words[: words.index(pyenv.SYSTEM)] if pyenv.SYSTEM in words else words
    found = [pyenv.installed_in(installs, word) for word in words]
    return [(place, owner) for place in found if place]


def _asdf(folder: str) -> list[str]:
    return environ.ASDF_PYTHON_VERSION.get().split() or _tools(folder)


def _mise(folder: str) -> list[str]:
    return (
        environ.MISE_PYTHON_VERSION.get().split()
        or _config(folder)
        or _tools(folder)
        or _python_version(folder)
    )


def _tools(folder: str) -> list[str]:
    """Return the versions of Python in the nearest `.tool-versions` that names any, else in the user's own."""
    while folder:
        path = pyenv.above(folder, TOOL_VERSIONS)
        words = _line(path)
        if words:
            return words
        folder = os.path.dirname(os.path.dirname(path)) if path and os.path.dirname(path) != "/" else ""
    return _line(f"{environ.home()}/{TOOL_VERSIONS}")


def _line(path: str) -> list[str]:
    for line in reading.text(path).splitlines() if path else ():
        name, *words = line.partition("#")[0].split() or [""]
        if name == "python":
            return words
    return []


def _python_version(folder: str) -> list[str]:
    file = pyenv.above(folder, ".python-version")
    return pyenv.version_words(file) if file else []


def _config(folder: str) -> list[str]:
    """Return the versions of Python in the nearest of mise's own files that names any, else in the user's own."""
    while True:
        for name in MISE_FILES:
            words = _table(f"{folder.rstrip('/')}/{name}")
            if words:
                return words
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
    words = value if isinstance(value, list) else [value]
    versions = [word.get("version") if isinstance(word, dict) else word for word in words]
    return [word for word in versions if isinstance(word, str)]
