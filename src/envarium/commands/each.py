"""Run a command in every environment, in sequence or several at a time, without a shell in between."""

from __future__ import annotations

import contextlib
import fnmatch
import os
import signal
import sys
import tempfile
import time

from envarium import child, environ
from envarium.activation import inside
from envarium.command_line import Answer
from envarium.commands import list_table
from envarium.errors import EnvariumError, WrongUsage
from envarium.output import printable, report, shown
from envarium.printing import terminal
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from envarium.command_line import Values
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store

STOPS = ((0, 1.0), (signal.SIGTERM, 4.0), (signal.SIGKILL, 4.0))
"""How to stop what still runs after Ctrl-C, which most programs receive too: a signal, and seconds to wait."""


def run(values: Values) -> Answer:
    """Run the command in each environment; the exit code is 1 if it failed in any."""
    jobs, command = _jobs(values.text("jobs")), values.many("command")
    if not command:
        raise WrongUsage("there is no command to run", "write one: envarium each -- CMD")
    store = lookup.current()
    environments = _environments(store, values.text("only"))
    if not environments:
        list_table.report_empty(store, values.word)
        return Answer()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # where it is ignored, no exit code is known
    calls, scheduled = Calls(command), [Call(environment) for environment in environments]
    try:
        if jobs:
            _together(calls, scheduled, jobs)
        else:
            _in_turn(calls, scheduled)
    finally:
        calls.stop()
    codes = {call.environment.name: call.code for call in scheduled}
    if jobs or any(codes.values()):
        _summarize(codes)
    return Answer(code=1 if any(codes.values()) else 0)


def _jobs(text: str) -> int:
    """Return how many may run at a time, 0 if `text` is empty. Raises WrongUsage."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise WrongUsage(f'-j takes a number of 1 or more, not "{printable(text)}"', "for example: -j 4")
    return int(text)


def _environments(store: Store, pattern: str) -> list[Environment]:
    """Return the environments of `store` whose names match `pattern`, sorted. Raises EnvariumError."""
    environments = list(store.everything())
    matches = [one for one in environments if fnmatch.fnmatchcase(one.name, pattern or "*")]
    if environments and not matches:
        raise EnvariumError(
            f"no environment's name matches {shown(pattern)}", "envarium list shows the environments"
        )
    return matches


class Call:
    """A call in `environment`: its exit `code`, None until it ends, and envarium's error `message`.

    `files` receive its output and its errors, if these are kept; `printed` is what they contain in the end.
    """

    __slots__ = ("code", "environment", "files", "message", "printed")

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.code: int | None = None
        self.message = ""
        self.files: tuple[IO[bytes], ...] = ()
        self.printed: tuple[bytes, ...] = ()

    def end(self, code: int) -> None:
        """Keep what it has printed, and its exit code."""
        for file in self.files:
            with file:
                file.seek(0)
                self.printed += (file.read(),)
        self.code = code


class Calls:
    """The calls of one `command` that run, by the numbers of their processes."""

    __slots__ = ("command", "running")

    def __init__(self, command: tuple[str, ...]) -> None:
        self.command = command
        self.running: dict[int, Call] = {}

    def start(self, call: Call) -> None:
        """Call the command, with the streams of this process or with files. Ctrl-C waits until `stop` knows of it."""
        environment, word = call.environment, self.command[0]
        program = inside.program(environment, word)
        variables = {**inside.variables(environment), environ.PWD.name: environment.path}
        streams = {number: file.fileno() for number, file in enumerate(call.files, 1)}
        try:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            process = child.start((program, *self.command[1:]), variables, environment.path, streams)
            self.running[process] = call
        except OSError as error:
            call.message, code = inside.failure(word, program, error)
            call.end(code)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    def wait(self, options: int = 0) -> bool:
        """Wait until a process ends, and return whether one has."""
        process, status = os.waitpid(-1, options)
        if process in self.running:
            code = os.waitstatus_to_exitcode(status)
            self.running.pop(process).end(code if code >= 0 else 128 - code)
        return bool(process)

    def stop(self) -> None:
        """End those that still run. On a further Ctrl-C, wait no longer for them."""
        for number, seconds in STOPS:
            # one whose end `wait` has seen, but was interrupted before it could note it, no longer exists
            with contextlib.suppress(KeyboardInterrupt, ChildProcessError):
                for process in self.running:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(process, number)
                end = time.monotonic() + seconds
                while self.running and time.monotonic() < end:
                    if not self.wait(os.WNOHANG):
                        time.sleep(0.01)


def _in_turn(calls: Calls, scheduled: list[Call]) -> None:
    """Call it in one environment after the other."""
    for call in scheduled:
        _print_heading(call.environment.name)
        calls.start(call)
        while call.code is None:
            calls.wait()
        _finish(call)


def _together(calls: Calls, scheduled: list[Call], jobs: int) -> None:
    """Call it without input in up to `jobs` at a time, and print the output of each in the order of the names."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    rest = scheduled[::-1]
    for call in scheduled:
        while (is_free := bool(rest) and len(calls.running) < jobs) or call.code is None:
            if is_free:
                rest[-1].files = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115  # `end` closes them
                calls.start(rest.pop())
            else:
                calls.wait()
        _print_heading(call.environment.name)
        _finish(call)


def _print_heading(name: str) -> None:
    line = "" if terminal.is_plain() else "=" * terminal.width_of(printable(name)) + "\n"
    sys.stdout.write(f"{printable(name)}\n{line}")
    sys.stdout.flush()


def _finish(call: Call) -> None:
    """Print the output that was kept, the error message if any, and an empty line."""
    sys.stdout.buffer.write(b"".join(call.printed[:1]))
    sys.stdout.flush()
    sys.stderr.flush()
    sys.stderr.buffer.write(b"".join(call.printed[1:]))
    if call.message:
        report(call.message)
    sys.stderr.flush()
    sys.stdout.write("\n")
    sys.stdout.flush()


def _summarize(codes: dict[str, int | None]) -> None:
    failures = {name: code for name, code in codes.items() if code}
    count = f"{len(codes)} environment{'s' if len(codes) > 1 else ''}"
    lines = [f"{count}: {len(codes) - len(failures)} succeeded, {len(failures)} failed"]
    lines += [f"{printable(name)}: exit code {code}" for name, code in failures.items()]
    sys.stderr.write("\n".join(lines) + "\n")
