"""How much room things take on the disk."""

from __future__ import annotations

import os


def freed_by(path: str) -> int:
    """Return the bytes that deleting `path` would free: files with other links elsewhere count nothing."""
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            try:
                status = os.lstat(os.path.join(folder, name))
            except FileNotFoundError:  # somebody else deletes it
                continue
            total += status.st_blocks * 512 if status.st_nlink == 1 else 0
    return total


def amount(number: int) -> str:
    """Return `number` bytes as a person reads them."""
    told = float(number)
    for unit in ("B", "KiB", "MiB"):
        if told < 1024:
            return f"{told:.0f} {unit}"
        told /= 1024
    return f"{told:.1f} GiB"
