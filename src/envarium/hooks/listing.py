"""The list of the events that have plugins, kept in the store: a shell reads it too, and starts no Python for none.

Three lines: the directory in which plugins are installed; the events, a blank on both sides of each; the names of
project templates, for completion. The file is a little newer than that directory was when it was searched: where it is
not, something has been installed since. Where there are no events, a file beside it, of the same date, says so by being
there, which a shell sees without reading it.
"""

from __future__ import annotations

import os
import time

from envarium import installation
from envarium.errors import EnvariumError
from envarium.files import reading, writing
from envarium.files.owning import inherit
from envarium.store import own
from envarium.store.lookup import Store

LISTING = ".envarium/plugins"
"""Inside the store."""

QUIET = ".envarium/quiet"
"""Inside the store: that there are no events."""

TRIFLE = 1_000_000
"""Nanoseconds."""

SECOND = 1_000_000_000
"""Nanoseconds."""


def path(root: str) -> str:
    """Return where the list of the store at `root` stands."""
    return f"{root}/{LISTING}"


def listed(root: str) -> tuple[str, ...]:
    """Return the events that have plugins by the list of the store at `root`, be it fresh or not."""
    return _read(root)[1]


def fresh(root: str) -> tuple[str, ...] | None:
    """Return the events that have plugins; None unless the list is about this envarium, and nothing came in since."""
    packages, events = _read(root)
    if not packages or (installation.is_installed() and packages != installation.HOME):
        return None
    try:
        newer = os.stat(path(root)).st_mtime_ns > os.stat(packages).st_mtime_ns
    except OSError:
        return None
    return events if newer else None


def can_be_kept(root: str) -> bool:
    """Say whether the list can be written into the store at `root`."""
    own = os.path.dirname(path(root))
    return os.access(own if os.path.isdir(own) else root, os.W_OK | os.X_OK)


def write(root: str, packages: str, changed: int, events: list[str], templates: list[str]) -> None:
    """Write the list: plugins are installed in `packages`, which was last changed at `changed` (nanoseconds).

    A list that cannot be written is not.
    """
    line = f" {' '.join(events)} " if events else ""
    try:
        own.check(Store(root))
        if not os.path.isdir(os.path.dirname(path(root))):
            os.mkdir(os.path.dirname(path(root)), 0o700)
            inherit(os.path.dirname(path(root)))
        if events and os.path.lexists(f"{root}/{QUIET}"):
            os.unlink(f"{root}/{QUIET}")
        _put(path(root), f"{packages}\n{line}\n{' '.join(templates)}\n", changed)
        if not events:
            _put(f"{root}/{QUIET}", "", changed)
    except (OSError, EnvariumError):
        pass


def _put(path: str, text: str, changed: int) -> None:
    """Write the file at `path` in one step, a little newer than `changed`. Raises OSError."""
    date = _after(changed)

    def make(aside: str) -> None:
        writing.write(aside, text.encode("utf-8", "surrogateescape"))
        os.utime(aside, ns=(date, date))
        if os.stat(aside).st_mtime_ns <= changed:  # the file system keeps whole seconds, or two of them
            later = changed + 2 * SECOND
            os.utime(aside, ns=(later, later))

    writing.replace_by(make, path)
    inherit(path)


def _after(changed: int) -> int:
    """Return a time a little after `changed`: the next whole second, as bash 3.2 compares no fractions.

    In the second of the change itself that could hide another change: there it is a trifle later, which bash 3.2 takes
    for no later, and asks again.
    """
    settled = time.time_ns() - changed > 2 * SECOND
    return (changed // SECOND + 1) * SECOND if settled else changed + TRIFLE


def _read(root: str) -> tuple[str, tuple[str, ...]]:
    """Return the directory and the events, "" and none where the list is missing or damaged."""
    lines = reading.text(path(root)).split("\n")
    if len(lines) != 4 or lines[3]:
        return "", ()
    return lines[0], tuple(lines[1].split())
