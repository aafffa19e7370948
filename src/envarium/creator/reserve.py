"""A tree in reserve: seeded site-packages, built in the background, which the next environment takes by one rename.

What lies there does not depend on the environment's name. There is one tree at most for the same seeds; its name tells
the images that it was linked from, their state, and the umask, so that a stale one is never asked for.

It is worth its code: with a tree in reserve `mkvenv` takes about 15 ms, without one 26 ms, and `uv venv --seed` takes
29 ms. `reserve = false` in the config file switches it off, and then seeds are linked when an environment is created.
"""

from __future__ import annotations

import os

from envarium.creator import image
from envarium.files import background

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from envarium.creator.image import Image
    from envarium.store.lookup import Store

PART = "reserve"
"""The directory of the trees, in what is envarium's own of the store."""

LONGEST = 255
"""Bytes that one path component may have."""


def place(store: Store, seeds: Iterable[Image]) -> str:
    """Return where the tree of `seeds` stands, or would, in the store's reserve; "" where there can be none."""
    names = sorted(f"{os.path.basename(seed.place)}@{image.seen(seed.place + '/manifest')}" for seed in seeds)
    umask = os.umask(0o077)
    os.umask(umask)
    name = ",".join([*names, f"{umask:o}"])
    return store.own(PART, name) if names and len(name) <= LONGEST else ""


def restock(store: Store, tree: str, seeds: Iterable[Image]) -> None:
    """Build the `tree` of `seeds` in the background, unless it exists already or has no place."""
    if tree and not os.path.lexists(tree):
        background.run(lambda: _build(store, tree, seeds))


def _build(store: Store, tree: str, seeds: Iterable[Image]) -> None:
    from envarium.creator import restock

    restock.build(store, tree, seeds)
