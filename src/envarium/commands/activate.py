"""Answer with the steps that activate an environment; without a name, list the names."""

from __future__ import annotations

import os
import sys

from envarium import lanes
from envarium.activation.plan import ACTIVATE, Step, activation, call
from envarium.command_line import Answer
from envarium.commands import list as listing
from envarium.commands import projects
from envarium.errors import NoIntegration, NoPrevious
from envarium.shells import registry
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.environment import Environment


def run(values: Values) -> Answer | None:
    """Print the snippet, or let the shell integration activate the environment."""
    name = values.text("name")
    store = lookup.current()
    if not name:
        listing.print_names(store)
        return None
    if name == "-":
        raise NoPrevious
    environment = store.find(os.path.basename(os.getcwd()) if name == "." else name)
    if values.shell and not values.text("dialect") and os.path.exists(environment.path + "/bin/activate"):
        return Answer((call("enter", environment.path, *projects.going(values)),))
    dialect = values.text("dialect") or values.shell or _calling_shell()
    if not values.shell and sys.stdout.isatty():
        raise NoIntegration(name, _way(environment, dialect))
    return Answer(text=_snippet(environment, dialect))


def _snippet(environment: Environment, dialect: str) -> str:
    """Return the whole activation if eval keeps its lines, else the statement that sources the environment's file."""
    shell = registry.shell(dialect)
    if shell.EVALUATES:
        return shell.activator(activation(environment.path, environment.prompt))
    return shell.snippet((Step(ACTIVATE, "", environment.path),)) + "\n"


def _way(environment: Environment, dialect: str) -> str:
    """Return how the shell `dialect` itself can activate the environment."""
    if dialect in registry.INTEGRATED:
        return f"load the integration with {registry.integrated(dialect).LOAD}, then: workon NAME"
    return f"in the shell, source {environment.path}/bin/{registry.shell(dialect).FILE}"


def _calling_shell() -> str:
    lanes.require_full()
    from envarium.shells import calling

    return calling.shell()
