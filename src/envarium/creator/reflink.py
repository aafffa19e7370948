"""Whether a file system can share blocks between files."""

from __future__ import annotations

import fcntl
import os

from envarium.files.deleting import attempt

FICLONE = 0x40049409
"""The ioctl that makes one file a clone of another (ioctl_ficlone(2))."""


def can_reflink(directory: str) -> bool:
    """Return whether files in `directory` can be clones of one another, by trying it."""
    if not hasattr(os, "copy_file_range"):
        return False  # files.copying.reflink has no other way
    one, other = f"{directory}/.reflink-{os.getpid()}", f"{directory}/.reflinked-{os.getpid()}"
    try:
        with open(one, "w+b") as source, open(other, "wb") as target:
            os.unlink(one)  # a killed process leaves nothing
            os.unlink(other)
            source.write(b"x" * 4096)
            source.flush()
            fcntl.ioctl(target.fileno(), FICLONE, source.fileno())
    except OSError:
        return False
    finally:
        for path in (one, other):
            attempt(os.unlink, path)
    return True
