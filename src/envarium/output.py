"""What a call prints: everything, or with `--quiet` only errors and warnings; how texts look in messages. Hot."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

SPACES = "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""Spaces other than the ASCII one (Unicode category Zs): harmless to a terminal, though Python calls none printable."""

SAFE = "-._=/@:+,"
"""What no shell reads as anything else, except = at the beginning, in zsh."""

ROWS_AT_ONCE = 1_000
"""Rows of a list that are printed together, so that the text of a long one is never in memory as a whole."""

CLEAR = "\r\033[K"
"""What clears the line of the cursor on a terminal."""

is_line_open = False
"""Whether a line on the terminal says how far the command is: the next report takes its place."""

_errors: TextIO | None = None
"""Standard error, once all other messages are discarded."""


def hush(*, keeps_output: bool) -> None:
    """Discard all messages from now on, except errors; also standard output, unless that is kept."""
    global _errors
    if _errors is None:
        _errors = sys.stderr
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it stays open
        if not keeps_output:
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it stays open


def is_quiet() -> bool:
    """Return whether only errors are printed."""
    return _errors is not None


def errors() -> TextIO:
    """Return the stream of errors."""
    return _errors or sys.stderr


def shown(text: str) -> str:
    """Return `text` in quotes for a message, with every character on which a terminal would act escaped."""
    return '"' + printable(text) + '"'


def printable(text: str) -> str:
    """Return `text` with every character on which a terminal would act escaped."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in SPACES else ascii(c)[1:-1] for c in text)


def quote(text: str) -> str:
    """Return `text` in single quotes, inside which a POSIX shell leaves everything as it is (POSIX 2.2.2)."""
    return "'" + text.replace("'", "'\\''") + "'"


def typed(text: str) -> str:
    """Return `text` as a user types it into a shell, and as a terminal may show it."""
    is_plain = text.isascii() and text[:1] not in ("", "=") and all(c.isalnum() or c in SAFE for c in text)
    return text if is_plain else quote(printable(text))


def report(sentence: str, hint: str = "") -> None:
    """Print an error or a warning and its hint on standard error; where that is closed, print nothing."""
    lines = f"envarium: {printable(sentence)}\n" + (f"hint: {printable(hint)}\n" if hint else "")
    try:
        errors().write(CLEAR + lines if is_line_open else lines)
    except OSError:
        pass
