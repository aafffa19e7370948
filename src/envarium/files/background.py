"""Work in the background."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def run(act: Callable[[], object]) -> None:
    """Run `act` in a detached process, without the caller's terminal and open files.

    If no process can be started, nothing is done.
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
