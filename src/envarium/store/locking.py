"""Locks on what takes several steps. A command that has to wait says for which one, and waits for a limited time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sys
import time

from envarium import settings
from envarium.action import Action
from envarium.errors import LockHeld, SystemRefused
from envarium.files.owning import inherit
from envarium.output import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SILENCE = 0.5
"""Seconds of waiting after which that is printed."""

PAUSE = 0.02
"""Seconds between two attempts."""


@contextlib.contextmanager
def lock(path: str, wait: int | None = None) -> Iterator[None]:
    """Hold the lock in the file at `path`, in which the process and the time are written down meanwhile.

    Raises SystemRefused, and LockHeld if another process has held it for `wait` seconds, by default `lock_wait`.
    """
    with Action("take the lock"):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    inherit(path)
    try:
        _wait(path, descriptor, settings.value("lock_wait") if wait is None else wait)
        _note(descriptor, f"process {os.getpid()} on {os.uname().nodename} since {time.strftime('%F %T')}")
        try:
            yield
        finally:
            _note(descriptor, "")
    finally:
        os.close(descriptor)


def _wait(path: str, descriptor: int, wait: object) -> None:
    """Wait for the lock on `descriptor`. Raises LockHeld, SystemRefused."""
    assert isinstance(wait, int)
    start, silent = time.monotonic(), True
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            seconds = time.monotonic() - start
        except OSError as error:
            raise SystemRefused("take the lock", error) from error
        if seconds >= wait:
            raise LockHeld(path, _holder(descriptor), wait)
        if silent and seconds >= SILENCE:
            silent = False
            sys.stderr.write(f"waiting for {_holder(descriptor)}, which holds {shown(path)}\n")
            sys.stderr.flush()
        time.sleep(PAUSE)


def _holder(descriptor: int) -> str:
    """Return who holds the lock, as it is written in its file."""
    return os.pread(descriptor, 200, 0).decode(errors="replace").strip() or "another process"


def _note(descriptor: int, text: str) -> None:
    with contextlib.suppress(OSError):  # on a full disk, the message does not name the holder
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(errors="surrogateescape"), 0)
