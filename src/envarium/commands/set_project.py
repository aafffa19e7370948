"""Set the project directory of an environment."""

from __future__ import annotations

import os
import sys

from envarium import errors
from envarium.action import Action
from envarium.output import printable, shown
from envarium.projects import location
from envarium.store import lookup, names
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> None:
    """Set that of the environment named, else the active one, to the directory named, else the working directory."""
    environment = _environment(values.text("name"))
    project = location.directory(values.text("project") or location.here())
    with Action(f"set the project of {shown(environment.name)}"):
        environment.tie(project)
    sys.stdout.write(f"Setting project for {printable(environment.name)} to {printable(project)}\n")


def _environment(text: str) -> Environment:
    """Return the environment with the name, or else the path, `text`; with "" the active one.

    Raises NoActiveEnvironment, NotAnEnvironment, and what Store.find raises.
    """
    store = lookup.current()
    if not text:
        return lookup.named_or_active("")
    environment = Environment(os.path.normpath(os.path.join(location.here(), text)))
    if not names.objection(text) and (store.holds(text) or not environment.exists):
        return store.find(text)
    if environment.exists:
        return environment
    if "/" in text:
        raise errors.NotAnEnvironment(environment.path)
    return store.find(text)
