"""The record that an environment keeps of its Jupyter kernel: the name by which Jupyter knows that."""

from __future__ import annotations

import os

from envarium.files import reading, writing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.environment import Environment

RECORD = ".kernel"
"""The file in an environment that contains the name."""

KEPT = ".kernelspec"
"""The directory in a removed environment that contains what Jupyter knew of its kernel."""

CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789._-"
"""What the name of a kernel consists of (jupyter_client, kernelspec.py); capitals do not distinguish kernels."""

LONGEST = 200


def name(environment: Environment) -> str:
    """Return the name of the kernel of `environment`, "" if it has none."""
    text = reading.text(f"{environment.path}/{RECORD}").rstrip("\n")
    return text if text == safe(text) else ""


def safe(text: str) -> str:
    """Return `text` with a hyphen for each run of characters that the name of a kernel cannot contain."""
    words = "".join(c if c in CHARACTERS else " " for c in text.lower()).split()
    return "-".join(words)[:LONGEST].strip(".-")


def note(environment: Environment, name: str) -> None:
    """Record that `environment` has the kernel `name`, with "" that it has none. Raises OSError."""
    path = f"{environment.path}/{RECORD}"
    if name:
        writing.replace_text(path, name + "\n")
    elif os.path.lexists(path):
        os.unlink(path)
