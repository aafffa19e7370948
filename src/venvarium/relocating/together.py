"""Two things done at the same time, by two processes: making files is work of the kernel, and keeps one busy."""

from __future__ import annotations

import errno
import marshal
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn, TypeVar

    Result = TypeVar("Result")

KILL = 9
"""SIGKILL, everywhere; `signal` loads enum and re."""


def both(one: Callable[[], Result], other: Callable[[], Result]) -> tuple[Result, Result]:
    """Return what `one` and `other` return, which must be what marshal takes; `other` runs in a child.

    Raises what `one` raises, and the OSError that `other` does.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(other, writing)
    os.close(writing)
    try:
        mine = one()
        said = _all(reading)
    except BaseException:
        os.kill(child, KILL)
        raise
    finally:
        os.close(reading)
        os.waitpid(child, 0)
    if not said:
        raise OSError(errno.EINTR, "a process of ours was ended")
    error, answer = marshal.loads(said)  # noqa: S302 - these are the words of our own child
    if error:
        raise OSError(*error)
    return mine, answer


def _answer(work: Callable[[], Result], writing: int) -> NoReturn:
    """Do the work in the child, and say how it ended."""
    code = 1
    try:
        try:
            answer = marshal.dumps((None, work()))
        except OSError as error:
            told = error.filename and os.fsdecode(error.filename)
            answer = marshal.dumps(((error.errno, error.strerror, told), None))
        while answer:
            answer = answer[os.write(writing, answer) :]
        code = 0
    finally:
        os._exit(code)


def _all(reading: int) -> bytes:
    parts = []
    while part := os.read(reading, 1 << 20):
        parts.append(part)
    return b"".join(parts)
