"""Rename an environment."""

from __future__ import annotations

import os
import sys

from envarium import errors
from envarium.activation.plan import call
from envarium.command_line import Answer
from envarium.health import dependents
from envarium.printing.status_line import Watch
from envarium.projects import links
from envarium.relocating import changes
from envarium.store import kernel, linking, lookup, own, sweep
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> Answer:
    """Rename it; the shell in which it is active follows."""
    store = lookup.current()
    old, new = values.text("old"), values.text("new")
    environment = store.find(old)
    if new == old:
        error = errors.EnvironmentExists(new)
        error.hint = "it has this name already; write another one"
        raise error
    orphans = dependents.of(store, environment)
    project_links = linking.leading_to(environment, store)
    with Watch(f"renaming {old}"):
        result = changes.rename(store, old, new)
    links.repoint(project_links, Environment(result.path))
    if kernel.name(Environment(result.path)):
        from envarium.commands import kernels

        kernels.rename(Environment(result.path))
    if os.path.isdir(store.own(own.SNAPSHOTS, old)):
        from envarium.snapshots import shelf

        shelf.follow(store, old, new)
    sys.stderr.write(f"renamed, {changes.summary(result)}\n")
    dependents.tell(store, orphans)
    if result.is_in_trash:
        sys.stderr.write(
            "the old one changed in the meantime and is kept in the trash: envarium trash lists it\n"
        )
    sweep.delete_in_background(sweep.leftovers(store))
    if not values.shell:
        return Answer()
    return Answer((call("moved", store.path(old), result.path),))
