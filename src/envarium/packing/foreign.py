"""What another tool has packed is completed in staging: repaired, and rewritten for the path that it will have."""

from __future__ import annotations

import os
import re

from envarium.creator import image
from envarium.files import reading, writing
from envarium.health.subject import Subject
from envarium.packing import conda_packed
from envarium.relocating import engine, sharing
from envarium.store import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.relocating.engine import Replica
    from envarium.store.lookup import Store

    Repair = Callable[[Subject], object]
    """Repairs an environment where it is, except for the paths in its files."""

SEARCHING = re.compile(rb"#!\s*/usr/bin/env python[0-9.]*\n")


def complete(store: Store, archive: str, root: str, repair: Repair) -> Replica:
    """Return what is to be published under the name of the directory `root`, in staging, in which `archive` is.

    Raises CannotUnpack, OSError, and what `repair` and relocating raise.
    """
    name = os.path.basename(root)
    _tie_programs(f"{root}/bin")
    conda_packed.finish(archive, root, store.path(name))
    repair(Subject(root, name))
    environment = Subject(root, name)
    olds = (root, *references.others(environment))
    return engine.relocate(store, environment, store.path(name), olds, sharing.LINK)


def _tie_programs(folder: str) -> None:
    """Tie programs in `folder` that search PATH for a Python, as venv-pack leaves them, to the one beside them."""
    for name in reading.names(folder):
        path = f"{folder}/{name}"
        if os.path.islink(path) or not SEARCHING.match(reading.start(path, 64)):
            continue
        status = os.stat(path)
        _, _, rest = reading.read(path, status.st_size).partition(b"\n")
        writing.replace(path, b"#!/bin/sh\n" + os.fsencode(image.CALL) + rest, status.st_mode & 0o777)
