"""What the integration's own `workon` reads in place of the shell's activate file: data, and no code.

One line: what it is; the environment's place; its label; the label as zsh wants it in a prompt. What parts them is the
control character made for that, which neither a path nor a label holds.
"""

from __future__ import annotations

from envarium.activation import plan
from envarium.activation.dialects.posix import escaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = "activate.envarium"
HEAD = "envarium 1"
SEPARATOR = "\x1f"
"""US, the unit separator of ASCII."""


def quote(text: str) -> str:
    """Return `text`, which is one line."""
    return text


def snippet(steps: Iterable[plan.Step]) -> str:
    """Return the line that the integration's functions need to know of `steps`, which are those of an activation."""
    told = {step.kind: step.value for step in steps if step.kind == plan.LABEL or step.name == "VIRTUAL_ENV"}
    return SEPARATOR.join((HEAD, told[plan.SET], told[plan.LABEL], escaped(told[plan.LABEL]))) + "\n"


def activator(steps: Iterable[plan.Step]) -> str:
    """Return the file from which `steps` are known."""
    return snippet(steps)
