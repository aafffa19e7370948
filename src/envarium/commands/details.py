"""What the get_env_details hooks have to say of an environment."""

from __future__ import annotations

from envarium.commands import inside
from envarium.hooks import run as hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store

EVENT = "get_env_details"


def ready(store: Store) -> None:
    """See that the plugins can be called. To be asked before anything is printed; raises NeedsFullLane."""
    hooks.ready(store.root, EVENT)


def show(store: Store, environment: Environment) -> None:
    """Let the hooks print what they say of `environment`; they run as if it had been entered."""
    variables = inside.variables(environment)
    hooks.run(store.root, EVENT, environment.name, environment=environment, variables=variables)
