"""The two lanes of Python: the fast one, which loads hot files alone, and the full one, which may import anything.

A call starts in the fast lane. What that lane is not certain of, it leaves to the full lane before anything is changed.
"""

from __future__ import annotations

full = False
"""Whether this process serves the full lane; the typer door sets it, once."""


class NeedsFullLane(Exception):
    """Only the full lane can serve this call. Raised before anything is changed."""


def use_full() -> None:
    """Let everything below use what the full lane may import, from here on."""
    global full
    full = True


def require_full() -> None:
    """Raise NeedsFullLane unless this process serves the full lane."""
    if not full:
        raise NeedsFullLane
