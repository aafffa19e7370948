"""Print the code that loads the integration into a shell."""

from __future__ import annotations

import sys

from envarium.activation import integration
from envarium.errors import NoSuchShell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.words import Given


def run(given: Given) -> None:
    """Print it, for `eval` or `source`."""
    name = given.text("dialect")
    if name not in integration.INTEGRATED:
        raise NoSuchShell(name, list(integration.INTEGRATED))
    sys.stdout.write("\n".join(integration.loader(name)) + "\n")
