"""The changes to a store that rewrite paths: copy, rename, repair. Each is published by a rename, or undone.

If several processes publish the same name, one of them succeeds. A rename holds the lock on the store's names while
there are two environments.

A rename builds the new environment beside the old one, with hard links for unchanged files, publishes it, and then
removes the old one. Renaming first and rewriting afterwards is only slightly faster, and a kill in between leaves an
environment whose launchers contain a path that no longer exists.
"""

from __future__ import annotations

import os

from envarium import errors
from envarium.files import deleting, mounts
from envarium.files.deleting import attempt
from envarium.files.writing import write
from envarium.output import shown
from envarium.relocating import sharing
from envarium.relocating.engine import relocate
from envarium.store import change, kernel, layers, names, sweep, uses
from envarium.store.environment import TEMPORARY, Environment
from envarium.store.linking import RECORD
from envarium.store.names_lock import NamesLock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from envarium.relocating.engine import Replica
    from envarium.store.change import TrashEntry
    from envarium.store.lookup import Store

    Script = tuple[str, bool]

NO_SCRIPTS: Mapping[str, Script] = {}


class Result:
    """The new `path` of the environment, and how many files were `rewritten`.

    `is_in_trash` means that the old environment changed meanwhile and is in the trash.
    """

    __slots__ = ("is_in_trash", "path", "rewritten")

    def __init__(self, path: str, rewritten: int, *, is_in_trash: bool = False) -> None:
        self.path = path
        self.rewritten = rewritten
        self.is_in_trash = is_in_trash


def summary(result: Result) -> str:
    """Return the number of rewritten files as text."""
    return f"{result.rewritten} file{'' if result.rewritten == 1 else 's'} rewritten"


def refuse_mounted(environment: Environment) -> None:
    """Raise MountedInside where something is mounted in an environment that is to be built again and then deleted."""
    for point in mounts.below(environment.path):
        raise errors.MountedInside(environment.name, point)


def copy(
    store: Store,
    source: Environment,
    name: str,
    method: str = sharing.COPY,
    scripts: Mapping[str, Script] = NO_SCRIPTS,
) -> Result:
    """Publish as `name` a copy of the environment `source`; `method` is how files are shared.

    A link in the store means its target. `scripts` are files to add to `bin` unless they exist: each has a text, and
    whether it is executable. A copy is not temporary, no project is linked to it, it has no Jupyter kernel, and its
    last use is now. Raises what `relocate` and `publish` raise.
    """
    store.refuse_taken(name)
    store.prepare()
    replica = relocate(store, source, store.path(name), _spellings(source.path), method)
    attempt(os.unlink, f"{replica.root}/{TEMPORARY}")
    attempt(os.unlink, f"{replica.root}/{RECORD}")
    attempt(os.unlink, f"{replica.root}/{kernel.RECORD}")
    attempt(os.unlink, f"{replica.root}/{uses.FILE}")  # which hard links would share
    uses.note(replica.root)
    return Result(publish(store, replica, name, scripts), replica.rewritten)


def rename(store: Store, old: str, new: str) -> Result:
    """Rename the environment `old` to `new`; a link in the store is itself renamed.

    Raises InvalidName, NoSuchEnvironment, EnvironmentExists, NameTaken, and what `relocate` raises; nothing is changed
    then.
    """
    names.check(new)
    source = store.find(old)
    store.refuse_taken(new)
    _refuse_misleading(store, source, store.path(new))
    if os.path.islink(source.path):
        with NamesLock(store):
            path = change.publish(store, store.find(old).path, new)
            layers.follow(store, source.path, path)
        return Result(path, 0)
    refuse_mounted(source)
    replica = relocate(store, source, store.path(new), (source.path,), sharing.LINK)
    try:
        with NamesLock(store):  # nobody takes one of the two away while there are two
            store.find(old).expect(replica.tree.identity)
            return _replace(store, source, replica, new)
    finally:
        deleting.delete(replica.root)


def _replace(store: Store, source: Environment, replica: Replica, new: str) -> Result:
    """Publish `replica` as `new` and remove `source`, which is kept in the trash if it has changed meanwhile."""
    identity = Environment(replica.root).identity
    path = publish(store, replica, new)
    try:
        layers.follow(store, source.path, path)
        entry = change.remove_only(store, source.name, replica.tree.identity)
    except BaseException:
        layers.follow(store, path, source.path)
        unpublish(store, new, identity)
        raise
    has_changed = replica.tree.has_changed(entry.path)
    if not has_changed:
        _delete(store, entry)
    return Result(path, replica.rewritten, is_in_trash=has_changed)


def _refuse_misleading(store: Store, base: Environment, path: str) -> None:
    """Raise RelocationFailed if `base` cannot be at `path` because of the names of the environments on it."""
    for one in layers.upon(store, base.path):
        reason = layers.name_conflict(f"{store.root}/{os.path.basename(one)}", [path])
        if reason:
            raise errors.RelocationFailed(base.name, f"{shown(os.path.basename(one))} is on it, and {reason}")


def repair(store: Store, name: str, olds: Iterable[str]) -> Result:
    """Rewrite the paths `olds` in the files of the environment `name` to its own; the old one goes to the trash.

    Raises InvalidName, NoSuchEnvironment, NameTaken, EnvironmentReplaced, and what `relocate` raises; nothing changes
    then.
    """
    environment, olds = store.find(name), tuple(olds)
    identity = environment.identity
    refuse_mounted(environment)
    replica = relocate(store, environment, environment.path, olds, sharing.LINK)
    try:
        change.replace(store, replica.root, name, identity)
    finally:
        deleting.delete(replica.root)
    for old in olds:
        if not os.path.lexists(old):  # it was moved by hand
            layers.follow(store, old, environment.path)
    return Result(environment.path, replica.rewritten, is_in_trash=True)


def _add(root: str, scripts: Mapping[str, Script]) -> None:
    for name, (text, executable) in scripts.items():
        if not os.path.lexists(f"{root}/bin/{name}"):
            write(f"{root}/bin/{name}", os.fsencode(text), 0o777 if executable else 0o666)


def _spellings(source: str) -> tuple[str, ...]:
    """Return the paths that files of the environment at `source` may contain: the target of a link too."""
    if not os.path.islink(source):
        return (source,)
    return (source, os.path.normpath(os.path.join(os.path.dirname(source), os.readlink(source))))


def publish(store: Store, replica: Replica, name: str, scripts: Mapping[str, Script] = NO_SCRIPTS) -> str:
    """Publish `replica` with `scripts` added, or delete it."""
    try:
        _add(replica.root, scripts)
        return change.publish(store, replica.root, name)
    except OSError as error:
        deleting.delete(replica.root)
        raise errors.SystemRefused(f"make {shown(name)}", error) from error
    except BaseException:
        deleting.delete(replica.root)
        raise


def unpublish(store: Store, name: str, identity: tuple[int, int]) -> None:
    """Remove the environment that was published as `name` and has the `identity`, unless the disk fails."""
    try:
        _delete(store, change.remove_only(store, name, identity))
    except errors.EnvariumError:
        pass


def _delete(store: Store, entry: TrashEntry) -> None:
    """Delete `entry` from the trash in the background."""
    sweep.delete_in_background(sweep.move_to_staging(store, [os.path.dirname(entry.path)]))
