"""How much of the disk a directory takes."""

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
