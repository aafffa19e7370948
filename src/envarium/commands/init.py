"""Print the code that loads the integration into a shell."""

from __future__ import annotations

import sys

from envarium import settings
from envarium.shells import integration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> None:
    """Print the code, for `eval` or `source`."""
    lines = integration.loader(
        values.text("shell"),
        auto=with_auto(values, default=settings.value("auto") is True),
        picker=settings.value("picker") is True,
    )
    sys.stdout.write("\n".join(lines) + "\n")


def with_auto(values: Values, *, default: bool) -> bool:
    """Return whether the options ask for automatic activation, `default` if they say nothing."""
    return values.on("auto") or (default and not values.on("no_auto"))
