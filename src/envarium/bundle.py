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
"""Modules that are there before a bundle is, or only where one is written."""


def write(place: str, known: list[Entry]) -> None:
    """Write the bundle at `place`: the entries that are `known`, and whatever of ours this process has imported.

    Where it cannot be written, calls go on without it.
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

    Where the code tells too little, the import system finds the module by itself, as ever.
    """
    order: dict[str, Entry] = {}
    seen = set()

    def add(name: str) -> None:
        if name not in entries or name in seen:
            return
        seen.add(name)
        add(name.rpartition(".")[0])
        told = entries[name][4].co_names
        for room in told:
            add(room)
            for word in told if room.startswith(OURS.rstrip(".")) else ():
                add(f"{room}.{word}")
        order[name] = entries[name]

    for name in entries:
        add(name)
    return list(order.values())
