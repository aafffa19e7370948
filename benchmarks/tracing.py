"""How many processes an act starts, as strace sees it."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

PROCESS_CALLS = "execve,clone,clone3,fork,vfork"
BORN = re.compile(r"^(\d+) +(?:<\.\.\. )?(clone3?|v?fork)\b(.*)$")
STARTED = re.compile(r"(?:=|=>) \d+$|\) += +\d+")


def prefix(log: str) -> list[str] | None:
    """Return the words that trace a command into the file `log`; None where there is no strace."""
    strace = shutil.which("strace")
    return (
        [strace, "-f", "--seccomp-bpf", "-qq", "-e", f"trace={PROCESS_CALLS}", "-e", "signal=none", "-o", log]
        if strace
        else None
    )


def count(log: str) -> int:
    """Return how many processes were born by what the file `log` tells; threads are none. The file is removed."""
    threads: set[str] = set()
    born = 0
    for line in Path(log).read_text(errors="replace").splitlines():
        match = BORN.match(line)
        if not match:
            continue
        parent, _, rest = match.groups()
        if "CLONE_THREAD" in rest:
            threads.add(parent)
        if "<unfinished" in rest:
            continue
        if parent not in threads and STARTED.search(rest):
            born += 1
        threads.discard(parent)
    os.unlink(log)
    return born
