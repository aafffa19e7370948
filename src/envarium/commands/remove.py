"""Move environments to the trash; all names are checked before the first is moved."""

from __future__ import annotations

import os
import sys

from envarium import errors, lanes, settings, vocabulary
from envarium.commands import list_table
from envarium.files import deleting, disk
from envarium.health import dependents
from envarium.hooks import run as hooks
from envarium.output import printable, report, shown, typed
from envarium.printing import amounts
from envarium.printing.status_line import Watch
from envarium.projects import links
from envarium.store import change, kernel, layers, linking, lookup, low_disk, own, sweep
from envarium.store.names_lock import NamesLock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store


def run(values: Values) -> None:
    """Remove each environment named, once, with its hooks before and after; with `--now` delete it permanently."""
    store = lookup.current()
    own.check(store)
    days = settings.value("trash_days")
    assert isinstance(days, int)
    unique = _existing(store, values)
    for name in unique:
        lookup.refuse_active(store.find(name), "removed")
    _settle_layers(store, unique, values)
    orphans = [
        other for name in unique for other in dependents.of(store, store.find(name)) if other not in unique
    ]
    hooks.ready(store.root, "pre_rmvirtualenv", "post_rmvirtualenv")
    old = low_disk.bins(store)
    is_kept = days > 0 and not values.on("now")
    folders = [_remove(store, name, is_kept=is_kept) for name in unique]
    if not unique:
        return
    dependents.tell(store, orphans)
    _tell_snapshots(store, unique)
    if values.on("now"):
        _delete(folders)
    elif days:
        it, name = ("each", "NAME") if len(unique) > 1 else ("it", typed(unique[0]))
        sys.stderr.write(
            f"kept for {amounts.counted(days, 'day')}; restore {it} with: envarium restore {name}\n"
        )
    else:
        sys.stderr.write("deleted permanently, because trash_days is 0\n")
        sweep.delete_in_background(folders)
    clear(store, days, old)


def _remove(store: Store, name: str, *, is_kept: bool) -> str:
    """Remove the environment `name`, with its hooks, links and kernel; return the directory that it is in.

    That is in the trash if it `is_kept`, else in staging, from where nobody can restore it.
    """
    sys.stdout.write(f"Removing {printable(name)}...\n")
    sys.stdout.flush()
    hooks.run(store.root, "pre_rmvirtualenv", name)
    environment = store.find(name)
    project_links, spec = linking.leading_to(environment, store), _kernel(environment)
    with NamesLock(store):
        folder = os.path.dirname(change.remove(store, name).path)
        if not is_kept:
            folder = [*sweep.move_to_staging(store, [folder]), folder][0]
    if project_links:
        links.remove(project_links)
    if spec:
        from envarium.commands import kernels

        kernels.put_away(spec, f"{folder}/{name}")
    hooks.run(store.root, "post_rmvirtualenv", name)
    return folder


def _kernel(environment: Environment) -> str:
    """Return the directory of its Jupyter kernel, "" if it has none."""
    if not kernel.name(environment):
        return ""
    from envarium.store import kernelspecs

    return kernelspecs.find(environment)


def _tell_snapshots(store: Store, names: list[str]) -> None:
    """Print which of the environments `names` have snapshots: these stay, and take space."""
    names_with_snapshots = [typed(name) for name in names if os.path.isdir(store.own(own.SNAPSHOTS, name))]
    if names_with_snapshots:
        sys.stderr.write(f"snapshots are kept: envarium snapshots {names_with_snapshots[0]}\n")


def _settle_layers(store: Store, names: list[str], values: Values) -> None:
    """Take the environments that are on one of `names`, and are none of them, off it with `--flatten`; else refuse.

    Raises EnvariumError.
    """
    for name in names:
        others = [other for other in layers.names_upon(store, store.path(name)) if other not in names]
        if others and not values.on("flatten"):
            more = f" and {len(others) - 1} more are" if len(others) > 1 else " is"
            sentence = f"{shown(name)} cannot be removed: {shown(others[0])}{more} on it"
            raise errors.EnvariumError(sentence, "--flatten copies what they see of it into them first")
        for other in others:
            lanes.require_full()
            from envarium.relocating import flattening

            flattening.replace(store, store.find(other))
            sys.stderr.write(f"{shown(other)} now contains what it saw of {shown(name)}\n")


def _existing(store: Store, values: Values) -> list[str]:
    """Return the names given, each once; with `--skip-missing` those that do not exist are reported and left out."""
    names = list(dict.fromkeys(values.many("names")))
    if values.on("skip_missing") and not os.path.exists(store.root):
        list_table.report_empty(store, values.word)
        return []
    for name in list(names) if values.on("skip_missing") else ():
        try:
            store.find(name)
        except errors.NoSuchEnvironment as error:
            report(error.sentence, vocabulary.with_shell_words(error.hint, values.word))
            names.remove(name)
    return names


def _delete(paths: list[str]) -> None:
    """Delete these directories, and print what that freed; the next sweep deletes what a kill leaves.

    Raises EnvariumError where something cannot be deleted.
    """
    before = sum(map(disk.freed_by, paths))
    with Watch("deleting"):
        for path in paths:
            deleting.delete(path)
    remaining = [path for path in paths if os.path.lexists(path)]
    freed = before - sum(map(disk.freed_by, paths))
    sys.stderr.write(f"deleted permanently, which freed {amounts.size(freed)}\n")
    if remaining:
        raise errors.EnvariumError("not everything could be deleted", f"look at {shown(remaining[0])}")


def clear(store: Store, days: int, old: list[str]) -> None:
    """Delete in the background what has been in the trash for `days`, and of what is in `old` what the disk needs."""
    paths = dict.fromkeys([*sweep.expired(store, days), *low_disk.to_delete(store, old)])
    sweep.delete_in_background([*sweep.move_to_staging(store, list(paths)), *sweep.leftovers(store)])
