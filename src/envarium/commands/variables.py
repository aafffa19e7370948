"""Change the variables of an environment: the file that lists them, and the activators that set them."""

from __future__ import annotations

import os
import sys

from envarium import environ
from envarium.action import Action
from envarium.activation import reserved
from envarium.commands import kernels
from envarium.errors import EnvariumError
from envarium.files import reading
from envarium.health import activators
from envarium.output import printable, shown, typed
from envarium.store import locking, lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.activation.variables import Variables
    from envarium.store.environment import Environment

LOCK = "variables.lock"

LONGEST = 131_071
"""Bytes of `NAME=VALUE` that Linux passes to a program (execve(2), MAX_ARG_STRLEN, less the NUL)."""


def check(name: str, value: str) -> None:
    """Raise EnvariumError where the variable `name` cannot be set to `value`."""
    reason = reserved.refusal(name)
    if not reason and "\0" in value:
        reason = "its value contains a NUL character, which no variable can"
    if not reason and len(os.fsencode(f"{name}={value}")) > LONGEST:
        reason = f"it is too long; no program could be started with more than {LONGEST} bytes"
    if reason:
        hint = "envarium set NAME --path-prepend DIR adds a directory to PATH" if name == "PATH" else ""
        raise EnvariumError(f"{shown(name)} cannot be set: {reason}", hint or "nothing was changed")


def change(environment: Environment, edit: Callable[[Variables], Variables]) -> None:
    """Give `environment` the variables that `edit` returns for its current ones, and rewrite its activators.

    Raises EnvironmentReplaced, LockHeld, SystemRefused, and what `edit` raises.
    """
    store, identity = lookup.current(), environment.identity
    store.prepare()
    with locking.lock(store.own(LOCK)):
        environment.expect(identity)
        new = edit(environment.variables)
        if len(os.fsencode(new.text)) > reading.SMALL:
            raise EnvariumError(
                f"the variables of {shown(environment.name)} are too long", "nothing was changed"
            )
        with Action(f"set the variables of {shown(environment.name)}"):
            copies = activators.write(environment, new)
    kernels.update(environment)
    for path in copies:
        sys.stderr.write(
            f"another tool or you wrote {printable(path)}; it is kept as {printable(path + activators.KEPT)}\n"
        )
    if environ.active() == environment.path:
        sys.stderr.write(f"it is active; this applies the change: workon {typed(environment.name)}\n")
