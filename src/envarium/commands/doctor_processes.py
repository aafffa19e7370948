"""Checks environments one after another, or many of them in one process for each processor."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from envarium.commands import inspecting
from envarium.errors import NoSuchEnvironment
from envarium.health import checks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.health.finding import Finding
    from envarium.health.subject import World
    from envarium.store.lookup import Store

MANY = 100
"""The number of environments from which on further processes are worth their start."""

AT_ONCE = 20
"""How many environments a process is given at a time."""

_inherited: dict[int, tuple[Store, World]] = {}
"""What a forked process knows from its start: it cannot be pickled. The key is the process that forks it."""


def findings(store: Store, names: list[str]) -> Iterator[list[Finding]]:
    """Yield what is found about each of the environments called `names`, in their order."""
    world = inspecting.world(store)
    processes = os.cpu_count() or 1
    number = 0
    if len(names) >= MANY and processes > 1 and sys.platform == "linux":
        # what is read for the first one, such as the library of its base, each process has from its start
        yield _check(store, world, names[0])
        number = 1
        for part in _by_processes(store, world, names[1:], processes):
            yield part
            number += 1
    for name in names[number:]:
        yield _check(store, world, name)


def _by_processes(store: Store, world: World, names: list[str], processes: int) -> Iterator[list[Finding]]:
    """Do that in further processes, as long as all of them run: one may be killed, as where memory is short.

    Where no process or thread can be started, nothing is yielded.
    """
    _inherited[os.getpid()] = store, world
    fork = multiprocessing.get_context("fork")
    executor = ProcessPoolExecutor(processes, fork, _obey_parent)
    try:
        yield from executor.map(_check_forked, names, chunksize=AT_ONCE)
    except (BrokenProcessPool, OSError, RuntimeError, MemoryError):
        return
    finally:
        with contextlib.suppress(RuntimeError):  # its thread was not started
            executor.shutdown(cancel_futures=True)
        del _inherited[os.getpid()]


def _obey_parent() -> None:
    """Leave an interrupt to the process that has forked this one, and end with that, also if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    except RuntimeError:  # the system lets no more threads start
        os._exit(1)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(1)


def _check_forked(name: str) -> list[Finding]:
    return _check(*_inherited[os.getppid()], name)


def _check(store: Store, world: World, name: str) -> list[Finding]:
    """Return what is found about the environment `name`, nothing if it has been removed meanwhile."""
    try:
        environment = inspecting.environment(store, name)
    except NoSuchEnvironment:
        return []
    return checks.of_environment(environment, world)
