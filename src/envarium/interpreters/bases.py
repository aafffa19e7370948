"""From an environment to the interpreter that it was made from, by its pyvenv.cfg alone."""

from __future__ import annotations

import os

from envarium.store.environment import Environment

DEEPEST = 10
"""Environments made inside environments that are followed; a longer chain is a circle."""


def base_of(executable: str) -> str:
    """Return the base interpreter of the environment that `executable` lies in: itself if it lies in none.

    "" means that the environment's base is gone.
    """
    for _ in range(DEEPEST):
        environment = Environment(os.path.dirname(os.path.dirname(executable)))
        if not environment.config.exists:
            return executable
        executable = environment.base
        if not os.path.isfile(executable):
            return ""
    return ""


def unasked(executable: str) -> str:
    """Return the base interpreter to be used where nobody has asked for that of the environment at hand.

    It is "" for one that lies in the environment itself: what is made from it would end with that environment.
    """
    base = base_of(executable)
    environment = os.path.realpath(os.path.dirname(os.path.dirname(executable)))
    return "" if os.path.realpath(base).startswith(environment + "/") else base


def is_environment_bin(directory: str) -> bool:
    """Say whether `directory` is the `bin` of an environment."""
    return os.path.exists(os.path.dirname(directory) + "/pyvenv.cfg")
