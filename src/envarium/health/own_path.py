"""Checks of the files that contain the environment's own path, launchers and activators: `mv` does not change it."""

from __future__ import annotations

import os

from envarium.files import reading
from envarium.health.finding import ERROR, WARNING, Finding, repair
from envarium.shells import registry
from envarium.store import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.health.subject import Subject, World

LAUNCHERS = "launchers-elsewhere"
ACTIVATORS = "activators-elsewhere"
ABSOLUTE = "launchers-absolute"
MISSING = "activators-missing"

ACTIVATOR = "activate"
"""The one that other tools use, too."""


def launchers(environment: Subject, _: World) -> Iterator[Finding]:
    """Find programs in `bin` whose interpreter is another environment's, or does not exist."""
    programs = dict(references.launchers(environment))
    if programs:
        name, path = next(iter(programs.items()))
        others = f" and {len(programs) - 1} more" if len(programs) > 1 else ""
        what = f"its program {name}{others} runs with {path}, not with its own Python"
        yield Finding(LAUNCHERS, ERROR, environment.name, what, repair(environment.name))


def absolute(environment: Subject, _: World) -> Iterator[Finding]:
    """Find programs of a self-contained environment that do not run after a move: poetry and pdm write such."""
    names = references.own_launchers(environment) if environment.is_self_contained else []
    if names:
        others = f" and {len(names) - 1} more" if len(names) > 1 else ""
        what = f"its program {names[0]}{others} contains its path, and does not run after a move"
        yield Finding(ABSOLUTE, WARNING, environment.name, what, repair(environment.name))


def activators(environment: Subject, _: World) -> Iterator[Finding]:
    """Find an activator that activates another path."""
    for name, path in references.activators(environment):
        if not reading.is_same(path, environment.path):
            what = f"its bin/{name} activates {path}, not {environment.path}"
            yield Finding(ACTIVATORS, ERROR, environment.name, what, repair(environment.name))
            return


def missing(environment: Subject, _: World) -> Iterator[Finding]:
    """Find that an activator is missing."""
    names = [name for name in activator_names() if not os.path.isfile(f"{environment.path}/bin/{name}")]
    if names:
        level = ERROR if ACTIVATOR in names else WARNING
        what = f"its bin/{' and bin/'.join(names)} {'are' if len(names) > 1 else 'is'} missing"
        yield Finding(MISSING, level, environment.name, what, repair(environment.name))


def activator_names() -> list[str]:
    """Return the names of the activators that the shell integration needs, each once."""
    shells = (name for name in registry.INTEGRATED if name not in registry.WITHOUT_FILE)
    return list(dict.fromkeys(registry.integrated(name).FILE for name in shells))
