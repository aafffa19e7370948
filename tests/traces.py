"""What strace shows of the processes that a program starts."""

from __future__ import annotations

TRACE = ("strace", "-f", "-qq", "-e", "trace=execve,clone,clone3,fork,vfork", "-e", "signal=none", "-o")
"""What a command line begins with; the file follows, and then the program."""

IGNORED = ("THREAD", "exited with", "resumed>")
"""Parts of lines about threads, ends of processes, and the second halves of calls that were shown before."""


def started(trace):
    """Return the calls in the file `trace` that start a process or replace its program."""
    with open(trace, encoding="utf-8", errors="replace") as file:
        return [line for line in file if not any(part in line for part in IGNORED)]
