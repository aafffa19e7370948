"""Says on a terminal what a long step does, and how far it is, from its first second on. Hot."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # it is built in, where `signal` loads enum and re
import os
import sys
import time

from envarium.commands import terminal
from envarium.files import copying
from envarium.output import printable

FIRST, NEXT = 1.0, 0.2
"""Seconds until the line is shown, and between two states of it."""


class Watch:
    """Shows a line on standard error while it is entered; the step itself prints nothing and knows nothing of it.

    A timer interrupts the step, in the same thread: threads and forks do not go together.
    """

    __slots__ = ("_before", "_files", "_line", "_start", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._before: object = None
        self._line = ""
        self._files = copying.count()
        self._start = time.monotonic()

    def __enter__(self) -> None:
        """Start the timer, where a terminal shows the line."""
        if terminal.redraws(sys.stderr):
            self._before = _signal.signal(_signal.SIGALRM, self._show)
            _signal.setitimer(_signal.ITIMER_REAL, FIRST, NEXT)

    def __exit__(self, *_: object) -> None:
        """Stop the timer, and take the line away."""
        if self._before is not None:
            _signal.setitimer(_signal.ITIMER_REAL, 0)
            _signal.signal(_signal.SIGALRM, self._before)
        if self._line:
            _write("")

    def _show(self, *_: object) -> None:
        files, seconds = copying.count() - self._files, int(time.monotonic() - self._start)
        line = f"{self._text}: {f'{files} files' if files else f'{seconds} s'}"
        if line != self._line:
            self._line = line
            _write(line)


def _write(text: str) -> None:
    """Write the line at once: the step may be writing to `sys.stderr` itself when it is interrupted."""
    line = terminal.cut(printable(text), terminal.width(sys.stderr) - 1)
    try:
        os.write(2, f"\r\033[K{line}".encode(errors="backslashreplace"))
    except OSError:
        pass
