"""What is mounted below a directory, as Linux tells it; elsewhere nothing is known."""

from __future__ import annotations

import os

TABLE = "/proc/self/mountinfo"
"""https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html"""


def below(path: str) -> list[str]:
    """Return the places below the directory at `path` where something is mounted, bind mounts included."""
    start = os.path.realpath(path) + "/"
    try:
        with open(TABLE, "rb") as file:
            points = [_unescaped(line.split(b" ")[4]) for line in file]
    except (OSError, IndexError):
        return []
    return sorted(point for point in points if point.startswith(start))


def _unescaped(field: bytes) -> str:
    """Return the path in a `field`, in which spaces and backslashes are three octal digits."""
    first, *parts = field.split(b"\\")
    return os.fsdecode(first + b"".join(bytes((int(part[:3], 8),)) + part[3:] for part in parts))
