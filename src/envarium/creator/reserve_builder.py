"""Builds a tree for the reserve, in a background process."""

from __future__ import annotations

import os
import signal
import time

from envarium.creator import bytecode, image
from envarium.files import deleting
from envarium.files.owning import inherit
from envarium.store import change, sweep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.creator.image import Image
    from envarium.creator.request import Request
    from envarium.store.lookup import Store

TIME_LIMIT = 300
"""Seconds after which the process ends."""

PATIENCE = 1.0
"""Seconds before compiling: two processors are often one core, and a script may run the new pip at once."""

UNUSED = 30 * sweep.DAY
"""Seconds after which a tree that no environment has taken is deleted."""


def build(store: Store, request: Request, path: Callable[[Store, list[Image]], str]) -> None:
    """Link the seeds of `request` into a new tree, and publish it at the `path` for them, if any; delete stale trees.

    Seeds without bytecode are compiled first, once if several processes are to do that, also for the environment that
    was created. The tree is built in staging: if this process is killed, the next command deletes what is left.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # a process inherits that it ignores a signal
    signal.alarm(TIME_LIMIT)
    if not os.path.isdir(store.own()):
        return  # the store was deleted or unmounted meanwhile, and is not to be created again
    parent = change.own_directory(store, os.path.basename(os.path.dirname(request.reserve)))
    scratch = change.stage(store)
    try:
        seeds = [_compiled(seed, request) for seed in request.seeds]
        tree = path(store, seeds)
        if not tree or os.path.lexists(tree):
            return
        site = scratch + "/tree"
        os.mkdir(site)
        for seed in seeds:
            image.link(seed, site)
        _clear(store, parent, scratch)
        os.rename(site, tree)
        inherit(tree)
    except (OSError, ValueError):
        pass  # another process was faster, an image was deleted, the disk is full: the next environment is linked
    finally:
        deleting.delete(scratch)


def _compiled(seed: Image, request: Request) -> Image:
    """Return `seed` with its bytecode, which the environment of `request` gets too if it has the sources."""
    if not seed.is_compiled:
        time.sleep(PATIENCE)
    compiled = bytecode.complete(seed, request.python)
    if compiled is not seed:
        bytecode.add(compiled, f"{request.path}/{request.python.purelib}")
    return compiled


def _clear(store: Store, parent: str, scratch: str) -> None:
    """Move stale trees from `parent` to `scratch`, to be deleted there: all trees in `parent` are complete."""
    for number, name in enumerate(filter(_is_ours, os.listdir(parent))):
        path = f"{parent}/{name}"
        if not _is_fresh(store, name) or os.stat(path).st_mtime < time.time() - UNUSED:
            os.rename(path, f"{scratch}/{number}")


def _is_ours(name: str) -> bool:
    """Return whether `name` has the form that `reserve.path` returns: IMAGE@NANOSECONDS,…,UMASK."""
    *images, umask = name.split(",")
    states = [image.rpartition("@")[2] for image in images]
    return bool(images) and all(part.isascii() and part.isdigit() for part in (*states, umask))


def _is_fresh(store: Store, name: str) -> bool:
    """Return whether the images of the tree called `name` exist and are unchanged."""
    parts = [part.rpartition("@") for part in name.split(",")[:-1]]
    states = [(image.seen(store.own("seeds", one, "manifest")), state) for one, _, state in parts]
    return bool(states) and all(current == state for current, state in states)
