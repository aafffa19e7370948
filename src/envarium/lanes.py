"""The two lanes of Python: the fast one, which loads hot files only, and the full one, which may import anything.

A call starts in the fast lane. What that lane is not certain of, it passes to the full lane before it changes anything.
"""

from __future__ import annotations

full = False
"""Whether this process serves the full lane; `cli` sets it, once."""


class NeedsFullLane(Exception):
    """Only the full lane can serve this call. Raised before anything is changed."""


def use_full() -> None:
    """Allow this process to import everything, from now on."""
    global full
    full = True


def require_full() -> None:
    """Raise NeedsFullLane unless this process serves the full lane."""
    if not full:
        raise NeedsFullLane
