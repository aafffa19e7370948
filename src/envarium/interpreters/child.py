"""A child process whose answer is apart from whatever else it prints. `script` says how a Python is run as one.

The answer has a descriptor of its own, for a `.pth` file, a sitecustomize or the loader may print to both streams.
Output goes to files, not pipes: a process that outlives the Python cannot hold up who reads them.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # it is built in, where `signal` loads enum and re
import os
import sys
import time

from envarium.errors import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PATIENCE = 60.0
"""Seconds that an environment's Python has to answer."""

LONGEST = 1 << 20
"""Bytes of output after which a question is given up."""

ANSWER = 3
"""The descriptor of the answer, which is standard output while a script runs."""

MISLEADING = (
    "PYTHONHOME",
    "__PYVENV_LAUNCHER__",
    "_PYTHON_SYSCONFIGDATA_NAME",
    "_PYTHON_HOST_PLATFORM",
    "_PYTHON_PROJECT_BASE",
)
"""Variables that change what an interpreter or its children take themselves for, some in spite of -E."""


def variables(**more: str) -> dict[str, str]:
    """Return the variables of a Python that is to find its own prefix, and `more`."""
    return {**{name: value for name, value in os.environ.items() if name not in MISLEADING}, **more}


class Outcome:
    """What came of a child: its exit `code`, its `answer`, the `noise` that it printed, whether it was too `late`."""

    __slots__ = ("answer", "code", "late", "noise")

    def __init__(self, code: int, answer: str, noise: str, late: str = "") -> None:
        self.code = code
        self.answer = answer
        self.noise = noise
        self.late = late

    def values(self) -> list[str]:
        """Return the values that were told."""
        return self.answer.split("\0")[:-1]

    def last_line(self) -> str:
        """Return the last line that it printed, "" if it printed none."""
        lines = [line for line in map(str.strip, self.noise.splitlines()) if line]
        return "".join(filter(str.isprintable, lines[-1]))[:200] if lines else ""

    @property
    def failure(self) -> str:
        """Return why it did not answer, as far as it says."""
        return self.late or self.last_line() or "it prints nothing"

    def show(self, root: str = "", place: str = "") -> None:
        """Show what it printed beside its answer, each line once; what is at `root` will be at `place`."""
        noise = self.noise.replace(root, place) if root else self.noise
        for line in dict.fromkeys(noise.splitlines()):
            sys.stderr.write(printable(line) + "\n")


class Child:
    """A program started in "/", in a session of its own, with nothing to read. Raises OSError where it cannot start.

    It has `patience` seconds and `LONGEST` bytes, or no bound where that is 0.
    """

    __slots__ = ("_answer", "_deadline", "_noise", "_patience", "_pid")

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        patience: float = PATIENCE,
        cwd: str = "/",
    ) -> None:
        self._patience = patience
        self._deadline = time.monotonic() + patience
        self._noise, self._answer = _file(), _file()
        nothing = os.open(os.devnull, os.O_RDONLY)
        try:
            streams = {0: nothing, 1: self._noise, 2: self._noise, ANSWER: self._answer}
            self._pid = _start(command, variables() if environment is None else environment, cwd, streams)
        except BaseException:
            self._close()
            raise
        finally:
            os.close(nothing)

    def wait(self) -> Outcome:
        """Return what came of it, once it has ended or been given up; nothing that it has started lives on."""
        late, pause = False, 0.0005
        try:
            while not (ended := os.waitpid(self._pid, os.WNOHANG))[0]:
                late = time.monotonic() > self._deadline
                if self._patience and (late or self._length() > LONGEST):
                    self._kill()
                time.sleep(pause)
                pause = min(2 * pause, 0.002)
        except BaseException:
            self.end()
            raise
        self._kill()
        noise, answer = os.pread(self._noise, LONGEST, 0), os.pread(self._answer, LONGEST, 0)
        self._close()
        code = os.waitstatus_to_exitcode(ended[1])
        reason = f"it gave no answer within {self._patience:g} seconds" if late and self._patience else ""
        return Outcome(code, os.fsdecode(answer), noise.decode("utf-8", "replace"), reason)

    def end(self) -> None:
        """End it, and what it has started."""
        self._kill()
        os.waitpid(self._pid, 0)
        self._close()

    def _length(self) -> int:
        return os.fstat(self._noise).st_size + os.fstat(self._answer).st_size

    def _kill(self) -> None:
        try:
            os.killpg(self._pid, _signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass

    def _close(self) -> None:
        os.close(self._noise)
        os.close(self._answer)


def attend(command: Sequence[str], environment: Mapping[str, str], cwd: str = ".") -> int:
    """Run a program with the streams of this process in the directory `cwd`, and return its exit code. Raises OSError.

    It hears Ctrl-C itself, and is waited for.
    """
    sys.stdout.flush()
    pid = _start(command, environment, cwd, {ANSWER: 1})
    try:
        status = os.waitpid(pid, 0)[1]
    except KeyboardInterrupt:
        os.waitpid(pid, 0)
        raise
    return os.waitstatus_to_exitcode(status)


def _start(
    command: Sequence[str], environment: Mapping[str, str], cwd: str, streams: Mapping[int, int]
) -> int:
    """Start `command` with `streams`, descriptors by the numbers that they get, and return its process id."""
    # posix_spawn knows no directory to start in. The pipe closes when the program starts.
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _become(command, environment, cwd, {**streams, writing: writing})
    os.close(writing)
    with open(reading, "rb") as pipe:
        number = int(pipe.read() or b"0")
    if number:
        os.waitpid(pid, 0)
        raise OSError(number, os.strerror(number))
    return pid


def _become(
    command: Sequence[str], environment: Mapping[str, str], cwd: str, streams: Mapping[int, int]
) -> None:
    """Turn the child into `command`; the last of `streams` takes the number of an error. It never returns."""
    *_, errors = streams
    try:
        *sources, errors = map(_out_of_the_way, streams.values())
        if 0 in streams:
            os.setsid()  # else it shares this terminal
        for number, source in zip(streams, sources, strict=False):
            os.dup2(source, number)
        os.chdir(cwd)
        os.execvpe(command[0], list(command), environment)
    except OSError as error:
        os.write(errors, str(error.errno).encode())
    finally:
        os._exit(127)


def _out_of_the_way(descriptor: int) -> int:
    """Return a duplicate of `descriptor` that is none of the first ones."""
    while descriptor <= ANSWER:
        descriptor = os.dup(descriptor)
    return descriptor


def _file() -> int:
    """Return the descriptor of an empty file without a name."""
    make = getattr(os, "memfd_create", None)  # Linux alone has it
    if make:
        return int(make("envarium"))
    directory = os.environ.get("TMPDIR") or "/tmp"  # noqa: S108  # the name is random, and the file new
    path = f"{directory}/envarium-{os.urandom(16).hex()}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    os.unlink(path)
    return descriptor
