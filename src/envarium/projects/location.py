"""Project directories as written on the command line."""

from __future__ import annotations

import os

from envarium import environ, errors, lanes
from envarium.output import shown
from envarium.store import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


MARKS = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", ".git")
"""Files of which a project directory has at least one."""


def here() -> str:
    """Return the working directory, with the symlinks that PWD has if it is valid. Raises OSError."""
    path = environ.PWD.get()
    try:
        if path[:1] == "/" and os.path.normpath(path) == path and os.path.samefile(path, "."):
            return path
    except OSError:
        pass
    return os.getcwd()


def directory(text: str) -> str:
    """Return the directory that `text` names, absolute, with its symlinks. Raises NotADirectory, WrongUsage."""
    path = os.path.expanduser(text)
    path = os.path.normpath(path if path[:1] == "/" else os.path.join(here(), path))
    if not os.path.isdir(path):
        raise errors.NotADirectory(path)
    if any(map(names.is_control, path)):
        raise errors.WrongUsage(
            f"the path {shown(path)} contains a control character", "rename the project directory"
        )
    return path


def cd_choice(values: Values) -> tuple[str, ...]:
    """Return whether activation changes to the project: "1", "0", or nothing, where the user's setting decides."""
    if values.on("cd"):
        return ("1",)
    return ("0",) if values.on("no_cd") else ()


def around(folder: str) -> str:
    """Return the nearest project directory at or above `folder`, but below the user's home; "" if there is none."""
    while folder not in ("/", "", environ.home()):
        if any(os.path.lexists(f"{folder}/{mark}") for mark in MARKS):
            return folder
        folder = os.path.dirname(folder)
    return ""


def to_link() -> str:
    """Return the directory to link if none is named: the current project, else the working directory.

    Raises WrongUsage in the user's home: its .venv would be in the way of all projects below.
    """
    folder = here()
    project = around(folder) or folder
    if project in ("/", environ.home()):
        raise errors.WrongUsage(
            f"{shown(project)} is no project", "change to the project's directory, or name it: -a DIR"
        )
    return project


def name(project: str) -> str:
    """Return the name for an environment of `project`: that in its pyproject.toml if it can be one, else its own.

    Raises NeedsFullLane where there is a pyproject.toml.
    """
    path = project + "/pyproject.toml"
    if not os.path.isfile(path):
        return os.path.basename(project)
    lanes.require_full()
    from envarium.interpreters import pyproject

    name = pyproject.name(path)
    return os.path.basename(project) if names.objection(name) else name
