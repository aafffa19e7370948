"""How long ago something was, as text."""

from __future__ import annotations

UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))
"""The seconds in each."""


def ago(seconds: float) -> str:
    """Return how long ago it was, in the largest unit."""
    for length, unit in UNITS:
        number = int(seconds // length)
        if number > 0:
            return f"{number} {unit}{'s' if number > 1 else ''} ago"
    return "just now"
