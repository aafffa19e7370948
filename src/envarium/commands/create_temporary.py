"""What is different in the creation of a temporary environment: its name, and the steps after its activation."""

from __future__ import annotations

import os

from envarium import creation, environ, errors
from envarium.activation.plan import CD, Step, call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store


def name(store: Store, values: Values) -> str:
    """Return the name of a temporary environment: the one given, else a random one as virtualenvwrapper has them."""
    name = values.text("name")
    if not name:
        return "tmp-" + os.urandom(8).hex()[:15]
    if store.holds(name):
        raise errors.EnvironmentExists(name)
    return name


def steps(environment: Environment, values: Values) -> list[Step]:
    """Return the steps that follow the activation of a temporary environment."""
    result = [call("print", creation.NOTICE)]
    if values.on("cd") or (not values.on("no_cd") and environ.WORKON_CD.get() in ("", "1")):
        result.append(Step(CD, "", environment.path))
    return result
