"""Print the code that loads the integration into a shell."""

from __future__ import annotations

import sys

from envarium.shells import integration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> None:
    """Print the code, for `eval` or `source`."""
    sys.stdout.write("\n".join(integration.loader(values.text("dialect"))) + "\n")
