"""The writing of bundles, which `start` reads."""

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
"""The only module that envarium's hot ones import from a file that is not their own."""

APART = (OURS + "start", OURS + "bundle")
"""Modules that are imported before a bundle is read, or only to write one."""


def write(place: str, known: list[Entry]) -> None:
    """Write the bundle at `place`: the entries that are `known`, and whatever of ours this process has imported.

    Where it cannot be written, calls work without it.
    """
    try:
        entries = {entry[0]: entry for entry in known}
        for name in list(sys.modules):
            if (name == OUTSIDE or name.startswith(OURS)) and name not in (*entries, *APART):
                entries[name] = _entry(name)
        writing.replace(place, marshal.dumps(((sys.version, start.__file__), _ordered(entries))))
    except OSError:
        pass


def _entry(name: str) -> Entry:
    module = sys.modules[name]
    path = str(module.__file__)
    loader: Any = module.__loader__
    before = state(path)
    return name, path, hasattr(module, "__path__"), before, loader.get_code(name)


def _ordered(entries: dict[str, Entry]) -> list[Entry]:
    """Return the entries so that each comes after those that its code names, packages before what is in them.

    Where the code does not name a module, the import system finds it as usual.
    """
    order: dict[str, Entry] = {}
    seen = set()

    def add(name: str) -> None:
        if name not in entries or name in seen:
            return
        seen.add(name)
        add(name.rpartition(".")[0])
        symbols = _imported(entries[name][4].co_names)
        for room in symbols:
            add(room)
            for word in symbols if room.startswith(OURS.rstrip(".")) else ():
                add(f"{room}.{word}")
        order[name] = entries[name]

    for name in entries:
        add(name)
    return list(order.values())


def _imported(symbols: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of a module's `symbols`, in their order, that come before the imports for type checkers."""
    return symbols[: symbols.index("TYPE_CHECKING")] if "TYPE_CHECKING" in symbols else symbols
