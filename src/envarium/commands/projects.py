"""Project directories as they are told on the command line."""

from __future__ import annotations

import os

from envarium import environ
from envarium.errors import NotADirectory, WrongUsage, shown
from envarium.store import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.words import Given


def here() -> str:
    """Return the working directory as the shell came to it, links kept, where PWD tells it. Raises OSError."""
    told = environ.PWD.get()
    try:
        if told[:1] == "/" and os.path.normpath(told) == told and os.path.samefile(told, "."):
            return told
    except OSError:
        pass
    return os.getcwd()


def directory(text: str) -> str:
    """Return the directory that `text` names, absolute, its links kept. Raises NotADirectory, WrongUsage."""
    path = os.path.expanduser(text)
    path = os.path.normpath(path if path[:1] == "/" else os.path.join(here(), path))
    if not os.path.isdir(path):
        raise NotADirectory(path)
    if any(map(names.is_control, path)):
        raise WrongUsage(f"the path {shown(path)} holds a control character", "rename the project directory")
    return path


def going(given: Given) -> tuple[str, ...]:
    """Return the word for whether entering goes to the project; none where the user's setting decides."""
    if given.on("cd"):
        return ("1",)
    return ("0",) if given.on("no_cd") else ()
