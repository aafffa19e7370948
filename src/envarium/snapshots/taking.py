"""Takes a snapshot of an environment: copied beside, compared, and put in its place by one rename."""

from __future__ import annotations

import json
import os
import time

from envarium import __version__
from envarium.creator.reflink import can_reflink
from envarium.distributions import installed
from envarium.errors import EnvariumError, MountedInside, SystemRefused
from envarium.files import deleting, mounts, writing
from envarium.health.subject import Subject
from envarium.output import shown
from envarium.snapshots import manifest, shelf
from envarium.snapshots.tree import Copy
from envarium.store import change, locking

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.snapshots.shelf import Snapshot
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store

ATTEMPTS = 3
"""How often an environment is copied that changes meanwhile: a Python that starts in it writes bytecode."""


def take(store: Store, environment: Environment, label: str = "", reason: str = "") -> Snapshot:
    """Take a snapshot of `environment`, called `label` ("" for none); `reason` tells why a command took it.

    Raises EnvariumError, and leaves nothing behind then.
    """
    for point in mounts.below(environment.path):
        raise MountedInside(environment.name, point)
    store.prepare()
    with locking.lock(store.own(shelf.LOCK)):
        shelf.check_label(store, environment.name, label)
        staging = change.stage(store)
        try:
            files = _copy(environment, staging)
            describe(environment, staging, reason)
            manifest.write(staging, files)
            return shelf.add(store, environment.name, staging, label)
        except OSError as error:
            what = f"take a snapshot of {shown(environment.name)}"
            raise SystemRefused(
                what, error, "nothing was changed; envarium snapshots shows what can be deleted"
            ) from error
        finally:
            deleting.delete(staging)


def _copy(environment: Environment, staging: str) -> list[manifest.Entry]:
    """Copy `environment` into the directory `staging`, and return its files. Raises EnvariumError, OSError."""
    source, clones = os.path.realpath(environment.path), can_reflink(staging)
    target = f"{staging}/{os.path.basename(environment.path)}"
    for _ in range(ATTEMPTS):
        os.mkdir(target)
        copy = Copy(source, target, clones=clones)
        copy.make()
        if copy.is_true():
            return copy.files
        deleting.delete(target)
    raise EnvariumError(
        f"{shown(environment.name)} changes while it is being copied",
        "wait until nothing is installed into it, and run it again",
    )


def describe(environment: Environment, folder: str, reason: str) -> None:
    """Write down in the directory `folder` what is known of `environment`, and the `reason`. Raises OSError."""
    about = {
        "path": environment.path,
        "time": int(time.time()),
        "uid": os.geteuid(),
        "envarium": __version__,
        "reason": reason,
        "python": environment.version,
        "implementation": environment.implementation,
        "packages": packages(environment),
    }
    writing.write(f"{folder}/{shelf.ABOUT}", json.dumps(about).encode())


def packages(environment: Environment) -> dict[str, str]:
    """Return the versions of the packages in `environment`, by name."""
    sites = Subject(environment.path).packages
    return {distribution.name: distribution.version for distribution in installed.installed(sites)}
