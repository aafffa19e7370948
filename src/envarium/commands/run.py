"""Run a command in an environment without activating it in a shell."""

from __future__ import annotations

import os

from envarium import child, errors
from envarium.activation import inside
from envarium.command_line import Answer
from envarium.output import report
from envarium.store import hosts, lookup, uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> Answer:
    """Replace this process by the command; answer only if it cannot be started."""
    environment = lookup.current().reach(values.text("name"))
    command = values.many("command")
    if not command:
        raise errors.WrongUsage(
            "there is no command to run", "write one after the name: envarium run NAME -- CMD"
        )
    hosts.expect_this(environment)
    uses.note(environment.path)
    child.restore_signals()
    program = inside.program(environment, command[0])
    try:
        os.execvpe(program, list(command), inside.variables(environment))
    except OSError as error:
        message, code = inside.failure(command[0], program, error)
        report(message)
        return Answer(code=code)
