"""Remove links from projects to environments."""

from __future__ import annotations

import sys

from envarium import environ
from envarium.action import Action
from envarium.errors import EnvariumError
from envarium.output import printable, shown
from envarium.projects import links
from envarium.store import linking, lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.environment import Environment
    from envarium.store.link import Link
    from envarium.store.lookup import Store


def run(values: Values) -> None:
    """Remove the links to the environment named, else the one at or above the working directory."""
    store = lookup.current()
    for link, environment in _links(store, values.text("name")):
        with Action(f"remove the link {shown(link.path)}"):
            linking.remove(link, environment)
        path = printable(environ.abbreviated(link.path))
        sys.stdout.write(f"removed the link {path} to {printable(environment.name)}\n")


def _links(store: Store, name: str) -> list[tuple[Link, Environment]]:
    """Return the links to remove, with their environments. Raises EnvariumError where there is none."""
    if name:
        target = store.find(name)
        pairs = [(link, target) for link in linking.leading_to(target, store)]
        if not pairs:
            raise EnvariumError(f"no project is linked to {shown(name)}", "nothing was changed")
        return pairs
    link, environment = links.nearest(store)
    if link is None:
        raise EnvariumError("this directory is in no linked project", "nothing was changed")
    if environment is None:
        raise EnvariumError(
            f"{shown(link.path)} is not a link of the store: {link.objection(store)}", "nothing was changed"
        )
    return [(link, environment)]
