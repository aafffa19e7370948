"""From an environment to its base interpreter, by its pyvenv.cfg alone."""

from __future__ import annotations

import os

from envarium.store.environment import Environment

MAX_DEPTH = 10
"""The maximum number of environments, each made from the next, that are followed; a longer chain is a circle."""


def base_of(executable: str) -> str:
    """Return the base interpreter of the environment that contains `executable`: itself if none does.

    "" means that the environment's base does not exist.
    """
    for _ in range(MAX_DEPTH):
        environment = Environment(os.path.dirname(os.path.dirname(executable)))
        if not environment.config.exists:
            return executable
        executable = environment.base
        if not os.path.isfile(executable):
            return ""
    return ""


def default_base(executable: str) -> str:
    """Return the base interpreter to use if the user has not selected that of the environment of `executable`.

    It is "" for one inside the environment itself: what is made from it would be lost with that environment.
    """
    base = base_of(executable)
    environment = os.path.realpath(os.path.dirname(os.path.dirname(executable)))
    return "" if os.path.realpath(base).startswith(environment + "/") else base


def is_environment_bin(directory: str) -> bool:
    """Return whether `directory` is the `bin` of an environment."""
    return os.path.exists(os.path.dirname(directory) + "/pyvenv.cfg")
