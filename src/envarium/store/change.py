"""Changes to the store, each one a rename: publish, remove, restore.

The store never contains an incomplete environment.
"""

from __future__ import annotations

import errno
import os

from envarium import errors
from envarium.files import deleting
from envarium.files.deleting import attempt
from envarium.files.owning import inherit
from envarium.files.reading import system_reason
from envarium.output import shown, typed
from envarium.store import names, own
from envarium.store.names_lock import NamesLock
from envarium.store.own import STAGING, TRASH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store


class TrashEntry:
    """An environment in the trash: its `name`, its `path` there, and `when` it was removed (Unix seconds).

    `identity` is the one that it had in the store; None if another process has moved it out of the trash at once.
    """

    __slots__ = ("identity", "name", "path", "when")

    def __init__(self, name: str, path: str, when: float, identity: tuple[int, int] | None = None) -> None:
        self.name = name
        self.path = path
        self.when = when
        self.identity = identity


def own_directory(store: Store, part: str) -> str:
    """Return the directory `part` of envarium's own in the store, created if it does not exist.

    Raises UnusableStore, UntrustedFiles.
    """
    own.check(store)
    path = store.own(part)
    try:
        try:
            os.mkdir(path)
        except FileNotFoundError:
            store.prepare()
            os.mkdir(path)
        inherit(path)
    except FileExistsError:
        pass
    except OSError as error:
        raise _unusable(store, path, error) from error
    return path


def _unusable(store: Store, path: str, error: OSError) -> errors.UnusableStore:
    """Return the error of the directory `path` of envarium's own; if it is another user's, the hint says so."""
    reason = f"{system_reason(error)} ({shown(path)})"
    return errors.UnusableStore(store.root, reason, own.hint(path) or own.hint(os.path.dirname(path)))


def stage(store: Store) -> str:
    """Return a fresh, empty directory of this process's own to build in, on the store's file system."""
    return fresh(store, STAGING)


def fresh(store: Store, part: str) -> str:
    """Make a directory in `part` whose name tells the time in nanoseconds, the process and the machine."""
    parent = own_directory(store, part)
    while True:
        path = f"{parent}/{own.stamp()}"
        try:
            os.mkdir(path, 0o755 if part == STAGING else 0o700)
        except FileExistsError:
            continue
        except OSError as error:
            raise _unusable(store, parent, error) from error
        if part == TRASH:
            inherit(path)  # a tree in staging gets its owner when it is published
        return path


def publish(store: Store, staging: str, name: str) -> str:
    """Move the environment at `staging` to its name, and return its path.

    If several processes publish one name, one succeeds. Raises EnvironmentExists or NameTaken if the path exists.
    """
    path = store.path(name)
    try:
        if os.path.islink(staging):
            os.symlink(os.readlink(staging), path)  # a rename would put it over another symlink
            attempt(os.unlink, staging)
        else:
            inherit(staging)
            move(store, staging, path)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.EISDIR):
            store.refuse_taken(name)
            return publish(store, staging, name)  # another process has taken it away again
        raise errors.SystemRefused(f"publish {shown(name)}", error) from error
    return path


def replace(
    store: Store, staging: str, name: str, identity: tuple[int, int] | None = None
) -> TrashEntry | None:
    """Move the environment at `staging` to its name, and the old one to the trash; on failure restore the old one.

    Return the old one, None if there was none. With an `identity`, only the environment that has it is replaced, as by
    `remove_only`. Raises what `publish` and `remove` raise; the hint says where the old one is if it is not restored.
    """
    names.check(name)
    with NamesLock(store):
        try:
            old = remove_only(store, name, identity) if identity else remove(store, name)
        except errors.NoSuchEnvironment:  # somebody else has removed it meanwhile
            if identity:
                raise
            publish(store, staging, name)
            return None
        try:
            publish(store, staging, name)
        except BaseException as error:
            try:
                restore(store, old)
            except errors.EnvariumError:  # the name is another's now, or the disk fails for good
                if isinstance(error, errors.EnvariumError):
                    error.hint = f"the old one is in the trash: envarium restore {typed(name)}"
            raise
        return old


def remove_only(store: Store, name: str, identity: tuple[int, int]) -> TrashEntry:
    """Move the environment `name` to the trash if it has the `identity`. Raises EnvironmentReplaced else."""
    with NamesLock(store):
        store.find(name).expect(identity)
        entry = remove(store, name)
        if entry.identity != identity:  # a program that does not take the lock has replaced it
            if entry.identity:
                restore(store, entry)
            raise errors.EnvironmentReplaced(name)
        return entry


def remove(store: Store, name: str) -> TrashEntry:
    """Move the environment `name` to the trash. Raises InvalidName, NoSuchEnvironment, NameTaken, SystemRefused."""
    path = store.find(name).path
    bin_ = fresh(store, TRASH)
    target = bin_ + "/" + name
    try:
        with NamesLock(store):
            identity = move(store, path, target)
    except FileNotFoundError:
        attempt(os.rmdir, bin_)
        raise errors.NoSuchEnvironment(name, store.nearest(name)) from None
    except OSError as error:
        attempt(os.rmdir, bin_)
        raise errors.SystemRefused(f"remove {shown(name)}", error, f"{shown(name)} is as it was") from error
    return TrashEntry(name, target, made_at(os.path.basename(bin_)), identity)


def move(store: Store, source: str, target: str) -> tuple[int, int] | None:
    """Rename `source` to `target`, and return its device and inode. Raises OSError.

    Return None if another process has already moved it on.

    A directory of a lower layer of an overlayfs cannot be renamed: it is copied, the copy published, the old one
    deleted (https://docs.kernel.org/filesystems/overlayfs.html, "Renaming directories").
    """
    try:
        os.rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV or not os.path.isdir(source):
            raise
        from envarium.files import trees

        scratch = stage(store)
        try:
            status = trees.move(source, target, scratch)
        finally:
            deleting.delete(scratch)
    else:
        try:
            status = os.lstat(target)
        except FileNotFoundError:
            return None
    return status.st_dev, status.st_ino


def trash(store: Store) -> list[TrashEntry]:
    """Return the environments in the trash, the latest first. Raises UnusableStore where it cannot be read."""
    entries: list[TrashEntry] = []
    own.check(store)
    for bin_ in filter(is_ours, _inside(store, store.own(TRASH))):
        path = store.own(TRASH, bin_)
        visible = [name for name in _inside(store, path) if name[0] != "."]
        entries.extend(TrashEntry(name, path + "/" + name, made_at(bin_)) for name in visible)
    return sorted(entries, key=lambda entry: -entry.when)


def _inside(store: Store, path: str) -> list[str]:
    """Return what is in the directory `path`, none if it is no directory. Raises UnusableStore."""
    try:
        return os.listdir(path)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise _unusable(store, path, error) from error


def restore(store: Store, entry: TrashEntry) -> str:
    """Bring `entry` back to its name, and return its path. Raises what `publish` raises, NoSuchEnvironment."""
    names.check(entry.name)
    try:
        empty = not os.listdir(store.path(entry.name))
    except OSError:
        empty = False
    if empty:
        raise errors.NameTaken(entry.name, store.path(entry.name))
    with NamesLock(store):
        if not os.path.lexists(entry.path):  # another process has restored or deleted it
            raise errors.NoSuchEnvironment(entry.name, [])
        path = publish(store, entry.path, entry.name)
        attempt(os.rmdir, os.path.dirname(entry.path))
    return path


def made_at(name: str) -> float:
    """Return when the staging or trash directory called `name`, one of ours, was made, in Unix seconds."""
    return int(name.partition("-")[0]) / 1e9


def is_ours(name: str) -> bool:
    """Return whether a staging or trash directory called `name` is one that envarium has made."""
    stamp, _, owner = name.partition("-")
    pid, _, machine = owner.partition("-")
    numbers = stamp + pid
    return bool(stamp and pid and machine) and numbers.isascii() and numbers.isdigit()
