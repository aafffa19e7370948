"""The lock on the names in a store: one process at a time removes, restores or renames, for a few system calls."""

from __future__ import annotations

import os
import time

from envarium.files.owning import inherit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store

FILE = "names.lock"

PATIENCE = 10
"""Seconds after which a command goes on without the lock: a process that holds it may be suspended."""

PAUSE = 0.002
"""Seconds between two attempts."""

_held: set[str] = set()
"""The paths of the locks that this process holds."""


class NamesLock:
    """The lock on the names in `store`, which a process that holds it may take again.

    It only makes changes wait for each other. A process that changes a store without it, as where the file system has
    no locks, finds out afterwards whether it moved the right environment.
    """

    __slots__ = ("_descriptor", "_is_outermost", "_path")

    def __init__(self, store: Store) -> None:
        self._path = store.own(FILE)
        self._descriptor = -1
        self._is_outermost = self._path not in _held

    def __enter__(self) -> None:
        if self._is_outermost:
            _held.add(self._path)
            try:
                self._take()
            except OSError:
                pass

    def __exit__(self, *_: object) -> None:
        if self._is_outermost:
            _held.discard(self._path)
        if self._descriptor >= 0:
            os.close(self._descriptor)

    def _take(self) -> None:
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        inherit(self._path)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                os.lockf(self._descriptor, os.F_TLOCK, 0)  # fcntl would be one more module to load
                break
            except (BlockingIOError, PermissionError):
                time.sleep(PAUSE)
