"""Print the code that loads the integration into a shell."""

from __future__ import annotations

import sys

from envarium.shells import integration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.words import Given


def run(given: Given) -> None:
    """Print the code, for `eval` or `source`."""
    sys.stdout.write("\n".join(integration.loader(given.text("dialect"))) + "\n")
