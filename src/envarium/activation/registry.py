"""Which dialect speaks to which shell. A dialect is imported when it is asked for."""

from __future__ import annotations

from envarium.activation import plan
from envarium.errors import WrongUsage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    class Dialect(Protocol):
        """How one family of shells is spoken to."""

        FILE: str

        def quote(self, text: str) -> str:
            """Return `text` as one word of the shell, which it reads back byte for byte."""

        def snippet(self, steps: Iterable[plan.Step]) -> str:
            """Return the statements that apply `steps`."""

        def activator(self, steps: Iterable[plan.Step]) -> str:
            """Return the file that applies `steps` when sourced and defines `deactivate`, their inverse."""


MODULES = {
    "bash": "posix",
    "zsh": "posix",
    "sh": "posix",
    "fish": "fish",
    "csh": "csh",
    "tcsh": "csh",
    "pwsh": "powershell",
    "nu": "nu",
    "python": "python",
    "line": "line",
}


def dialect(name: str) -> Dialect:
    """Return the dialect of the shell `name`. Raises WrongUsage where there is none."""
    if name not in MODULES:
        raise WrongUsage(f'no dialect speaks to the shell "{name}"', "there is " + ", ".join(MODULES))
    module: Dialect = __import__("envarium.activation.dialects." + MODULES[name], fromlist=["FILE"])
    return module


def activators(place: str, prompt: str) -> dict[str, str]:
    """Return the files of `bin/` that enter the environment at `place`: name to text, for all dialects.

    That of the integration comes last: where another is newer, somebody has changed that by hand.
    """
    steps = plan.activation(place, prompt)
    speakers = [dialect(name) for name in ("sh", "fish", "csh", "pwsh", "nu", "python", "line")]
    return {speaker.FILE: speaker.activator(steps) for speaker in speakers}


def moving_activators(prompt: str) -> dict[str, str]:
    """Return the files of `bin/` that enter the environment in which they stand, wherever that is: name to text."""
    files: dict[str, str] = __import__("envarium.activation.moving", fromlist=["activators"]).activators(
        prompt
    )
    return files
