"""A hook as a process: it is started and waited for, and a failure is reported."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # it is built in, where `signal` loads enum and re
import os
import sys

from envarium.files.reading import system_reason
from envarium.output import report, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

IGNORED_BY_PYTHON = (_signal.SIGPIPE, _signal.SIGXFSZ)
"""What a child would continue to ignore (https://docs.python.org/3/library/subprocess.html#subprocess.Popen)."""


def restore_signals() -> None:
    """Restore the default action of the signals that Python ignores, before this process executes a program."""
    for number in IGNORED_BY_PYTHON:
        _signal.signal(number, _signal.SIG_DFL)


def run(path: str, arguments: tuple[str, ...], cwd: str, environment: Mapping[str, str]) -> None:
    """Start the hook at `path` in the directory `cwd` and wait; report if it cannot be started, or fails."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()  # os.posix_spawn has no parameter for the working directory
    if child == 0:
        _become(path, arguments, cwd, environment)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code > 0:
        report(f"the hook {shown(path)} ended with {code}")
    elif code < 0:
        report(f"the hook {shown(path)} was killed by signal {-code}")


def _become(path: str, arguments: tuple[str, ...], cwd: str, environment: Mapping[str, str]) -> None:
    """Replace the child by the hook. It never returns."""
    try:
        restore_signals()
        os.chdir(cwd)
        os.execve(path, [path, *arguments], environment)
    except OSError as error:
        report(f"the hook {shown(path)} cannot be run: {system_reason(error)}")
        sys.stderr.flush()
    finally:
        os._exit(0)
