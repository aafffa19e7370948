"""All checks: each searches for one kind of problem, and yields findings."""

from __future__ import annotations

import os

from envarium import environ
from envarium.health import (
    activators,
    config,
    editors,
    hooks,
    interpreter,
    kernels,
    layered,
    own_path,
    ownership,
    pip,
    project,
    shells,
)
from envarium.health.finding import LEVELS, NOTE, WARNING, Finding, command
from envarium.store import hosts, sweep
from envarium.store.environment import TEMPORARY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from envarium.health.subject import Subject, World
    from envarium.store.lookup import Store

    OfEnvironment = Callable[[Subject, World], Iterable[Finding]]
    OfStore = Callable[[Store], Iterable[Finding]]


def leftovers(store: Store) -> Iterator[Finding]:
    """Find files that killed commands have left."""
    paths = sweep.leftovers(store)
    if paths:
        number = "a killed command has" if len(paths) == 1 else f"{len(paths)} killed commands have"
        what = f"{number} left unfinished files: {paths[0]}"
        yield Finding(LEFTOVERS, WARNING, "store", what, "envarium repair --all")


def missing(store: Store) -> Iterator[Finding]:
    """Find that the store does not exist: a problem unless it is the default one, which is created when needed."""
    if not os.path.exists(store.root):
        what, remedy = f"{store.root} does not exist", command("mkdir", "-p", store.root)
        yield Finding(MISSING, WARNING if environ.WORKON_HOME.get() else NOTE, "store", what, remedy)


def temporary(environment: Subject, _: World) -> Iterator[Finding]:
    """Find a temporary environment that is not the active one: the shell that created it may have been ended."""
    if os.path.exists(f"{environment.path}/{TEMPORARY}") and environment.path != environ.active():
        what = "is temporary, and is not deleted if the shell that created it has ended without deactivate"
        yield Finding(
            TEMPORARY_LEFT, NOTE, environment.name, what, command("envarium", "remove", environment.name)
        )


LEFTOVERS = "leftovers"
TEMPORARY_LEFT = "temporary"
MISSING = "no-store"
OTHER_PLATFORM = "other-platform"

ENVIRONMENT: tuple[OfEnvironment, ...] = (
    interpreter.gone,
    interpreter.names,
    interpreter.base_gone,
    interpreter.upgraded,
    interpreter.changed,
    interpreter.home,
    interpreter.no_config,
    interpreter.no_start,
    own_path.launchers,
    own_path.absolute,
    own_path.activators,
    own_path.missing,
    activators.stale,
    layered.check,
    pip.broken,
    ownership.environment,
    hooks.environment,
    project.gone,
    project.linked,
    kernels.environment,
    editors.environment,
    temporary,
)
"""The checks of each environment."""

STORE: tuple[OfStore, ...] = (
    missing,
    ownership.store,
    leftovers,
    hooks.store,
    config.store,
    shells.store,
    kernels.store,
    editors.store,
)
"""The checks that run once."""


def of_environment(environment: Subject, world: World) -> list[Finding]:
    """Return the findings about one environment, the worst first."""
    if hosts.other(environment):
        what = f"was created on {hosts.other(environment)}; it can only be checked there"
        return [Finding(OTHER_PLATFORM, NOTE, environment.name, what)]
    return _ranked(finding for check in ENVIRONMENT for finding in check(environment, world))


def of_store(store: Store) -> list[Finding]:
    """Return the findings about the store, the shells and the other tools, the worst first."""
    return _ranked(finding for check in STORE for finding in check(store))


def _ranked(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda one: LEVELS.index(one.level))
