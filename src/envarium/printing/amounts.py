"""Amounts as text: bytes, numbers of things, and times. Hot."""

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


def size(number: int) -> str:
    """Return `number` bytes in a unit that suits people."""
    value = float(number)
    for unit in ("B", "KiB", "MiB"):
        if value < 1024:
            return f"{value:.0f} {unit}"
        value /= 1024
    return f"{value:.1f} GiB"


def counted(number: int, noun: str) -> str:
    """Return `number` with the `noun` in its singular or plural."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
