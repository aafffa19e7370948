"""End the trust in the hooks and the link of a project."""

from __future__ import annotations

import os
import sys

from envarium.output import printable
from envarium.projects import location
from envarium.store import lookup, trust

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> None:
    """End it for everything in the directory, which need not exist any more, and list what was trusted."""
    path = os.path.normpath(os.path.join(location.here(), os.path.expanduser(values.text("project"))))
    paths = trust.end(lookup.current(), path)
    for one in paths:
        sys.stdout.write(f"no longer trusted: {printable(one)}\n")
    if not paths:
        sys.stderr.write("nothing there is trusted\n")
