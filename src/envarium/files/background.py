"""Work in the background."""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LOWEST = 19
"""The nice value of what may wait until the machine is idle."""

SESSION = 10
"""The nice value of a session of such processes: with the lowest, a busy machine would not let them end."""

AUTOGROUP = "/proc/self/autogroup"
"""The nice value of this process's session: Linux divides processor time among sessions (sched(7), autogroup)."""

_is_detached = False


def run(act: Callable[[], object]) -> None:
    """Run `act` in a detached process of the lowest priority, without the caller's terminal and open files.

    If no process can be started, nothing is done.
    """
    global _is_detached
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
            _is_detached = True
            os.nice(LOWEST)
            _lower_session()
            act()
    finally:
        os._exit(0)


def machine() -> str:
    """Return what tells where a process number counts: the host, and the number of the process namespace on it."""
    try:
        space = os.stat("/proc/self/ns/pid").st_ino  # a sandbox may have the name of its host
    except OSError:
        space = 0
    return f"{os.uname().nodename.replace('/', '-')}.{space}"


def is_alive(number: int) -> bool:
    """Return whether there is a process with that number."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _lower_session() -> None:
    """Give the session of this process a low priority, if sessions have one."""
    try:
        descriptor = os.open(AUTOGROUP, os.O_WRONLY | os.O_CLOEXEC)
    except OSError:
        return
    for _ in range(20):
        try:
            os.write(descriptor, b"%d" % SESSION)
            break
        except BlockingIOError:  # the kernel accepts one in a tenth of a second, of all users but root
            time.sleep(0.05)
        except OSError:
            break
    os.close(descriptor)


def separate() -> None:
    """Move this process, which is to start a program, into a process group of its own without a terminal."""
    if _is_detached:
        os.setpgid(0, 0)  # a session of its own would have the usual priority
    else:
        os.setsid()
