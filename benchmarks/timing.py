"""The clock: commands are spawned and timed as a shell sees them, and what they leave running is waited for."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time

from benchmarks.errors import BenchmarkFailed
from benchmarks.rows import Behind, Sample

MILLISECOND = 1e6
"""Nanoseconds."""

PATIENCE = 90
"""Seconds that work in the background may take: it should end within a minute."""

PR_SET_CHILD_SUBREAPER = 36
"""prctl(2): the orphans of our children become our children, so that they can be waited for."""


def adopt_orphans() -> None:
    """Let what children leave running be ours to wait for; only Linux can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(commands: list[list[str]], environment: dict[str, str], errors: str, code: int = 0) -> Sample:
    """Time `commands`, one after the other, each until its output ends and it is gone. Raises BenchmarkFailed.

    Standard output is read from a pipe, as `plan="$(…)"` does; standard error goes to the file `errors`.
    """
    beginning = time.perf_counter_ns()
    for command in commands:
        call(command, environment, errors, code)
    end = time.perf_counter_ns()
    return Sample((end - beginning) / MILLISECOND, wait_for_rest(end))


def call(command: list[str], environment: dict[str, str], errors: str, expected: int = 0) -> None:
    """Run `command` to its end; what it leaves running goes on. Raises BenchmarkFailed."""
    reader, writer = os.pipe()
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, writer, 1),
        (os.POSIX_SPAWN_OPEN, 2, errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
    ]
    child = os.posix_spawn(command[0], command, environment, file_actions=actions)
    os.close(writer)
    while os.read(reader, 65_536):
        pass
    _, status = os.waitpid(child, 0)
    os.close(reader)
    check(command, os.waitstatus_to_exitcode(status), errors, expected)


def check(command: list[str], code: int, errors: str, expected: int = 0) -> None:
    """Raise BenchmarkFailed, with the end of the file `errors`, unless `code` is `expected`."""
    if code != expected:
        with open(errors, errors="replace") as file:
            message = file.read().strip()[-2000:]
        raise BenchmarkFailed(" ".join(command), f"exit code {code}: {message or 'nothing was said'}")


def wait_for_rest(since: int) -> Behind:
    """Wait until nothing is left running: nobody is to pay for another; tell what it cost. Raises BenchmarkFailed."""
    cpu, processes, last = 0.0, 0, since
    while True:
        try:
            child, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return Behind((last - since) / MILLISECOND, cpu * 1000, processes)
        last = time.perf_counter_ns()
        if child:
            cpu += usage.ru_utime + usage.ru_stime
            processes += 1
        elif last - since > PATIENCE * 1e9:
            raise BenchmarkFailed("the work in the background", f"it still runs after {PATIENCE} seconds")
        else:
            time.sleep(0.0005)


def end(child: int) -> None:
    """End a child of ours, and all of its session, that did not come to its end."""
    os.killpg(child, signal.SIGKILL)
