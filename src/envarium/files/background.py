"""Work that nobody waits for."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def run(act: Callable[[], object]) -> None:
    """Run `act` in a process of its own that holds nothing of the caller's: no terminal, no pipe, no wait.

    Where none can be started, nothing is done.
    """
    try:
        if os.fork():
            return
    except OSError:
        return
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        os.closerange(3, 256)
        if os.fork() == 0:
            os.nice(19)
            act()
    finally:
        os._exit(0)
