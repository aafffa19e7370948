"""Tests a Python before it replaces another: it is started, and its version and prefix are checked."""

from __future__ import annotations

import os

from envarium.errors import CannotRepair
from envarium.interpreters import script
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.interpreters.facts import Facts

QUESTION = "import json, math, sysconfig" + script.IDENTITY
"""It imports modules of the library, one of which is often an extension."""


def check(root: str, python: Facts, name: str) -> None:
    """Start the Python of the environment at `root`, made from `python` for `name`. Raises CannotRepair."""
    outcome = script.ask(root + "/bin/python", script.isolated(Environment(root).version), QUESTION)
    hexversion, prefix, _ = outcome.values() or ("", "", "")
    if not prefix:
        raise CannotRepair(name, f"{python.executable} does not start in it: {outcome.failure}")
    if hexversion != python.hexversion:
        raise CannotRepair(name, f"its Python would not be {python.release}")
    if os.path.realpath(prefix) != os.path.realpath(root):
        raise CannotRepair(name, f"its Python would have the prefix {prefix}")
