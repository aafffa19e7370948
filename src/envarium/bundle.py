"""Writes the bundles that `start` reads."""

from __future__ import annotations

import marshal
import sys

from envarium import start
from envarium.files import writing
from envarium.start import OURS, state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envarium.start import Entry

OUTSIDE = "__future__"
"""The only module of the standard library that hot files import from a file."""

EXCLUDED = (OURS + "start", OURS + "bundle")
"""Modules that are imported before a bundle is read, or only to write one."""


def write(path: str, entries: list[Entry]) -> None:
    """Write the bundle at `path`: `entries`, and the other modules of envarium that this process has imported.

    If it cannot be written, calls work without it.
    """
    try:
        content = {entry[0]: entry for entry in entries}
        for name in list(sys.modules):
            if (name == OUTSIDE or name.startswith(OURS)) and name not in (*content, *EXCLUDED):
                content[name] = _entry(name)
        writing.replace(path, marshal.dumps(((sys.version, start.__file__), _sorted(content))))
    except OSError:
        pass


def _entry(name: str) -> Entry:
    module = sys.modules[name]
    path = str(module.__file__)
    loader: Any = module.__loader__
    before = state(path)
    return name, path, hasattr(module, "__path__"), before, loader.get_code(name)


def _sorted(entries: dict[str, Entry]) -> list[Entry]:
    """Return the entries in an order in which each comes after those that it imports, packages before their modules.

    If this order misses an import, the import system finds the module as usual.
    """
    order: dict[str, Entry] = {}
    visited = set()

    def add(name: str) -> None:
        if name not in entries or name in visited:
            return
        visited.add(name)
        add(name.rpartition(".")[0])
        symbols = _imports(entries[name][4].co_names)
        for package in symbols:
            add(package)
            for symbol in symbols if package.startswith(OURS.rstrip(".")) else ():
                add(f"{package}.{symbol}")
        order[name] = entries[name]

    for name in entries:
        add(name)
    return list(order.values())


def _imports(symbols: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of a module's `symbols`, in their order, that come before the imports for type checkers."""
    return symbols[: symbols.index("TYPE_CHECKING")] if "TYPE_CHECKING" in symbols else symbols
