"""Writes the bundles that `start` reads, and deletes those that are out of date."""

from __future__ import annotations

import marshal
import os
import sys
import time

from envarium import start, vocabulary
from envarium.files import writing
from envarium.files.deleting import attempt
from envarium.start import SUFFIX, entries, private, state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envarium.start import Entry

OUTSIDE = "__future__"
"""The only module of the standard library that hot files import from a file."""

ABANDONED = 3600
"""The seconds after which a file is not one that another process is writing."""


def write(path: str, names: list[str], idle: list[str]) -> None:
    """Write the bundle at `path`: the modules that are in it already, and `names`, which this process has imported.

    The code of `idle` comes after the others', since not every call runs it, and so does what is new in a bundle. If
    the bundle cannot be written, calls work without it.
    """
    try:
        current = {name: entry for name, entry in entries.items() if _is_current(entry)}
        later = {name: start.part(*e[3]) for name, e in current.items() if isinstance(e[3], tuple)}
        content = {name: entry for name, entry in current.items() if later.get(name, entry)}
        is_known = any(name.startswith(start.OURS) for name in content)
        packages = [name for name, entry in entries.items() if entry[1] and name not in content]
        renewed = [name for name in packages if name in sys.modules and os.path.exists(entries[name][0])]
        content.update((name, _entry(name)) for name in (OUTSIDE, *renewed, *names))
        for name in (*idle, *(names if is_known else ())):
            if name in content:
                later[name] = marshal.dumps(content[name][3])
        directory = os.path.dirname(path)
        os.makedirs(directory, 0o700, exist_ok=True)
        if os.path.dirname(directory) == start.PACKAGE or private(os.lstat(directory)):
            writing.replace(path, _bundle(content, later), 0o644)
            sweep(directory)
    except OSError:
        pass


def _bundle(content: dict[str, Entry], later: dict[str, bytes]) -> bytes:
    """Return the bundle of the modules in `content`; the code of those in `later` is in its rest."""
    rest = bytearray()
    for name, code in later.items():
        if code:  # the bundle that contained it was not cut short
            content[name] = (*content[name][:3], (len(rest), len(code)))
            rest += code
    modules = marshal.dumps(dict(sorted(content.items())))
    head = start.IDENTITY + os.fsencode(f"{sys.executable}\0{len(modules)}".replace("\n", " "))
    return b"\n".join((head, modules + rest))


def _is_current(entry: Entry) -> bool:
    try:
        return state(entry[0]) == entry[2]
    except FileNotFoundError:
        return False


def _entry(name: str) -> Entry:
    module = sys.modules[name]
    path = str(module.__file__)
    loader: Any = module.__loader__
    before = state(path)
    return path, hasattr(module, "__path__"), before, loader.get_code(name)


def sweep(directory: str) -> None:
    """Delete the bundles in `directory` that no call will use. Raises OSError."""
    words = {start.flat(word) for command in vocabulary.COMMANDS for word in (command.name, *command.words)}
    for name in os.listdir(directory):
        path = f"{directory}/{name}"
        if name.endswith(SUFFIX):
            if name.partition(".")[0].removesuffix(start.OPTIONS) not in words or _is_stale(path):
                attempt(os.unlink, path)
        elif SUFFIX + "." in name and os.lstat(path).st_mtime < time.time() - ABANDONED:
            attempt(os.unlink, path)


def _is_stale(path: str) -> bool:
    """Return whether the Python or the package of the bundle at `path` does not exist any more, or is another now."""
    with open(path, "rb") as file:
        line = file.readline().rstrip(b"\n")
    if line.count(b"\0") != 4:
        return True
    _, _, source, python, _ = line.split(b"\0")
    if not os.path.exists(source) or not os.path.exists(python):
        return True
    is_ours = os.fsdecode(source) == start.__file__ and os.fsdecode(python) == sys.executable
    return is_ours and not line.startswith(start.IDENTITY)
