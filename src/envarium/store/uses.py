"""The last use of an environment: the time of an empty file in it, which every activator sets."""

from __future__ import annotations

import os

from envarium.files import writing
from envarium.files.deleting import attempt

FILE = ".used"


def note(path: str) -> None:
    """Let the last use of the environment at `path` be now, if it can be written to."""
    file = f"{path}/{FILE}"
    if not os.path.lexists(file):
        attempt(writing.replace_text, file, "")
    attempt(os.utime, file)
