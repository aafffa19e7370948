"""Which tool has made an environment, or keeps it, and what to call it: by where it is and by its own files."""

from __future__ import annotations

import os

from envarium.store import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.pyvenv_cfg import PyvenvCfg

VENV, VIRTUALENV, ENVARIUM, UV = "venv", "virtualenv", "envarium", "uv"
CONDA, PIXI, POETRY, PIPENV, PDM = "conda", "pixi", "poetry", "pipenv", "pdm"
HATCH, TOX, NOX, PIPX, PRE_COMMIT, PYENV = "hatch", "tox", "nox", "pipx", "pre-commit", "pyenv"
VIRTUALENVWRAPPER = "virtualenvwrapper"

OWN_FILES = {
    "uv-receipt.toml": UV,
    "pipx_metadata.json": PIPX,
    ".tox-info.json": TOX,
    ".tox-config1": TOX,
    "conda-meta": CONDA,
}
"""Files that only one tool puts into an environment."""

PLACES = {
    "/pypoetry/virtualenvs/": POETRY,
    "/hatch/env/": HATCH,
    "/.hatch/": HATCH,
    "/pdm/venvs/": PDM,
    "/pipx/venvs/": PIPX,
    "/pipx/shared": PIPX,
    "/pre-commit/repo": PRE_COMMIT,
    "/uv/tools/": UV,
    "/.tox/": TOX,
    "/.nox/": NOX,
    "/.pixi/envs/": PIXI,
}
"""What is in the paths of the environments of one tool."""

BESIDE = {".pdm-python": PDM, "poetry.lock": POETRY, "Pipfile": PIPENV}
"""Files of a project whose environment that tool makes with virtualenv or venv, in the project."""

IN_PROJECT = (".venv", "venv", ".env", "env", ".virtualenv", "virtualenv")
"""What environments in projects are called."""

WRAPPED = ("postmkvirtualenv", "get_env_details")
"""Hook files that virtualenvwrapper creates beside its environments."""

HASH = 8
"""Characters of a hash in the names that pipenv, poetry and pdm give."""


def maker(path: str, config: PyvenvCfg) -> str:
    """Return the tool of the environment at `path`, which has the pyvenv.cfg `config`."""
    for part, tool in PLACES.items():
        if part in path + "/":
            return tool
    for file, tool in OWN_FILES.items():
        if os.path.exists(f"{path}/{file}"):
            return tool
    for key in (ENVARIUM, UV):
        if key in config:
            return key
    return _by_neighbours(path) or (VIRTUALENV if VIRTUALENV in config or not config.exists else VENV)


def _by_neighbours(path: str) -> str:
    parent, name = os.path.split(path)
    if os.path.basename(parent) == "envs" and "/versions/" in parent:
        return PYENV
    if name in IN_PROJECT:
        return next((tool for file, tool in BESIDE.items() if os.path.exists(f"{parent}/{file}")), "")
    if is_of_pipenv(path):
        return PIPENV
    return VIRTUALENVWRAPPER if any(os.path.exists(f"{parent}/{hook}") for hook in WRAPPED) else ""


def is_of_pipenv(path: str) -> bool:
    """Return whether the environment at `path` has a name, and a file for its project, as pipenv gives them."""
    name = os.path.basename(path)
    return len(name) > HASH and name[-HASH - 1] == "-" and os.path.exists(f"{path}/.project")


def name(path: str, tool: str) -> str:
    """Return what to call the environment at `path` in the store: a valid name."""
    parent, own = os.path.split(path)
    if own in IN_PROJECT:
        own = os.path.basename(parent)
    elif tool in (TOX, NOX):
        own = f"{os.path.basename(os.path.dirname(parent))}-{own}"
    elif tool == HATCH:
        own = _of_hatch(path)
    elif tool == PIXI:
        own = f"{os.path.basename(path.partition('/.pixi/')[0])}-{own}"
    elif tool in (POETRY, PDM, PIPENV):
        own = _without_hash(own)
    return _valid(own)


def _of_hatch(path: str) -> str:
    """Return the name for hatch's `PROJECT/HASH/ENVIRONMENT`, in which the project's default one has its name."""
    *_, project, _, own = ("", "", *path.split("/"))
    return project if project == own or "/virtual/" not in path else f"{project}-{own}"


def _without_hash(own: str) -> str:
    """Return the project's part of a name such as `web-x1Yz_9-q-py3.12` or `web-x1Yz_9-q`."""
    stem, dash, version = own.rpartition("-")
    if dash and version.removeprefix("py")[:1].isdigit() and "." in version:
        own = stem
    return own[: -HASH - 1] if len(own) > HASH + 1 and own[-HASH - 1] == "-" else own


def _valid(text: str) -> str:
    """Return `text` with what a name may not contain replaced, and never that of a hook."""
    name = "".join(
        "-" if character in "/:" or names.is_control(character) else character for character in text
    )
    name = os.fsencode(name)[: names.LONGEST - 8].decode("utf-8", "ignore").lstrip(".-")
    return f"{name or 'environment'}-1" if names.objection(name or "") else name


def free(stem: str, others: set[str]) -> str:
    """Return `stem`, or where it is among the names `others`, the first of `stem-2`, `stem-3`... that is not."""
    number, name = 1, stem
    while name in others:
        number += 1
        name = f"{stem}-{number}"
    return name
