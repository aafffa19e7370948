"""Checks environments one after another, or many of them in one process for each processor."""

from __future__ import annotations

import contextlib
import functools
import marshal
import os
import signal
import sys

from envarium.commands import inspecting
from envarium.errors import NoSuchEnvironment
from envarium.health import checks
from envarium.health.finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from envarium.health.subject import World
    from envarium.store.lookup import Store

    Check = Callable[[str], list[Finding]]
    Process = tuple[int, BinaryIO]
    """Its number, and the pipe from which its findings are read."""

MANY = 100
"""The number of environments from which on further processes are worth their start."""

AT_ONCE = 20
"""How many environments a process checks before it passes on what it has found."""


def findings(store: Store, names: list[str]) -> Iterator[list[Finding]]:
    """Yield what is found about each of the environments called `names`, in their order."""
    check = functools.partial(_check, store, inspecting.world(store))
    # what is read for the first one, such as the library of its base, each process has from its start
    yield from map(check, names[:1])
    processes = os.cpu_count() or 1
    if len(names) >= MANY and processes > 1 and sys.platform == "linux":
        yield from _by_processes(check, names[1:], processes)
    else:
        yield from map(check, names[1:])


def _by_processes(check: Check, names: list[str], number: int) -> Iterator[list[Finding]]:
    """Yield the findings about `names`, from `check`, by up to `number` further processes.

    Where one cannot be started, or is killed because memory is short, its environments are checked by this one.
    """
    parts = [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]
    processes: list[Process] = []
    try:
        with contextlib.suppress(OSError):
            for first in range(number):
                processes.append(_start(check, parts[first::number], processes))
        for index, part in enumerate(parts):
            own = processes[index % number : index % number + 1]
            yield from (own and _received(own[0][1])) or map(check, part)
    finally:
        for _, pipe in processes:
            pipe.close()
        for process, _ in processes:
            with contextlib.suppress(ChildProcessError):  # whoever has started this process ignores SIGCHLD
                os.waitpid(process, 0)


def _start(check: Check, parts: list[list[str]], others: list[Process]) -> Process:
    """Start a process that checks the environments in `parts`; it ends when nobody reads its pipe. Raises OSError."""
    itself = os.getpid()
    reader, writer = os.pipe()
    pipe = open(reader, "rb")  # noqa: SIM115 - it stays open
    try:
        process = os.fork()
        if not process:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that reads the pipe receives it, too
            for _, other in (*others, (0, pipe)):
                other.close()
            _send(writer, check, parts)
    except OSError:
        pipe.close()
        raise
    finally:
        if os.getpid() != itself:
            os._exit(0)
        os.close(writer)
    return process, pipe


def _send(writer: int, check: Check, parts: list[list[str]]) -> None:
    """Check the environments in `parts`, and write the findings about those of each part to the pipe."""
    with open(writer, "wb") as pipe:
        for part in parts:
            found = [
                [{key: getattr(one, key) for key in Finding.__slots__} for one in check(name)]
                for name in part
            ]
            marshal.dump(found, pipe)
            pipe.flush()


def _received(pipe: BinaryIO) -> list[list[Finding]]:
    """Return the findings about the environments of the next part, nothing if the process has ended before."""
    try:
        found = marshal.load(pipe)  # noqa: S302 - a process of this program has written it
    except EOFError:
        return []
    return [[Finding(**values) for values in some] for some in found]


def _check(store: Store, world: World, name: str) -> list[Finding]:
    """Return what is found about the environment `name`, nothing if it has been removed meanwhile."""
    try:
        environment = inspecting.environment(store, name)
    except NoSuchEnvironment:
        return []
    return checks.of_environment(environment, world)
