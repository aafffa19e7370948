"""The output of the get_env_details hooks for an environment."""

from __future__ import annotations

from envarium.activation import inside
from envarium.hooks import run as hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store

EVENT = "get_env_details"


def ready(store: Store) -> None:
    """Check that the plugins can be called, before anything is printed. Raises NeedsFullLane."""
    hooks.ready(store.root, EVENT)


def show(store: Store, environment: Environment) -> None:
    """Run the hooks for `environment`, with the variables that are set when it is active."""
    variables = inside.variables(environment)
    hooks.run(store.root, EVENT, environment.name, environment=environment, variables=variables)
