"""Show one environment in detail, from files alone; then the output of its hooks."""

from __future__ import annotations

from envarium import environ
from envarium.activation.variables import is_secret
from envarium.commands import details
from envarium.creator import request
from envarium.printing import json_output, table
from envarium.store import hosts, kernel, layers, lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.environment import Environment


def run(values: Values) -> None:
    """Print the facts of the environment named, else of the active one, and the output of its hooks."""
    store, environment = lookup.current(), lookup.named_or_active(values.text("name"))
    facts = _facts(environment)
    if values.on("json"):
        json_output.show(facts)
        return
    details.ready(store)
    table.facts([(label, line) for label, value in facts.items() for line in _lines(value)])
    details.show(store, environment)


def _lines(value: object) -> list[str]:
    """Return the lines that show `value`; none if it is empty or false."""
    if isinstance(value, dict):
        return [f"{name}=(hidden)" if text is None else f"{name}={text}" for name, text in value.items()]
    if isinstance(value, list):
        return value
    return ["yes" if value is True else str(value)] if value else []


def _facts(environment: Environment) -> dict[str, object]:
    variables = environment.variables
    return {
        "name": environment.name,
        "path": environment.path,
        "python": environment.version,
        "implementation": environment.implementation,
        "strategy": request.owner(environment).NAME,
        "base": environment.base,
        "project": environment.project,
        "on": layers.name(environment.path),
        "prompt": environment.prompt,
        "kernel": kernel.name(environment),
        "system-site-packages": environment.system_site,
        "active": environ.active() == environment.path,
        "broken": environment.broken,
        "other-platform": hosts.other(environment),
        "variables": {
            name: None if is_secret(name, value) else value for name, value in variables.values.items()
        },
        "path-prepend": list(variables.paths),
    }
