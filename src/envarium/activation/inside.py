"""Calling a command as if an environment were active: its variables, its programs, its failure to start."""

from __future__ import annotations

import os

from envarium.activation import plan
from envarium.exit_codes import NOT_EXECUTABLE, NOT_FOUND
from envarium.files.reading import system_reason
from envarium.output import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.environment import Environment


def variables(environment: Environment) -> dict[str, str]:
    """Return the environment variables as activating `environment` would set them."""
    inside = dict(os.environ)
    plan.apply(plan.activation(environment.path, environment.prompt, environment.applied), inside)
    return inside


def program(environment: Environment, word: str) -> str:
    """Return the program called `word`: the environment's own, even if it is broken, or else `word`.

    A search along PATH would skip a program whose interpreter does not exist, and run another of that name. The names
    of the environment's Python are its own even if they are missing.
    """
    own = f"{environment.path}/bin/{word}"
    is_own = os.path.islink(own) or os.access(own, os.X_OK) or _is_python(environment, word)
    return own if word and "/" not in word and is_own else word


def _is_python(environment: Environment, word: str) -> bool:
    """Return whether `word` is a name of the environment's Python, such as `python3.12`."""
    stem = "pypy" if environment.implementation == "PyPy" and word.startswith("pypy") else "python"
    number = word.removeprefix(stem)
    return number != word and (not number or f"{environment.version}.".startswith(number + "."))


def failure(word: str, path: str, error: OSError) -> tuple[str, int]:
    """Return the message and the exit code for the program at `path`, called by `word`, which could not start."""
    if not isinstance(error, FileNotFoundError):
        return f"{shown(word)} cannot be run: {system_reason(error)}", NOT_EXECUTABLE
    if os.path.lexists(path) and "/" in path:
        return f"{shown(word)} cannot be run: its interpreter does not exist", NOT_FOUND
    if path != word:
        return f"{shown(word)} is missing from the environment", NOT_FOUND
    return f"{shown(word)} was not found", NOT_FOUND
