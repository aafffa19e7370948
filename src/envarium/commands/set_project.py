"""Tie an environment to a project directory."""

from __future__ import annotations

import os
import sys

from envarium.commands import projects
from envarium.errors import NoActiveEnvironment, NotAnEnvironment, SystemRefused, printable, shown
from envarium.store import lookup, marks, names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.words import Given


def run(given: Given) -> None:
    """Tie the environment named, else the active one, to the directory named, else to this one."""
    place = _environment(given.text("name"))
    project = projects.directory(given.text("project") or projects.here())
    name = os.path.basename(place)
    try:
        marks.tie(place, project)
    except OSError as error:
        raise SystemRefused(f"tie {shown(name)} to its project", error) from error
    sys.stdout.write(f"Setting project for {printable(name)} to {printable(project)}\n")


def _environment(text: str) -> str:
    """Return the environment that `text`, a name or else a path, stands for; with "" the active one.

    Raises NoActiveEnvironment, NotAnEnvironment, and what Store.find raises.
    """
    store = lookup.current()
    if not text:
        place = lookup.named_or_active("")
        if not lookup.is_environment(place):
            raise NoActiveEnvironment
        return place
    if not names.objection(text) and store.holds(text):
        return store.path(text)
    path = os.path.normpath(os.path.join(projects.here(), text))
    if lookup.is_environment(path):
        return path
    if "/" in text:
        raise NotAnEnvironment(path)
    return store.find(text)
