"""Which environments of the store the options of a command select: one mechanism for all commands that have them."""

from __future__ import annotations

import fnmatch
import os
import re
import time

from envarium.discovery import condition
from envarium.discovery.environment import AnyEnvironment
from envarium.errors import NoActiveEnvironment, WrongUsage
from envarium.interpreters import spec
from envarium.output import shown
from envarium.store import lookup
from envarium.store.environment import LookupCache
from envarium.vocabulary_terms import SELECTION, SELECTION_SWITCHES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from envarium.command_line import Values
    from envarium.store.environment import Environment

    Filter = Callable[[AnyEnvironment], bool]

AGE = re.compile(r"(\d{1,5})([dwmy]?)")
DAYS = {"": 1, "d": 1, "w": 7, "m": 30, "y": 365}
DAY = 86_400
"""Seconds."""

NUMBERS = re.compile(r"\d+(\.\d+)*")


def is_given(values: Values) -> bool:
    """Return whether one of the options that select is given."""
    return any(values.by_name[word.name] for word in (*SELECTION, *SELECTION_SWITCHES))


def select(environments: Iterable[Environment], values: Values) -> list[AnyEnvironment]:
    """Return those of `environments` that all the options select, sorted by name.

    Raises WrongUsage, InvalidSpec.
    """
    return list(_filtered(environments, values))


def each(environments: Iterable[Environment], values: Values) -> Iterable[Environment]:
    """Return what `select` returns, one by one, so that they are never in memory together.

    Without an option that selects, no environment is examined.
    """
    if not is_given(values):
        return environments
    return _filtered(environments, values)


def _filtered(environments: Iterable[Environment], values: Values) -> Iterable[AnyEnvironment]:
    test, cache = predicate(values), LookupCache()
    return filter(test, (AnyEnvironment(one.path, cache, one.name) for one in environments))


def predicate(values: Values) -> Filter:
    """Return what tells whether all the options select an environment. Raises WrongUsage, InvalidSpec."""
    filters = _filters(values)
    return lambda environment: all(test(environment) for test in filters)


def environments(values: Values) -> list[AnyEnvironment]:
    """Return the environment named; else with `--all` or options that select, those; else the active one.

    Raises NoActiveEnvironment, WrongUsage, InvalidSpec, and what `Store.find` raises.
    """
    if not values.text("name") and (values.on("all") or is_given(values)):
        return select(lookup.current(), values)
    environment = lookup.named_or_active(values.text("name"))
    if not environment.exists:
        raise NoActiveEnvironment
    return [AnyEnvironment(environment.path, LookupCache())]


def _filters(values: Values) -> list[Filter]:
    filters: list[Filter] = []
    if values.text("only"):
        pattern = os.path.expanduser(values.text("only"))
        filters.append(lambda environment: matches(environment, pattern))
    if values.text("python"):
        filters.append(_of_python(values.text("python")))
    if values.text("unused"):
        limit = time.time() - _seconds(values.text("unused"))
        filters.append(lambda environment: environment.last_use < limit)
    if values.on("orphans"):
        filters.append(condition.is_orphan)
    if values.on("eol"):
        filters.append(lambda environment: bool(condition.support_end(environment)))
    if values.on("broken"):
        filters.append(lambda environment: bool(environment.problem))
    return filters


def matches(environment: AnyEnvironment, pattern: str) -> bool:
    """Return whether the name of `environment`, or its path where there is a slash in `pattern`, matches that."""
    return fnmatch.fnmatchcase(environment.path if "/" in pattern else environment.name, pattern)


def _of_python(text: str) -> Filter:
    """Return what tells whether an environment has a Python that `text` asks for. Raises WrongUsage, InvalidSpec."""
    request = spec.parse(text)
    if request.kind != spec.VERSION:
        raise WrongUsage(f"{shown(text)} is not a version of Python", "write 3.9, pypy or '<3.10'")

    def has_it(environment: AnyEnvironment) -> bool:
        release = NUMBERS.match(environment.version)
        return release is not None and spec.agrees(text, environment.implementation, release[0])

    return has_it


def _seconds(text: str) -> int:
    match = AGE.fullmatch(text)
    if not match:
        raise WrongUsage(f"{shown(text)} is not an age", "write 90d, 12w, 6m or 1y")
    return int(match[1]) * DAYS[match[2]] * DAY
