"""Where other tools keep their environments: by each tool's own variables, settings and defaults."""

from __future__ import annotations

import os
import sys

from envarium import environ, toml
from envarium.discovery import tools, walk
from envarium.files import reading
from envarium.interpreters import locations, pyenv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

VIRTUALFISH, PEW = "virtualfish", "pew"

DEEPEST = 3
"""Levels below hatch's directory at which its environments are: project, hash, environment."""


def of(tool: str) -> list[str]:
    """Return the environments that `tool` keeps, without links, sorted, each once."""
    paths = {os.path.realpath(path) for path in _COLLECTIONS[tool]()}
    return sorted(path for path in paths if walk.is_one(path))


def _children(*folders: str) -> list[str]:
    return [f"{folder}/{name}" for folder in folders if folder for name in reading.names(folder)]


def _data(*parts: str) -> str:
    base = environ.XDG_DATA_HOME.get() or environ.home() + "/.local/share"
    return "/".join((base, *parts))


def _of_virtualenvwrapper() -> list[str]:
    return _children(environ.WORKON_HOME.get() or environ.home() + "/.virtualenvs")


def _of_virtualfish() -> list[str]:
    return _children(environ.VIRTUALFISH_HOME.get() or environ.home() + "/.virtualenvs")


def _of_pew() -> list[str]:
    return _children(environ.WORKON_HOME.get() or _data("virtualenvs"))


def _of_pipenv() -> list[str]:
    return [path for path in _of_pew() if tools.is_of_pipenv(path)]


def _of_pyenv() -> list[str]:
    versions = _children(pyenv.root() + "/versions")
    return [*_children(*(version + "/envs" for version in versions)), *filter(_is_no_installation, versions)]


def _is_no_installation(path: str) -> bool:
    """Return whether the environment at `path` is not a whole installation of conda."""
    return not os.path.isdir(path + "/condabin")


def _of_conda() -> list[str]:
    home = environ.home()
    roots = [path for path, tool in locations.installations() if tool == tools.CONDA]
    roots += [environ.MAMBA_ROOT_PREFIX.get(), home + "/micromamba", home + "/.conda"]
    named = [part for variable in (environ.CONDA_ENVS_PATH, environ.CONDA_ENVS_DIRS)
             for part in variable.get().split(os.pathsep)]  # fmt: skip
    folders = [root + "/envs" for root in roots if root] + named + _condarc(home + "/.condarc")
    listed = reading.text(home + "/.conda/environments.txt").splitlines()
    return list(
        filter(_is_no_installation, [*_children(*folders), *(line for line in listed if line[:1] == "/")])
    )


def _condarc(path: str) -> list[str]:
    """Return the `envs_dirs` in the file at `path`: a list of plain strings, which needs no parser of YAML."""
    folders, is_inside = [], False
    for line in reading.text(path).splitlines():
        text = line.strip()
        if is_inside and text[:1] == "-":
            folders.append(environ.expanded(text[1:].strip().strip("'\"")))
        elif text and text[0] != "#":
            is_inside = text in ("envs_dirs:", "envs_path:")
    return folders


def _of_poetry() -> list[str]:
    mac = sys.platform == "darwin"
    home = environ.home()
    config = environ.POETRY_CONFIG_DIR.get() or (
        home + "/Library/Application Support/pypoetry" if mac else _config("pypoetry")
    )
    table = _table(config + "/config.toml")
    caches = environ.XDG_CACHE_HOME.get() or home + "/.cache"
    default = home + "/Library/Caches/pypoetry" if mac else caches + "/pypoetry"
    cache = environ.POETRY_CACHE_DIR.get() or str(table.get("cache-dir") or default)
    virtualenvs = table.get("virtualenvs")
    path = virtualenvs.get("path") if isinstance(virtualenvs, dict) else None
    path = environ.POETRY_VIRTUALENVS_PATH.get() or str(path or "{cache-dir}/virtualenvs")
    return _children(environ.expanded(path.replace("{cache-dir}", cache)))


def _config(name: str) -> str:
    return (environ.XDG_CONFIG_HOME.get() or environ.home() + "/.config") + "/" + name


def _table(path: str) -> dict[str, object]:
    """Return the settings in the TOML file at `path`, none if it cannot be read."""
    try:
        return toml.parse(reading.text(path))
    except ValueError:
        return {}


def _of_hatch() -> list[str]:
    mac = sys.platform == "darwin"
    support = environ.home() + "/Library/Application Support/hatch"
    table = _table(environ.HATCH_CONFIG.get() or (support if mac else _config("hatch")) + "/config.toml")
    folders = table.get("dirs")
    folders = folders if isinstance(folders, dict) else {}
    data = (
        environ.HATCH_DATA_DIR.get() or str(folders.get("data") or "") or (support if mac else _data("hatch"))
    )
    kinds = folders.get("env")
    own = kinds.get("virtual") if isinstance(kinds, dict) else None
    level, environments = [environ.expanded(str(own)) if own else data + "/env/virtual"], []
    for _ in range(DEEPEST):
        below = _children(*level)
        environments += [path for path in below if walk.is_one(path)]
        level = [path for path in below if not walk.is_one(path)]
    return environments


def _of_uv() -> list[str]:
    """Return the environments of uv's tools; those of projects are where the projects are."""
    return _children(environ.UV_TOOL_DIR.get() or _data("uv/tools"))


_COLLECTIONS: dict[str, Callable[[], list[str]]] = {
    tools.PYENV: _of_pyenv,
    tools.PIPENV: _of_pipenv,
    tools.POETRY: _of_poetry,
    tools.CONDA: _of_conda,
    tools.UV: _of_uv,
    tools.HATCH: _of_hatch,
    tools.VIRTUALENVWRAPPER: _of_virtualenvwrapper,
    VIRTUALFISH: _of_virtualfish,
    PEW: _of_pew,
}
