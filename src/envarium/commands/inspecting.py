"""What the checks need to know beyond an environment, read from files: versions, whether a Python can start."""

from __future__ import annotations

import functools
import os

from envarium.errors import EnvariumError
from envarium.explaining import explain, program
from envarium.health.subject import Subject, World

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store


def world(store: Store) -> World:
    """Return what the checks need to know beyond each environment of `store`."""
    cache = store.facts()

    @functools.cache
    def read(path: str) -> str:
        return program.read(path, cache, {}).release

    def release(path: str) -> str:
        return read(os.path.realpath(path))

    def fatal(path: str) -> list[str]:
        try:
            return explain.fatal(path, cache)
        except EnvariumError as error:
            return [error.sentence]

    return World(store, release, fatal)


def environments(store: Store, names: tuple[str, ...]) -> list[Subject]:
    """Return the environments called `names`, each once, or all if there are none. Raises what `Store.find` raises."""
    unique = list(dict.fromkeys(names)) or store.names()
    return [environment(store, name) for name in unique]


def environment(store: Store, name: str) -> Subject:
    """Return the environment called `name`. Raises what `Store.find` raises."""
    return Subject(store.find(name).path, name)
