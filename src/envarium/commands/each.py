"""Run a command in every environment, in sequence or several at a time, without a shell in between."""

from __future__ import annotations

import concurrent.futures
import fnmatch
import signal
import subprocess
import sys
import tempfile

from envarium import environ
from envarium.activation import inside
from envarium.command_line import Answer
from envarium.commands import list_table
from envarium.errors import EnvariumError, WrongUsage
from envarium.output import printable, report, shown
from envarium.printing import terminal
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from typing import IO

    from envarium.command_line import Values
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store

    Stream = IO[bytes] | None

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
    calls = Calls(command, jobs or 1)
    try:
        codes = _together(calls, environments) if jobs else _in_turn(calls, environments)
    finally:
        calls.stop()
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


class Outcome:
    """How one call ended: its exit `code`, what it printed if that was kept, and envarium's error `message`."""

    __slots__ = ("code", "errors", "message", "output")

    def __init__(self, code: int, message: str = "", output: bytes = b"", errors: bytes = b"") -> None:
        self.code = code
        self.message = message
        self.output = output
        self.errors = errors


class Calls:
    """Calls of one `command`, at most `jobs` of them running at a time."""

    __slots__ = ("command", "pending", "pool", "running")

    def __init__(self, command: tuple[str, ...], jobs: int) -> None:
        self.command = command
        self.pool = concurrent.futures.ThreadPoolExecutor(jobs)
        self.pending: list[Future[Outcome]] = []
        self.running: set[subprocess.Popen[bytes]] = set()

    def add(self, environment: Environment, call: Callable[[Calls, Environment], Outcome]) -> Future[Outcome]:
        """Schedule `call` in `environment`. Wherever Ctrl-C interrupts this, `stop` knows what runs."""
        future: Future[Outcome] = concurrent.futures.Future()
        self.pending.append(future)
        self.pool.submit(self._run, future, call, environment)
        return future

    def _run(
        self, future: Future[Outcome], call: Callable[[Calls, Environment], Outcome], environment: Environment
    ) -> None:
        if future.set_running_or_notify_cancel():
            try:
                future.set_result(call(self, environment))
            except BaseException as error:  # noqa: BLE001  # the main thread raises it
                future.set_exception(error)

    def show(self, environment: Environment) -> Outcome:
        """Call the command with the streams of this process."""
        return self._call(environment, None, None, None)

    def capture(self, environment: Environment) -> Outcome:
        """Call the command without input, and keep what it prints."""
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            outcome = self._call(environment, subprocess.DEVNULL, output, errors)
            for file in (output, errors):
                file.seek(0)
            outcome.output, outcome.errors = output.read(), errors.read()
            return outcome

    def _call(self, environment: Environment, stdin: int | None, output: Stream, errors: Stream) -> Outcome:
        word = self.command[0]
        program = inside.program(environment, word)
        variables = {**inside.variables(environment), environ.PWD.name: environment.path}
        try:
            child = subprocess.Popen(
                self.command, executable=program, cwd=environment.path, env=variables,
                stdin=stdin, stdout=output, stderr=errors,
            )  # fmt: skip
        except OSError as error:
            message, code = inside.failure(word, program, error)
            return Outcome(code, message)
        self.running.add(child)
        code = child.wait()
        self.running.discard(child)
        return Outcome(code if code >= 0 else 128 - code)

    def stop(self) -> None:
        """Start no further call, and end those that still run."""
        self.pool.shutdown(wait=False)
        for future in self.pending:
            future.cancel()
        for number, seconds in STOPS:
            if all(future.done() for future in self.pending):
                return
            for child in tuple(self.running):
                child.send_signal(number)
            concurrent.futures.wait(self.pending, timeout=seconds)


def _in_turn(calls: Calls, environments: list[Environment]) -> dict[str, int]:
    """Call it in one environment after the other; return the exit codes by name."""
    codes = {}
    for environment in environments:
        _print_heading(environment.name)
        codes[environment.name] = _finish(calls.add(environment, Calls.show).result())
    return codes


def _together(calls: Calls, environments: list[Environment]) -> dict[str, int]:
    """Call it in several environments at a time, and print the output of each in the order of the names."""
    futures = [(environment.name, calls.add(environment, Calls.capture)) for environment in environments]
    codes = {}
    for name, future in futures:
        outcome = future.result()
        _print_heading(name)
        codes[name] = _finish(outcome)
    return codes


def _print_heading(name: str) -> None:
    line = "" if terminal.is_plain() else "=" * terminal.width_of(printable(name)) + "\n"
    sys.stdout.write(f"{printable(name)}\n{line}")
    sys.stdout.flush()


def _finish(outcome: Outcome) -> int:
    """Print the output that was kept, the error message if any, and an empty line; return the exit code."""
    sys.stdout.buffer.write(outcome.output)
    sys.stdout.flush()
    sys.stderr.flush()
    sys.stderr.buffer.write(outcome.errors)
    if outcome.message:
        report(outcome.message)
    sys.stderr.flush()
    sys.stdout.write("\n")
    sys.stdout.flush()
    return outcome.code


def _summarize(codes: dict[str, int]) -> None:
    failures = {name: code for name, code in codes.items() if code}
    count = f"{len(codes)} environment{'s' if len(codes) > 1 else ''}"
    lines = [f"{count}: {len(codes) - len(failures)} succeeded, {len(failures)} failed"]
    lines += [f"{printable(name)}: exit code {code}" for name, code in failures.items()]
    sys.stderr.write("\n".join(lines) + "\n")
