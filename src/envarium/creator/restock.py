"""The building of a tree in reserve, in a process of its own that nobody waits for."""

from __future__ import annotations

import os
import signal
import time

from envarium.creator import image
from envarium.files import deleting
from envarium.files.owning import inherit
from envarium.store import change, sweep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from envarium.creator.image import Image
    from envarium.store.lookup import Store

TIME_LIMIT = 60
"""Seconds after which the building is given up."""

UNUSED = 30 * sweep.DAY
"""Seconds after which a tree that nobody has taken goes."""


def build(store: Store, tree: str, seeds: Iterable[Image]) -> None:
    """Link `seeds` into a new tree, and publish it as `tree`; trees that serve no longer go.

    It is built in staging: if this process dies, the next command takes away what is left of it.
    """
    signal.alarm(TIME_LIMIT)
    parent = os.path.dirname(tree)
    change.own_directory(store, os.path.basename(parent))
    scratch = change.stage(store)
    try:
        built = scratch + "/tree"
        os.mkdir(built)
        for seed in seeds:
            image.link(seed, built)
        _clear(store, parent, scratch)
        os.rename(built, tree)
        inherit(tree)
    except OSError:
        pass  # somebody else was faster, an image is gone, the disk is full: the next environment is linked
    finally:
        deleting.delete(scratch)


def _clear(store: Store, parent: str, scratch: str) -> None:
    """Move what is stale in `parent` to `scratch`, to be deleted there: whatever has a name in `parent` is whole."""
    for number, name in enumerate(filter(_is_ours, os.listdir(parent))):
        path = f"{parent}/{name}"
        if not _is_fresh(store, name) or os.stat(path).st_mtime < time.time() - UNUSED:
            os.rename(path, f"{scratch}/{number}")


def _is_ours(name: str) -> bool:
    """Say whether a tree in reserve has a name such as `reserve.place` gives: IMAGE@NANOSECONDS,…,UMASK."""
    *images, umask = name.split(",")
    states = [image.rpartition("@")[2] for image in images]
    return bool(images) and all(part.isascii() and part.isdigit() for part in (*states, umask))


def _is_fresh(store: Store, name: str) -> bool:
    """Say whether the images of the tree called `name` are there, in the state that they had."""
    told = [part.rpartition("@") for part in name.split(",")[:-1]]
    states = [(image.seen(store.own("seeds", one, "manifest")), state) for one, _, state in told]
    return bool(states) and all(now == then for now, then in states)
