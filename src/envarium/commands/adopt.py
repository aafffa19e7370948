"""Take an environment that is elsewhere into the store."""

from __future__ import annotations

import os

from envarium.commands import adopting
from envarium.discovery import tools, walk
from envarium.discovery.environment import AnyEnvironment
from envarium.errors import NotAnEnvironment
from envarium.files import reading
from envarium.store import lookup, names, sweep
from envarium.store.environment import LookupCache
from envarium.store.link import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> None:
    """Link it into the store, or move it there."""
    name = names.check(values.text("name")) if values.text("name") else ""
    store = lookup.current()
    environment = AnyEnvironment(_path(values.text("path")), LookupCache())
    adopting.adopt(
        store, environment, name or tools.name(environment.path, environment.tool), move=values.on("move")
    )
    sweep.delete_in_background(sweep.leftovers(store))


def _path(text: str) -> str:
    """Return the path of the environment, without links, that `text` names. Raises NotAnEnvironment."""
    path = os.path.realpath(os.path.join(reading.working_directory(), os.path.expanduser(text)))
    if text and walk.is_one(path):
        return path
    error = NotAnEnvironment(path)
    if text and walk.is_one(os.path.realpath(f"{path}/{NAME}")):
        error.hint = f"the one of this project is {os.path.join(text, NAME)}"
    else:
        error.hint = "envarium find lists the environments below a directory"
    raise error
