"""Run a command in an environment without entering it: no shell stands in between."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # it is built in, where `signal` loads enum and re
import os
import sys

from venvarium import environ
from venvarium.errors import WrongUsage, shown
from venvarium.store import lookup, marks
from venvarium.words import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvarium.words import Given

NOT_FOUND, NOT_EXECUTABLE = 127, 126
"""Exit codes as the shell gives them (POSIX, Shell Command Language, 2.8.2)."""

IGNORED_BY_PYTHON = (_signal.SIGPIPE, _signal.SIGXFSZ)
"""What a child would go on ignoring (https://docs.python.org/3/library/subprocess.html#subprocess.Popen)."""


def run(given: Given) -> Answer:
    """Become the command; answer only where it cannot be started."""
    place = lookup.current().find(given.text("name"))
    command = given.many("command")
    if not command:
        raise WrongUsage("there is no command to run", "write one behind the name: venvarium run NAME -- CMD")
    for number in IGNORED_BY_PYTHON:
        _signal.signal(number, _signal.SIG_DFL)
    try:
        os.execvpe(command[0], list(command), _environment(place))
    except FileNotFoundError:
        return _failed(command[0], "was not found", NOT_FOUND)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return _failed(command[0], f"cannot be run: {reason}", NOT_EXECUTABLE)


def _environment(place: str) -> dict[str, str]:
    """Return the environment variables inside, as entering would set them."""
    inside = dict(os.environ)
    inside.pop(environ.PYTHONHOME.name, None)
    inside[environ.VIRTUAL_ENV.name] = place
    inside[environ.VIRTUAL_ENV_PROMPT.name] = marks.prompt(place, marks.config(place))
    path = inside.get(environ.PATH.name)
    inside[environ.PATH.name] = place + "/bin" + (f":{path}" if path else "")
    return inside


def _failed(command: str, what: str, code: int) -> Answer:
    sys.stderr.write(f"venvarium: {shown(command)} {what}\n")
    return Answer(code=code)
