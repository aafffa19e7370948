"""Checks environments one after another, or many of them in one process for each processor."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys

from envarium.commands import inspecting
from envarium.errors import NoSuchEnvironment
from envarium.health import checks
from envarium.health.subject import Environment

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
    if len(names) < MANY or processes == 1 or sys.platform != "linux":
        for name in names:
            yield _check(store, world, name)
        return
    _inherited[os.getpid()] = store, world
    with multiprocessing.get_context("fork").Pool(processes, _ignore_interrupts) as pool:
        yield from pool.imap(_check_forked, names, AT_ONCE)
    del _inherited[os.getpid()]


def _ignore_interrupts() -> None:
    """Leave an interrupt to the process that has forked this one, and ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _check_forked(name: str) -> list[Finding]:
    return _check(*_inherited[os.getppid()], name)


def _check(store: Store, world: World, name: str) -> list[Finding]:
    """Return what is found about the environment `name`, nothing if it has been removed meanwhile."""
    try:
        environment = store.find(name)
    except NoSuchEnvironment:
        return []
    return checks.of_environment(Environment(environment.path, name), world)
