"""A line on a terminal that says how far a command is, and is cleared at the end. Hot."""

from __future__ import annotations

import sys
import time

from envarium.commands import terminal
from envarium.output import printable

PAUSE = 0.1
"""Seconds between two states that are shown."""


class StatusLine:
    """The line, on standard error; nothing is written where that is not a terminal, or is a plain one."""

    __slots__ = ("_is_shown", "_next")

    def __init__(self) -> None:
        self._is_shown = False
        self._next = time.monotonic() + PAUSE if terminal.redraws(sys.stderr) else float("inf")

    def __enter__(self) -> StatusLine:
        """Return the line, which is cleared at the end, or when Ctrl-C is pressed."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take the line away."""
        self.clear()

    @property
    def is_due(self) -> bool:
        """Whether the next state would be shown."""
        return time.monotonic() >= self._next

    def show(self, text: str) -> None:
        """Show `text`, cut to the width of the terminal, unless the state before has just been shown."""
        if self.is_due:
            sys.stderr.write(f"\r\033[K{terminal.cut(printable(text), terminal.width(sys.stderr) - 1)}")
            sys.stderr.flush()
            self._is_shown = True
            self._next = time.monotonic() + PAUSE

    def now(self, text: str) -> None:
        """Show `text` at once, before something that takes long and says nothing."""
        if self._next < float("inf"):
            self._next = 0.0
            self.show(text)

    def clear(self) -> None:
        """Take the line away."""
        if self._is_shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
            self._is_shown = False
