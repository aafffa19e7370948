"""In which condition an environment of the store is: what is wrong with it, whether its Python is supported. Hot."""

from __future__ import annotations

import os

from envarium.interpreters import end_of_life
from envarium.store import layers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.discovery.environment import AnyEnvironment


def is_orphan(environment: AnyEnvironment) -> bool:
    """Return whether `environment` belongs to a project whose directory does not exist."""
    project = environment.own_project
    return bool(project) and not os.path.isdir(project)


def support_end(environment: AnyEnvironment) -> str:
    """Return the date on which support for its Python ended, "" if it has not."""
    return end_of_life.date(environment.implementation, environment.version)


def facts(environment: AnyEnvironment) -> dict[str, object]:
    """Return what lists show besides its name, Python and project, by the keys of `--json`."""
    problems = [environment.problem, "project missing" if is_orphan(environment) else ""]
    return {
        "on": layers.name(environment.path),
        "used": int(environment.last_use),
        "end_of_life": support_end(environment),
        "problem": ", ".join(filter(None, problems)),
    }
