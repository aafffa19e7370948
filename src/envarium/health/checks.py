"""All the checks: each looks for one thing, and yields what it finds."""

from __future__ import annotations

from envarium.health import editors, hooks, interpreter, ownership, pip, project, shells, standing
from envarium.health.finding import LEVELS, WARNING, Finding
from envarium.store import sweep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from envarium.health.subject import Environment, World
    from envarium.store.lookup import Store

    OfEnvironment = Callable[[Environment, World], Iterable[Finding]]
    OfStore = Callable[[Store], Iterable[Finding]]


def leftovers(store: Store) -> Iterator[Finding]:
    """Find what commands that were killed have left behind."""
    found = sweep.leftovers(store)
    if found:
        number = "a command that was killed has" if len(found) == 1 else f"{len(found)} commands have"
        what = f"{number} left something unfinished behind: {found[0]}"
        yield Finding(LEFTOVERS, WARNING, "store", what, "envarium repair --all")


LEFTOVERS = "leftovers"

ENVIRONMENT: tuple[OfEnvironment, ...] = (
    interpreter.gone,
    interpreter.base_gone,
    interpreter.upgraded,
    interpreter.changed,
    interpreter.home,
    interpreter.no_config,
    interpreter.no_start,
    standing.launchers,
    standing.activators,
    standing.missing,
    pip.broken,
    ownership.environment,
    hooks.environment,
    project.gone,
    editors.environment,
)
"""What is looked for in each environment."""

STORE: tuple[OfStore, ...] = (ownership.store, leftovers, hooks.store, shells.store, editors.store)
"""What is looked for once."""


def of_environment(environment: Environment, world: World) -> list[Finding]:
    """Return what is found of one environment, the worst first."""
    return _ranked(found for check in ENVIRONMENT for found in check(environment, world))


def of_store(store: Store) -> list[Finding]:
    """Return what is found of the store, the shells and the other tools, the worst first."""
    return _ranked(found for check in STORE for found in check(store))


def _ranked(found: Iterable[Finding]) -> list[Finding]:
    return sorted(found, key=lambda one: LEVELS.index(one.level))
