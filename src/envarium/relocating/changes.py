"""The changes to a store that need the engine: copy, rename, mend. Each is published by a rename, undone if it fails.

None needs a lock. Of several that want one name, `publish` lets one win; and whoever renames finds out, when the old
environment lies aside and nobody can reach it any more, whether it is the one that was made anew.

A rename makes the new environment beside the old one, of hard links where nothing is rewritten, publishes it, and only
then takes the old one away. To rename first and rewrite afterwards would be quicker by little, and whoever is killed in
between would leave an environment whose launchers name a place that is gone; so there are two that work for an instant.
"""

from __future__ import annotations

import os

from envarium.errors import (
    EnvariumError,
    EnvironmentExists,
    MountedInside,
    NameTaken,
    NoSuchEnvironment,
    SystemRefused,
    shown,
)
from envarium.files import deleting, mounts
from envarium.files.deleting import attempt
from envarium.files.writing import write
from envarium.relocating import sharing
from envarium.relocating.engine import relocate
from envarium.store import change, names, sweep
from envarium.store.environment import TEMPORARY, Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from envarium.relocating.engine import Relocated
    from envarium.store.change import Removed
    from envarium.store.lookup import Store

    Script = tuple[str, bool]

NO_SCRIPTS: Mapping[str, Script] = {}


class Done:
    """What was done: the `path` at which the environment is now, how many files were `rewritten`.

    `kept` says that the old environment changed meanwhile, and so went to the trash.
    """

    __slots__ = ("kept", "path", "rewritten")

    def __init__(self, path: str, rewritten: int, *, kept: bool = False) -> None:
        self.path = path
        self.rewritten = rewritten
        self.kept = kept


def told(done: Done) -> str:
    """Return how many files were rewritten, in words."""
    return f"{done.rewritten} file{'' if done.rewritten == 1 else 's'} rewritten"


def refuse_taken(store: Store, name: str) -> None:
    """Raise InvalidName, EnvironmentExists or NameTaken where nothing can be published as `name`."""
    path = store.path(name)
    if Environment(path).exists:
        raise EnvironmentExists(name)
    if os.path.lexists(path):
        raise NameTaken(name, path)


def _refuse_mounted(environment: Environment) -> None:
    """Raise MountedInside where something is mounted in an environment that is to be made anew and deleted."""
    for point in mounts.below(environment.path):
        raise MountedInside(environment.name, point)


def copy(
    store: Store,
    source: Environment,
    name: str,
    wanted: str = sharing.COPY,
    scripts: Mapping[str, Script] = NO_SCRIPTS,
) -> Done:
    """Publish as `name` a copy of the environment `source`; `wanted` is how files are shared.

    A link in the store stands for the environment that it leads to. `scripts` are files to have in `bin` besides, where
    it has none of that name: texts, and whether they can be run. A copy is not temporary. Raises what `relocate` and
    `publish` raise.
    """
    refuse_taken(store, name)
    store.prepare()
    built = relocate(store, source, store.path(name), _spellings(source.path), wanted)
    attempt(os.unlink, f"{built.root}/{TEMPORARY}")
    return Done(_publish(store, built, name, scripts), built.rewritten)


def rename(store: Store, old: str, new: str) -> Done:
    """Give the environment `old` the name `new`; of a link in the store, only the link is renamed.

    Raises InvalidName, NoSuchEnvironment, EnvironmentExists, NameTaken, and what `relocate` raises: then all is as it
    was.
    """
    names.check(new)
    source = store.find(old)
    refuse_taken(store, new)
    if os.path.islink(source.path):
        return Done(change.publish(store, source.path, new), 0)
    _refuse_mounted(source)
    built = relocate(store, source, store.path(new), (source.path,), sharing.LINK)
    path = _publish(store, built, new)
    try:
        kept = _retire(store, old, built)
    except BaseException:
        _withdraw(store, new)
        raise
    return Done(path, built.rewritten, kept=kept)


def mend(store: Store, name: str, olds: Iterable[str]) -> Done:
    """Make the environment `name` whole where it stands, though its files name the places `olds`; the old one is trash.

    Raises InvalidName, NoSuchEnvironment, NameTaken, EnvironmentReplaced, and what `relocate` raises: then all is as it
    was.
    """
    environment = store.find(name)
    identity = environment.identity
    _refuse_mounted(environment)
    built = relocate(store, environment, environment.path, tuple(olds), sharing.LINK)
    try:
        change.replace(store, built.root, name, identity)
    finally:
        deleting.delete(built.root)
    return Done(environment.path, built.rewritten, kept=True)


def _add(root: str, scripts: Mapping[str, Script]) -> None:
    for name, (text, executable) in scripts.items():
        if not os.path.lexists(f"{root}/bin/{name}"):
            write(f"{root}/bin/{name}", os.fsencode(text), 0o777 if executable else 0o666)


def _spellings(source: str) -> tuple[str, ...]:
    """Return the places that the files of the environment at `source` may name: where a link leads to, too."""
    if not os.path.islink(source):
        return (source,)
    return (source, os.path.normpath(os.path.join(os.path.dirname(source), os.readlink(source))))


def _publish(store: Store, built: Relocated, name: str, scripts: Mapping[str, Script] = NO_SCRIPTS) -> str:
    """Publish what was built, with `scripts` added, or leave no trace of it."""
    try:
        _add(built.root, scripts)
        return change.publish(store, built.root, name)
    except OSError as error:
        deleting.delete(built.root)
        raise SystemRefused(f"make {shown(name)}", error) from error
    except BaseException:
        deleting.delete(built.root)
        raise


def _retire(store: Store, old: str, built: Relocated) -> bool:
    """Take the environment `old` away, now that it has been made anew, and say whether it is kept in the trash.

    It is if it has changed meanwhile. Raises NoSuchEnvironment if another took it away, or stands there by now.
    """
    removed = change.remove(store, old)
    if not built.tree.was_made_from(removed.path):
        change.restore(store, removed)
        raise NoSuchEnvironment(old, [])
    if built.tree.has_changed(removed.path):
        return True
    _forget(store, removed)
    return False


def _withdraw(store: Store, name: str) -> None:
    """Take back what was published as `name`."""
    try:
        _forget(store, change.remove(store, name))
    except EnvariumError:
        pass  # another has taken it away already


def _forget(store: Store, removed: Removed) -> None:
    """Delete what lies in the trash, behind the caller's back."""
    sweep.behind(sweep.aside(store, [os.path.dirname(removed.path)]))
