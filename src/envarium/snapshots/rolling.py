"""Returns an environment to a snapshot: built beside, checked, and swapped by renames; the state before is kept."""

from __future__ import annotations

import os
import shutil

from envarium.creator.reflink import can_reflink
from envarium.errors import EnvariumError, MountedInside, NameTaken, SystemRefused
from envarium.files import deleting, mounts
from envarium.health.subject import Subject
from envarium.output import shown, typed
from envarium.relocating import engine, sharing
from envarium.snapshots import manifest, shelf, taking
from envarium.snapshots.tree import Copy
from envarium.store import change, kernel, layers, locking, receipts, uses
from envarium.store.environment import TEMPORARY, Environment
from envarium.store.linking import RECORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.snapshots.shelf import Snapshot
    from envarium.store.lookup import Store

    Relink = Callable[[Subject], object]
    """Links an environment to a Python of its version, if it has lost its own. Raises EnvariumError."""

STAYING = (RECORD, kernel.RECORD, TEMPORARY, uses.FILE, receipts.FILE)
"""Files in an environment that tell of the world around it, and its history: they stay as they are now."""


class Rollback:
    """The return of the environment `name` in `store` to `snapshot`; `relink` is called with the copy of that.

    An environment that does not exist is created.
    """

    __slots__ = ("environment", "relink", "snapshot", "store")

    def __init__(self, store: Store, name: str, snapshot: Snapshot, relink: Relink) -> None:
        self.store = store
        self.environment = Environment(store.path(name))
        self.snapshot = snapshot
        self.relink = relink

    def check(self) -> None:
        """Raise EnvariumError where the environment cannot be replaced."""
        environment = self.environment
        if os.path.islink(environment.path):
            raise EnvariumError(
                f"{shown(environment.name)} is a link to an environment elsewhere, which is not replaced",
                f"create another one from the snapshot: envarium rollback NEW {typed(self.snapshot.text)}",
            )
        for point in mounts.below(environment.path):
            raise MountedInside(environment.name, point)
        if os.path.lexists(environment.path) and not environment.exists:
            raise NameTaken(environment.name, environment.path)

    def run(self) -> Snapshot | None:
        """Replace the environment, and return the snapshot of its state before, None if there is none.

        Raises EnvariumError, and nothing is changed then.
        """
        environment = self.environment
        with locking.lock(self.store.own(shelf.LOCK)):
            identity = environment.identity
            root = self._build()
            try:
                return self._swap(root, identity)
            except OSError as error:
                raise SystemRefused(f"roll back {shown(environment.name)}", error) from error
            finally:
                deleting.delete(root)

    def _build(self) -> str:
        """Build the environment in staging, start its Python, and return the path. Raises EnvariumError."""
        copy = change.stage(self.store)
        try:
            target = f"{copy}/{os.path.basename(self.snapshot.path)}"
            os.mkdir(target)
            Copy(self.snapshot.environment.path, target, clones=can_reflink(copy)).make()
            self._put_on(target)
            self.relink(Subject(target, self.environment.name))
            source = Environment(target, self.environment.name)
            olds = (self.snapshot.path, target)
            return engine.relocate(self.store, source, self.environment.path, olds, sharing.LINK).root
        except OSError as error:
            raise SystemRefused(f"build {shown(self.snapshot.text)} again", error) from error
        finally:
            deleting.delete(copy)

    def _put_on(self, root: str) -> None:
        """Put the environment at `root` on what the present one is on, else on what the snapshot was on."""
        base = layers.target(self.environment.path) or layers.lead(self.store, layers.read(root))
        if layers.read(root):
            layers.point(root, base)

    def _swap(self, root: str, identity: tuple[int, int]) -> Snapshot | None:
        """Replace the environment by the one at `root`. Raises EnvariumError, OSError."""
        environment, store = self.environment, self.store
        if not environment.exists:
            deleting.attempt(os.unlink, f"{root}/{TEMPORARY}")
            change.publish(store, root, environment.name)
            return None
        _stay(environment.path, root)
        former = self._prepare()
        try:
            old = change.replace(store, root, environment.name, identity)
        except BaseException:
            shelf.delete(former)
            raise
        if old is None or not deleting.attempt(os.rename, old.path, former.environment.path):
            shelf.delete(former)  # what there was remains in the trash
            return None
        deleting.attempt(os.rmdir, os.path.dirname(old.path))
        return former

    def _prepare(self) -> Snapshot:
        """Return a place for the state before: it becomes a snapshot once that is moved into it."""
        staging = change.stage(self.store)
        try:
            taking.describe(self.environment, staging, f"before the rollback to {self.snapshot.text}")
            manifest.write(staging, manifest.entries(self.environment.path))
            return shelf.add(self.store, self.environment.name, staging)
        finally:
            deleting.delete(staging)


def _stay(path: str, root: str) -> None:
    """Copy the files that stay as they are from the environment at `path` to the one at `root`. Raises OSError."""
    for name in STAYING:
        deleting.attempt(os.unlink, f"{root}/{name}")
        if os.path.isfile(f"{path}/{name}"):
            shutil.copy2(f"{path}/{name}", f"{root}/{name}")
