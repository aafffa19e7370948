"""The list of the events that have plugins, in the store: shells read it too, to avoid starting Python without plugins.

It has three lines: the directory in which plugins are installed; the events, with a space on both sides of each; the
names of project templates, for completion. The file is slightly newer than that directory was when it was searched; if
it is not, something has been installed since. If there are no events, there is another file with the same date, whose
existence shells test.
"""

from __future__ import annotations

import os
import time

from envarium import errors, installation
from envarium.files import reading, writing
from envarium.files.owning import inherit
from envarium.store import own
from envarium.store.lookup import Store

LISTING = ".envarium/plugins"
"""Inside the store."""

QUIET = ".envarium/quiet"
"""Inside the store: exists if there are no events."""

MARGIN = 1_000_000
"""Nanoseconds."""

SECOND = 1_000_000_000
"""Nanoseconds."""


def path(root: str) -> str:
    """Return the path of the list of the store at `root`."""
    return f"{root}/{LISTING}"


def listed(root: str) -> tuple[str, ...]:
    """Return the events that have plugins by the list of the store at `root`, even if it is out of date."""
    return _read(root)[1]


def fresh(root: str) -> tuple[str, ...] | None:
    """Return the events that have plugins; None if the list is out of date or was written by another installation."""
    packages, events = _read(root)
    if not packages or (installation.is_installed() and packages != installation.HOME):
        return None
    try:
        newer = os.stat(path(root)).st_mtime_ns > os.stat(packages).st_mtime_ns
    except OSError:
        return None
    return events if newer else None


def can_be_kept(root: str) -> bool:
    """Return whether the list can be written to the store at `root`."""
    own = os.path.dirname(path(root))
    return os.access(own if os.path.isdir(own) else root, os.W_OK | os.X_OK)


def write(root: str, packages: str, change_time: int, events: list[str], templates: list[str]) -> None:
    """Write the list: plugins are installed in `packages`, which was last changed at `change_time` (nanoseconds).

    Nothing is written if that fails.
    """
    line = f" {' '.join(events)} " if events else ""
    try:
        own.check(Store(root))
        if not os.path.isdir(os.path.dirname(path(root))):
            os.mkdir(os.path.dirname(path(root)), 0o700)
            inherit(os.path.dirname(path(root)))
        if events and os.path.lexists(f"{root}/{QUIET}"):
            os.unlink(f"{root}/{QUIET}")
        _put(path(root), f"{packages}\n{line}\n{' '.join(templates)}\n", change_time)
        if not events:
            _put(f"{root}/{QUIET}", "", change_time)
    except (OSError, errors.EnvariumError):
        pass


def _put(path: str, text: str, change_time: int) -> None:
    """Write the file at `path` in one step, slightly newer than `change_time`. Raises OSError."""
    date = _after(change_time)

    def make(temporary: str) -> None:
        writing.write(temporary, text.encode("utf-8", "surrogateescape"))
        os.utime(temporary, ns=(date, date))
        if (
            os.stat(temporary).st_mtime_ns <= change_time
        ):  # the file system keeps whole seconds, or two of them
            later = change_time + 2 * SECOND
            os.utime(temporary, ns=(later, later))

    writing.replace_by(make, path)
    inherit(path)


def _after(change_time: int) -> int:
    """Return a time slightly after `change_time`: the next whole second, because bash 3.2 ignores fractions.

    Shortly after the change itself that could hide another change: then the time is later by MARGIN, which bash 3.2
    ignores, so it asks again.
    """
    is_old = time.time_ns() - change_time > 2 * SECOND
    return (change_time // SECOND + 1) * SECOND if is_old else change_time + MARGIN


def _read(root: str) -> tuple[str, tuple[str, ...]]:
    """Return the directory and the events, "" and none if the list is missing or damaged."""
    lines = reading.text(path(root)).split("\n")
    if len(lines) != 4 or lines[3]:
        return "", ()
    return lines[0], tuple(lines[1].split())
