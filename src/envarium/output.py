"""What a call prints: everything, or with `--quiet` only errors and warnings. Hot."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

ROWS_AT_ONCE = 1_000
"""Rows of a list that are printed together, so that the text of a long one is never in memory as a whole."""

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


def is_hushed() -> bool:
    """Return whether only errors are printed."""
    return _errors is not None


def errors() -> TextIO:
    """Return the stream of errors."""
    return _errors or sys.stderr
