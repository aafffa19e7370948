"""Which dialect speaks to which shell."""

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


NAMES = ("bash", "zsh", "sh", "fish", "csh", "tcsh", "pwsh", "nu", "python")


def dialect(name: str) -> Dialect:
    """Return the dialect of the shell `name`, imported when it is asked for. Raises WrongUsage where there is none."""
    if name in ("bash", "zsh", "sh"):
        from envarium.activation.dialects import posix

        return posix
    if name == "fish":
        from envarium.activation.dialects import fish

        return fish
    return _foreign(name)


def _foreign(name: str) -> Dialect:
    """Return the dialect of a shell that has no integration."""
    if name in ("csh", "tcsh"):
        from envarium.activation.dialects import csh

        return csh
    if name == "pwsh":
        from envarium.activation.dialects import powershell

        return powershell
    if name == "nu":
        from envarium.activation.dialects import nu

        return nu
    if name == "python":
        from envarium.activation.dialects import python

        return python
    raise WrongUsage(f'no dialect speaks to the shell "{name}"', "there is " + ", ".join(NAMES))


def activators(place: str, prompt: str) -> dict[str, str]:
    """Return the files of `bin/` that enter the environment at `place`: name to text, for all dialects."""
    steps = plan.activation(place, prompt)
    speakers = [dialect(name) for name in ("sh", "fish", "csh", "pwsh", "nu", "python")]
    return {speaker.FILE: speaker.activator(steps) for speaker in speakers}
