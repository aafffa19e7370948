"""A child process whose answer is separate from its other output. `script` describes how Python code is run in one.

The answer has its own file descriptor, because a `.pth` file, a sitecustomize or the loader may print to both streams.
Output goes to files, not pipes: reading it does not wait for processes that outlive the child.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # it is built in, where `signal` loads enum and re
import os
import sys
import time

from envarium import output
from envarium.files import background
from envarium.files.reading import working_directory
from envarium.output import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

IGNORED_BY_PYTHON = (_signal.SIGPIPE, _signal.SIGXFSZ)
"""What a child would continue to ignore (https://docs.python.org/3/library/subprocess.html#subprocess.Popen)."""

TIME_LIMIT = 60.0
"""Seconds after which an environment's Python is killed."""

OUTPUT_LIMIT = 1 << 20
"""Bytes of output after which a child is killed."""

ANSWER = 3
"""The descriptor of the answer; while a script runs, its standard output is the answer too."""

MISLEADING = (
    "PYTHONHOME",
    "__PYVENV_LAUNCHER__",
    "_PYTHON_SYSCONFIGDATA_NAME",
    "_PYTHON_HOST_PLATFORM",
    "_PYTHON_PROJECT_BASE",
)
"""Variables that change the prefix, name or platform of an interpreter or its children, some in spite of -E."""


def variables(**more: str) -> dict[str, str]:
    """Return the variables for a Python that is to find its own prefix, and `more`."""
    return {**{name: value for name, value in os.environ.items() if name not in MISLEADING}, **more}


class Outcome:
    """The result of a child: its exit `code`, its `answer`, its other output (`noise`), and the `timeout` as a message.

    `timeout` is "" if the child ended in time.
    """

    __slots__ = ("answer", "code", "noise", "timeout")

    def __init__(self, code: int, answer: str, noise: str, timeout: str = "") -> None:
        self.code = code
        self.answer = answer
        self.noise = noise
        self.timeout = timeout

    def values(self) -> list[str]:
        """Return the values in the answer."""
        return self.answer.split("\0")[:-1]

    def last_line(self) -> str:
        """Return the last line that the child printed, "" if it printed none."""
        lines = [line for line in map(str.strip, self.noise.splitlines()) if line]
        return "".join(filter(str.isprintable, lines[-1]))[:200] if lines else ""

    @property
    def failure(self) -> str:
        """Return why the child did not answer, as far as it is known."""
        return self.timeout or self.last_line() or "it prints nothing"

    def show(self, path: str = "", new_path: str = "") -> None:
        """Print the output beside the answer, each line once, with `path` replaced by `new_path`."""
        noise = self.noise.replace(path, new_path) if path else self.noise
        for line in dict.fromkeys(noise.splitlines()):
            output.errors().write(printable(line) + "\n")


class Child:
    """A program started in "/", without terminal and input. Raises OSError if it cannot be started.

    It is killed after `time_limit` seconds or `OUTPUT_LIMIT` bytes, unless `time_limit` is 0.
    """

    __slots__ = ("_answer", "_deadline", "_noise", "_pid", "_time_limit")

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        time_limit: float = TIME_LIMIT,
        cwd: str = "/",
    ) -> None:
        self._time_limit = time_limit
        self._deadline = time.monotonic() + time_limit
        self._noise, self._answer = _file(), _file()
        nothing = os.open(os.devnull, os.O_RDONLY)
        try:
            streams = {0: nothing, 1: self._noise, 2: self._noise, ANSWER: self._answer}
            self._pid = start(command, variables() if environment is None else environment, cwd, streams)
        except BaseException:
            self._close()
            raise
        finally:
            os.close(nothing)

    def wait(self) -> Outcome:
        """Wait for the child to end, or kill it, and return the result. Kill the processes that it has started."""
        late, pause = False, 0.0005
        try:
            while not (status := os.waitpid(self._pid, os.WNOHANG))[0]:
                late = time.monotonic() > self._deadline
                if self._time_limit and (late or self._length() > OUTPUT_LIMIT):
                    self._kill_group()
                time.sleep(pause)
                pause = min(2 * pause, 0.002)
        except BaseException:
            self.kill()
            raise
        self._kill_group()
        noise, answer = os.pread(self._noise, OUTPUT_LIMIT, 0), os.pread(self._answer, OUTPUT_LIMIT, 0)
        self._close()
        code = os.waitstatus_to_exitcode(status[1])
        timeout = (
            f"it gave no answer within {self._time_limit:g} seconds" if late and self._time_limit else ""
        )
        return Outcome(code, os.fsdecode(answer), noise.decode("utf-8", "replace"), timeout)

    def kill(self) -> None:
        """Kill the child and the processes that it has started."""
        self._kill_group()
        os.waitpid(self._pid, 0)
        self._close()

    def _length(self) -> int:
        return os.fstat(self._noise).st_size + os.fstat(self._answer).st_size

    def _kill_group(self) -> None:
        try:
            os.killpg(self._pid, _signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass

    def _close(self) -> None:
        os.close(self._noise)
        os.close(self._answer)


def run(command: Sequence[str], environment: Mapping[str, str], cwd: str = ".") -> int:
    """Run a program with the streams of this process in the directory `cwd`, and return its exit code. Raises OSError.

    On Ctrl-C, which the program receives too, wait until it has ended. If only errors are to be printed, what the
    program prints is printed if it fails.
    """
    if output.is_quiet():
        outcome = Child(command, environment, time_limit=0, cwd=cwd).wait()
        if outcome.code:
            outcome.show()
        return outcome.code
    return attached(command, environment, cwd, {ANSWER: 1})


def attached(
    command: Sequence[str], environment: Mapping[str, str], cwd: str, streams: Mapping[int, int]
) -> int:
    """Run a program with the streams of this process and with `streams`, as `run` does, but print all of its output."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = start(command, environment, cwd, streams)
    try:
        status = os.waitpid(pid, 0)[1]
    except KeyboardInterrupt:
        os.waitpid(pid, 0)
        raise
    return os.waitstatus_to_exitcode(status)


def start(
    command: Sequence[str], environment: Mapping[str, str], cwd: str, streams: Mapping[int, int]
) -> int:
    """Start `command` with `streams`, descriptors by their numbers in the child, and return its process id."""
    # posix_spawn has no parameter for the working directory. The pipe is closed when the program starts.
    receiver, sender = os.pipe()
    pid = os.fork()
    if pid == 0:
        _execute(command, environment, cwd, {**streams, sender: sender})
    os.close(sender)
    with open(receiver, "rb") as pipe:
        number = int(pipe.read() or b"0")
    if number:
        os.waitpid(pid, 0)
        raise OSError(number, os.strerror(number))
    return pid


def _execute(
    command: Sequence[str], environment: Mapping[str, str], cwd: str, streams: Mapping[int, int]
) -> None:
    """Replace the child by `command`; write the number of an error to the last of `streams`. Never returns."""
    *_, errors = streams
    try:
        *descriptors, errors = map(_above_answer, streams.values())
        if 0 in streams:
            background.separate()
        for number, descriptor in zip(streams, descriptors, strict=False):
            os.dup2(descriptor, number)
        restore_signals()
        os.chdir(working_directory() if cwd == "." else cwd)  # pip needs one that exists
        os.execvpe(command[0], list(command), environment)
    except OSError as error:
        os.write(errors, str(error.errno).encode())
    finally:
        os._exit(127)


def restore_signals() -> None:
    """Restore the default action of the signals that Python ignores, before this process executes a program."""
    for number in IGNORED_BY_PYTHON:
        _signal.signal(number, _signal.SIG_DFL)
    _signal.pthread_sigmask(_signal.SIG_UNBLOCK, (_signal.SIGINT,))  # which `each` blocks meanwhile


def _above_answer(descriptor: int) -> int:
    """Return `descriptor`, or a duplicate of it, with a number above ANSWER."""
    while descriptor <= ANSWER:
        descriptor = os.dup(descriptor)
    return descriptor


def _file() -> int:
    """Return the descriptor of an empty file without a name."""
    make = getattr(os, "memfd_create", None)  # only Linux has it
    if make:
        return int(make("envarium"))
    directory = os.environ.get("TMPDIR") or "/tmp"  # noqa: S108  # the name is random, and the file new
    path = f"{directory}/envarium-{os.urandom(16).hex()}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    os.unlink(path)
    return descriptor
