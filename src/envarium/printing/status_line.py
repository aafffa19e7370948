"""A line on a terminal that says how far a command is, and is cleared at the end. Hot."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # it is built in, where `signal` loads enum and re
import os
import sys
import time

from envarium import output
from envarium.files import counting
from envarium.output import printable
from envarium.printing import amounts, terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

PAUSE = 0.1
"""Seconds between two states that are shown."""

FIRST = 1.0
"""Seconds until a step that reports nothing is shown."""


class StatusLine:
    """The line, on standard error; nothing is written where that is not a terminal, or is a plain one."""

    __slots__ = ("_can_show", "_next")

    def __init__(self) -> None:
        self._can_show = sys.stderr.isatty() and terminal.redraws()
        self._next = time.monotonic() + PAUSE

    def __enter__(self) -> StatusLine:
        """Return the line, which is cleared at the end, or when Ctrl-C is pressed."""
        return self

    def __exit__(self, *_: object) -> None:
        """Clear the line."""
        self.clear()

    @property
    def is_due(self) -> bool:
        """Whether the next state would be shown."""
        return self._can_show and time.monotonic() >= self._next

    def show(self, text: str) -> None:
        """Show `text`, cut to the width of the terminal, unless the state before has just been shown."""
        if self.is_due:
            self.now(text)

    def now(self, text: str) -> None:
        """Show `text` at once, before something that takes long and reports nothing."""
        if self._can_show:
            _write(terminal.cut(printable(text), terminal.width(sys.stderr) - 1))
            output.is_line_open = True
            self._next = time.monotonic() + PAUSE

    def counter(self, text: str, size: int) -> Callable[[int], None]:
        """Return a function that is called with the bytes of each part, and shows how much of `size` is done."""
        total = 0

        def add(number: int) -> None:
            nonlocal total
            total += number
            if self.is_due:
                self.now(f"{text}: {amounts.size(total)} of {amounts.size(size)}")

        return add

    def clear(self) -> None:
        """Clear the line."""
        if output.is_line_open:
            _write("")
            output.is_line_open = False


class Watch(StatusLine):
    """The line of a long step that reports nothing: how many files it has copied, or else for how long it has run.

    A timer interrupts the step, in the same thread: threads and forks do not go together.
    """

    __slots__ = ("_files", "_former", "_start", "_text")

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._files = counting.count()
        self._former: object = None
        self._start = time.monotonic()

    def __enter__(self) -> Watch:
        """Start the timer, where a terminal shows the line."""
        if self._can_show:
            self._former = _signal.signal(_signal.SIGALRM, self._tick)
            _signal.setitimer(_signal.ITIMER_REAL, FIRST, PAUSE)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the timer, and clear the line."""
        if self._can_show:
            _signal.setitimer(_signal.ITIMER_REAL, 0)
            _signal.signal(_signal.SIGALRM, self._former)
        self.clear()

    def _tick(self, *_: object) -> None:
        files, seconds = counting.count() - self._files, int(time.monotonic() - self._start)
        self.now(f"{self._text}: {f'{files} files' if files else f'{seconds} s'}")


def _write(line: str) -> None:
    """Write `line` without a buffer: a step that is interrupted may be writing to `sys.stderr` itself."""
    try:
        os.write(2, f"{output.CLEAR}{line}".encode(errors="backslashreplace"))
    except OSError:
        pass
