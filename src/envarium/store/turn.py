"""The turn to change what the names in a store mean: one process has it at a time, for a few system calls."""

from __future__ import annotations

import os
import time

from envarium.files.owning import inherit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store

FILE = "turn.lock"

PATIENCE = 10
"""Seconds after which a command goes on without the turn: a process that has it may be suspended."""

PAUSE = 0.002
"""Seconds between two attempts."""


class Turn:
    """The turn in `store`, which a process that has it may take again.

    It only makes changes wait for each other. Whoever changes a store without it, as where the file system has no
    locks, finds out afterwards whether it moved the right environment.
    """

    __slots__ = ("_descriptor", "_path")

    depth = 0

    def __init__(self, store: Store) -> None:
        self._path = store.own(FILE)
        self._descriptor = -1

    def __enter__(self) -> None:
        Turn.depth += 1
        if Turn.depth == 1:
            try:
                self._take()
            except OSError:
                pass

    def __exit__(self, *_: object) -> None:
        Turn.depth -= 1
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
