"""Checks of who can change the code that is run: who owns, and who may write to, the store, environments and hooks."""

from __future__ import annotations

import os
import stat

from envarium.errors import ForeignStore, UntrustedFiles, UnusableStore
from envarium.files import reading
from envarium.health.finding import ERROR, WARNING, Finding, command
from envarium.store import names, own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from envarium.health.subject import Subject, World
    from envarium.store.lookup import Store

FOREIGN = "foreign-owner"
WRITABLE = "world-writable"
STORE = "store"


def environment(environment: Subject, world: World) -> Iterator[Finding]:
    """Find the directories and programs of an environment that others own or may write to.

    What the owner of the store owns is found once, of the store.
    """
    path = environment.path
    programs = [f"{path}/bin/{name}" for name in reading.names(path + "/bin") if _is_run(name)]
    paths = [path, f"{path}/bin", f"{path}/lib", f"{path}/pyvenv.cfg", *environment.packages, *programs]
    yield from _judge(environment.name, paths, own.owner(world.store))


def _is_run(name: str) -> bool:
    return name.startswith(("activate", "python", "pypy", "pip")) or name in names.HOOK_FILES


def store(store: Store) -> Iterator[Finding]:
    """Find what others own or may write to in the store, and a directory above it in which they can replace it."""
    if not os.path.exists(store.root):
        return
    hooks = [f"{store.root}/{name}" for name in reading.names(store.root) if names.is_hook(name)]
    yield from _judge(STORE, hooks, own.owner(store))
    yield from _root(store)
    yield from _own(store)
    parent = os.path.dirname(os.path.realpath(store.root))
    while len(parent) > 1:
        mode = _mode(parent)
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            what = f"every user can replace the store, because {parent} above it is writable by all"
            yield Finding(WRITABLE, ERROR, STORE, what, command("chmod", "o-w", parent))
        parent = os.path.dirname(parent)


def _root(store: Store) -> Iterator[Finding]:
    """Find that the store belongs to another user, who can change whatever is run from it."""
    yield from _judge(STORE, [store.root], own.owner(store))
    if own.owner(store) not in (os.getuid(), 0):
        what = (
            f"{store.root} belongs to {own.user_name(own.owner(store))}, who can change what you run from it"
        )
        yield Finding(FOREIGN, WARNING, STORE, what, 'export WORKON_HOME="$HOME/.virtualenvs"')


def _own(store: Store) -> Iterator[Finding]:
    """Find what cannot be trusted in envarium's own directory, and what root has created in it for root only."""
    try:
        own.check(store)
    except UntrustedFiles as error:
        what = f"{error.path} cannot be trusted: {error.reason}"
        yield Finding(FOREIGN, ERROR, STORE, what, command("mv", error.path, error.path + ".old"))
    except (ForeignStore, UnusableStore):
        return
    places = [store.own(), *(store.own(name) for name in reading.names(store.own()))]
    users = {path: status[0] for path in places if (status := _owner_and_mode(path))}
    owner = users.get(store.own())
    foreign = {path: user for path, user in users.items() if user != owner}
    if owner is not None and foreign:
        first, user = next(iter(foreign.items()))
        what = f"{first} is owned by {own.user_name(user)}{_more(foreign)}"
        remedy = command("sudo", "chown", "-hR", own.user_name(owner), *foreign)
        yield Finding(FOREIGN, ERROR, STORE, what, remedy)


def _judge(subject: str, paths: Iterable[str], owner: int) -> Iterator[Finding]:
    """Find which of `paths` other users own, or may write to; `owner` is the user to whom the store belongs."""
    present = [(path, *status) for path in paths if (status := _owner_and_mode(path))]
    own_users = {os.getuid(), 0, owner}
    foreign = {path: user for path, user, _ in present if user not in own_users}
    if foreign:
        first, user = next(iter(foreign.items()))
        what = f"{first} is owned by {own.user_name(user)}{_more(foreign)}"
        remedy = command("sudo", "chown", "-R", own.user_name(os.getuid()), os.path.commonpath(foreign))
        yield Finding(FOREIGN, ERROR, subject, what, remedy)
    writable = [path for path, _, mode in present if mode & stat.S_IWOTH]
    if writable:
        what = f"every user can write to {writable[0]}{_more(writable)}"
        yield Finding(WRITABLE, ERROR, subject, what, command("chmod", "o-w", *writable))


def _owner_and_mode(path: str) -> tuple[int, int] | None:
    """Return the user who owns the file at `path`, or the link there if that is another user's, and the file's mode.

    The mode is 0 if the file cannot be read. None means that nothing is there.
    """
    try:
        status = os.lstat(path)
    except OSError:
        return None
    if not stat.S_ISLNK(status.st_mode):
        return status.st_uid, status.st_mode
    try:
        target = os.stat(path)
    except OSError:
        return status.st_uid, 0
    return target.st_uid if status.st_uid in (os.getuid(), 0) else status.st_uid, target.st_mode


def _mode(path: str) -> int:
    """Return the mode of the file at `path`, 0 if it cannot be read."""
    try:
        return os.stat(path).st_mode
    except OSError:
        return 0


def _more(paths: Collection[str]) -> str:
    return f", and {len(paths) - 1} more" if len(paths) > 1 else ""
