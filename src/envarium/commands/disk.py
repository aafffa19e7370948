"""Disk space: how much a directory uses, and amounts as text."""

from __future__ import annotations

import os


def freed_by(path: str) -> int:
    """Return the bytes that deleting `path` would free: files with other links elsewhere do not count."""
    total, pending = 0, [path]
    while pending:
        try:
            entries = os.scandir(pending.pop())
        except OSError:  # another process deletes it, or it cannot be read
            continue
        with entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                    continue
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                total += status.st_blocks * 512 if status.st_nlink == 1 else 0
    return total


def amount(number: int) -> str:
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
