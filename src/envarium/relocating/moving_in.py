"""Moves an environment from elsewhere, on any file system, into the store: built there, checked, then taken away."""

from __future__ import annotations

import os

from envarium.action import Action
from envarium.errors import EnvariumError, EnvironmentReplaced
from envarium.output import shown
from envarium.relocating import changes, sharing
from envarium.relocating.changes import Result
from envarium.relocating.engine import relocate
from envarium.store import own, sweep
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.relocating.engine import Replica
    from envarium.store.lookup import Store


def move_in(store: Store, source: Environment, name: str) -> Result:
    """Move the environment `source` to `name` in the store, with its paths rewritten.

    It stays where it is, too, if it changes meanwhile. Raises InvalidName, EnvironmentExists, NameTaken, MountedInside,
    EnvironmentReplaced, SystemRefused, and what `relocate` raises; nothing is changed then.
    """
    store.refuse_taken(name)
    changes.refuse_mounted(source)
    if not os.access(os.path.dirname(source.path), os.W_OK):
        raise EnvariumError(
            f"{shown(source.path)} cannot be moved: its directory cannot be written to",
            "without --move it stays there, and the store has a link to it",
        )
    store.prepare()
    replica = relocate(store, source, store.path(name), (source.path,), sharing.LINK)
    identity = Environment(replica.root).identity
    path = changes.publish(store, replica, name)
    try:
        kept = _take_away(store, source, replica)
    except BaseException:
        changes.unpublish(store, name, identity)
        raise
    return Result(path, replica.rewritten, is_in_trash=kept)


def _take_away(store: Store, source: Environment, replica: Replica) -> bool:
    """Delete `source` in the background, and return whether it stays because it has changed since it was copied."""
    parent = os.path.dirname(source.path)
    aside = f"{parent}/{own.stamp()}"  # as in staging, where it goes if it can
    is_same = has_changed = True
    try:
        with Action(f"rename {shown(source.path)}", "it is as it was"):
            os.rename(source.path, aside)
        is_same = replica.tree.identity == Environment(aside).identity
        has_changed = not is_same or replica.tree.has_changed(aside)
    finally:
        if has_changed and os.path.lexists(aside):
            with Action(f"rename {shown(aside)}", f"it is {shown(aside)}"):
                os.rename(aside, source.path)
    if not is_same:
        raise EnvironmentReplaced(source.name)
    if not has_changed:
        sweep.delete_in_background(sweep.move_to_staging(store, [aside]))
    return has_changed
