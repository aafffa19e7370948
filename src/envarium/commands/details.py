"""What the get_env_details hooks have to say of an environment."""

from __future__ import annotations

import os

from envarium.commands import inside
from envarium.hooks import run as hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store

EVENT = "get_env_details"


def ready(store: Store) -> None:
    """See that the plugins can be called. To be asked before anything is printed; raises NeedsFullLane."""
    hooks.ready(store.root, EVENT)


def show(store: Store, place: str) -> None:
    """Let the hooks print what they say of the environment at `place`; they run as if it had been entered."""
    hooks.run(store.root, EVENT, os.path.basename(place), place=place, environment=inside.variables(place))
