"""What the checks ask of the world, answered from files: versions, and whether a Python could start. Cold."""

from __future__ import annotations

import functools
import os

from envarium.errors import EnvariumError
from envarium.explaining import explain, program
from envarium.health.subject import Environment, World
from envarium.interpreters import search, spec
from envarium.interpreters.facts import Facts
from envarium.interpreters.index import Index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store


def world(store: Store) -> World:
    """Return what is asked on behalf of the environments of `store`."""
    cache = store.facts()

    @functools.cache
    def read(path: str) -> str:
        return program.read(path, cache, {}).release

    def release(path: str) -> str:
        return read(os.path.realpath(path))

    def fatal(path: str) -> list[str]:
        try:
            troubles = explain.explain(path, cache, {}).troubles
        except EnvariumError as error:
            return [error.sentence]
        return [trouble.sentence for trouble in troubles if trouble.fatal]

    @functools.cache
    def there(text: str) -> bool:
        return _may_be_there(text, Index(cache))

    return World(store, release, fatal, there)


def _may_be_there(text: str, index: Index) -> bool:
    """Say whether an interpreter that `text` asks for may be found: its name says so, or what is known of it."""
    wanted = spec.parse(text)
    for found in search.Search(wanted, "/").everywhere():
        known = index.known(found)
        if wanted.matches(known) if isinstance(known, Facts) else len(found.version) > 1 and not known:
            return True
    return False


def environments(store: Store, names: tuple[str, ...]) -> list[Environment]:
    """Return the environments called `names`, each once, all with none. Raises what `Store.find` raises."""
    wanted = list(dict.fromkeys(names)) or store.names()
    return [Environment(store.find(name).path, name) for name in wanted]
