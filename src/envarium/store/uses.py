"""The last use of an environment: the time of an empty file in it, which every activator sets."""

from __future__ import annotations

import os

from envarium.files import writing
from envarium.files.deleting import attempt
from envarium.store import pyvenv_cfg

FILE = ".used"


def last(path: str) -> float:
    """Return when the environment at `path` was last used, else when it was created, in seconds since the epoch.

    0 where no file tells it.
    """
    for name in (FILE, pyvenv_cfg.FILE, "bin"):
        try:
            return os.stat(f"{path}/{name}").st_mtime
        except OSError:
            pass
    return 0.0


def note(path: str) -> None:
    """Record that the environment at `path` is used now, if it can be written to."""
    file = f"{path}/{FILE}"
    if not os.path.lexists(file):
        attempt(writing.replace_text, file, "")
    attempt(os.utime, file)
