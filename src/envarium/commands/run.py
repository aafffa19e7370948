"""Run a command in an environment without entering it: no shell stands in between."""

from __future__ import annotations

import os

from envarium.commands import inside
from envarium.errors import WrongUsage, report
from envarium.hooks import process
from envarium.store import lookup
from envarium.words import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.words import Given


def run(given: Given) -> Answer:
    """Become the command; answer only where it cannot be started."""
    environment = lookup.current().find(given.text("name"))
    command = given.many("command")
    if not command:
        raise WrongUsage("there is no command to run", "write one behind the name: envarium run NAME -- CMD")
    process.heed_signals()
    program = inside.program(environment, command[0])
    try:
        os.execvpe(program, list(command), inside.variables(environment))
    except OSError as error:
        said, code = inside.failure(command[0], program, error)
        report(said)
        return Answer(code=code)
