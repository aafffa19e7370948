"""The snapshots of a store: where they are, and what each of them tells of itself.

A snapshot is the directory NUMBER or NUMBER-LABEL below `.envarium/snapshots/NAME`. It contains a copy of the
environment, under the name that it had, and two files: what is known of it, and the list of its files. A directory
without the copy is what a command is about to fill, or was when it was killed.
"""

from __future__ import annotations

import os

from envarium import json_text
from envarium.errors import EnvariumError, UntrustedFiles
from envarium.files import deleting, reading
from envarium.files.deleting import attempt
from envarium.files.owning import inherit
from envarium.output import shown, typed
from envarium.store import change, locking, names, own
from envarium.store.environment import Environment
from envarium.store.own import SNAPSHOTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envarium.store.lookup import Store

LOCK = "snapshots.lock"
"""The file with the lock for whatever changes the snapshots of a store."""

ABOUT = "snapshot.json"
FILES = "files.z"

SEPARATOR = "@"
"""What separates the name of an environment from its snapshot: web@3, web@before-upgrade."""


class Snapshot:
    """The snapshot in the directory `folder` of the environment that is or was called `name`."""

    __slots__ = ("_about", "folder", "label", "name", "number")

    def __init__(self, name: str, folder: str) -> None:
        self.name = name
        self.folder = folder
        number, _, self.label = os.path.basename(folder).partition("-")
        self.number = int(number)
        self._about: dict[str, Any] | None = None

    @property
    def about(self) -> dict[str, Any]:
        """What was written down when it was taken; empty where that cannot be read."""
        if self._about is None:
            try:
                about = json_text.parse(reading.read(f"{self.folder}/{ABOUT}"))
            except (OSError, ValueError):
                about = {}
            self._about = about if isinstance(about, dict) else {}
        return self._about

    @property
    def text(self) -> str:
        """How it is written: the name, and its label or else its number."""
        return f"{self.name}{SEPARATOR}{self.label or self.number}"

    @property
    def path(self) -> str:
        """The path that the environment had, which its files contain."""
        return str(self.about.get("path", ""))

    @property
    def time(self) -> int:
        """When it was taken, in Unix seconds."""
        time = self.about.get("time")
        return time if isinstance(time, int) else int(os.stat(self.folder).st_mtime)

    @property
    def packages(self) -> dict[str, str]:
        """The versions of its packages, by name."""
        packages = self.about.get("packages")
        return packages if isinstance(packages, dict) else {}

    @property
    def environment(self) -> Environment:
        """The copy of the environment, which works only where it was."""
        return Environment(f"{self.folder}/{os.path.basename(self.path)}", self.name)


def directory(store: Store, name: str) -> str:
    """Return the directory for the snapshots of the environment `name`. Raises InvalidName, UntrustedFiles."""
    own.check(store)
    top = store.own(SNAPSHOTS)
    if os.path.islink(top):
        raise UntrustedFiles(top, "it is a symlink")
    return f"{top}/{names.check(name)}"


def of(store: Store, name: str) -> list[Snapshot]:
    """Return the complete snapshots of the environment `name`, the latest first."""
    folder = directory(store, name)
    snapshots = [Snapshot(name, f"{folder}/{entry}") for entry in reading.names(folder) if _is_ours(entry)]
    complete = [one for one in snapshots if one.path and one.environment.exists]
    return sorted(complete, key=lambda one: -one.number)


def owners(store: Store) -> list[str]:
    """Return the names of the environments that have snapshots, whether they exist or not."""
    own.check(store)
    return [
        name for name in reading.names(store.own(SNAPSHOTS)) if not names.objection(name) and of(store, name)
    ]


def find(store: Store, name: str, text: str = "") -> Snapshot:
    """Return the snapshot `text` of the environment `name`: a label, a number, or "" for the latest.

    Another environment's is written NAME@SNAPSHOT. Raises InvalidName, EnvariumError.
    """
    owner, separator, inside = text.rpartition(SEPARATOR)
    if separator:
        name, text = owner, inside
    there = of(store, name)
    if not there:
        hint = f"envarium snapshot {typed(name)} takes one; envarium snapshots lists all"
        raise EnvariumError(f"there is no snapshot of {shown(name)}", hint)
    for one in there:
        if text in ("", one.label, str(one.number)):
            return one
    hint = "it has " + ", ".join(one.label or str(one.number) for one in there[:5])
    raise EnvariumError(f"{shown(name)} has no snapshot {shown(text)}", hint)


def check_label(store: Store, name: str, label: str) -> None:
    """Raise EnvariumError where `label` cannot be that of a new snapshot of the environment `name`."""
    reason = names.objection(label) if label else ""
    if label.isdigit() or SEPARATOR in label:
        reason = "a number is given to each anyway" if label.isdigit() else f'it holds "{SEPARATOR}"'
    if label.isspace():
        reason = "it consists of blanks"
    if len(label.encode()) > names.LONGEST // 2:
        reason = "it is too long"
    if reason:
        raise EnvariumError(f"{shown(label)} cannot be a label: {reason}", "for example: before-upgrade")
    if label and any(label == one.label for one in of(store, name)):
        raise EnvariumError(
            f"{shown(name)} already has a snapshot {shown(label)}",
            f"choose another label, or first: envarium snapshots {typed(name)} --delete {typed(label)}",
        )


def add(store: Store, name: str, staging: str, label: str = "") -> Snapshot:
    """Move the directory `staging` to its place among the snapshots of `name`, and return it. Raises OSError.

    The caller holds the lock.
    """
    change.own_directory(store, SNAPSHOTS)
    parent = directory(store, name)
    if not os.path.isdir(parent):
        os.mkdir(parent, 0o700)
        inherit(parent)
    _clear(store, name)
    number = 1 + max(
        [Snapshot(name, entry).number for entry in reading.names(parent) if _is_ours(entry)], default=0
    )
    folder = f"{parent}/{number}-{label}" if label else f"{parent}/{number}"
    inherit(staging)
    os.rename(staging, folder)
    return Snapshot(name, folder)


def _clear(store: Store, name: str) -> None:
    """Delete what killed commands have left among the snapshots of `name`."""
    parent, complete = directory(store, name), {one.folder for one in of(store, name)}
    for entry in filter(_is_ours, reading.names(parent)):
        if f"{parent}/{entry}" not in complete:
            deleting.delete(f"{parent}/{entry}")


def follow(store: Store, old: str, new: str) -> None:
    """Give the snapshots of the environment `old`, which is now called `new`, to that name; older ones come before."""
    source = store.own(SNAPSHOTS, old)
    if not os.path.isdir(source):
        return
    with locking.lock(store.own(LOCK)):
        if attempt(os.rename, source, store.own(SNAPSHOTS, new)):
            return
        for one in reversed(
            of(store, old)
        ):  # an environment that was removed had the name, and has snapshots
            add(store, new, one.folder, one.label)
        attempt(os.rmdir, source)


def delete(snapshot: Snapshot) -> None:
    """Delete `snapshot`: first its record, so that a kill leaves no incomplete one in the list."""
    attempt(os.unlink, f"{snapshot.folder}/{ABOUT}")
    deleting.delete(snapshot.folder)
    attempt(os.rmdir, os.path.dirname(snapshot.folder))


def _is_ours(entry: str) -> bool:
    number = entry.partition("-")[0]
    return number.isascii() and number.isdigit()
