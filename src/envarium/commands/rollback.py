"""Return an environment to a snapshot."""

from __future__ import annotations

import sys

from envarium.action import Action
from envarium.commands import diff, inspecting, invocation
from envarium.errors import CannotRepair, EnvariumError, WrongUsage
from envarium.health import checks, interpreter
from envarium.health.repairs import Repairs
from envarium.output import printable, shown, typed
from envarium.printing.status_line import Watch
from envarium.relocating import changes
from envarium.snapshots import differences, manifest, receipts, rolling, shelf
from envarium.store import lookup
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.health.subject import Subject
    from envarium.snapshots.shelf import Snapshot
    from envarium.store.lookup import Store


def run(values: Values) -> None:
    """Return to the snapshot, and print what that changes; with `--dry-run`, only print it."""
    store = lookup.current()
    name = lookup.name_or_active(store, values.text("name"))
    _refuse_snapshot(store, name)
    snapshot = shelf.find(store, name, values.text("snapshot"))
    rollback = rolling.Rollback(store, name, snapshot, lambda copy: _relink(store, snapshot, copy))
    rollback.check()
    if store.holds(name):
        _show(store, name, snapshot)
    changed = _changed(snapshot)
    if changed and not values.on("force"):
        raise _refusal(snapshot, changed)
    if values.on("dry_run"):
        return
    environment = Environment(store.path(name))
    with Watch(f"returning to {snapshot.text}"):
        before = receipts.around(environment, invocation.words("rollback", values), rollback.run)
    sys.stdout.write(f"{printable(name)} is as it was in {printable(snapshot.text)}\n")
    if before:
        again = f"envarium rollback {typed(name)}"
        sys.stderr.write(f"the state before is {printable(before.text)}; return to it with: {again}\n")


def _refuse_snapshot(store: Store, name: str) -> None:
    """Raise WrongUsage if `name`, that of an environment, is written as a snapshot."""
    owner = differences.owner(store, name)
    if owner and shelf.of(store, owner):
        label = name.removeprefix(owner + shelf.SEPARATOR)
        hint = f"envarium rollback {typed(owner)} {typed(label)}"
        raise WrongUsage(f"{shown(name)} is a snapshot, and not the name of an environment", hint)


def _show(store: Store, name: str, snapshot: Snapshot) -> None:
    """Print the differences between the environment `name` as it is and the `snapshot`."""
    old, new = differences.of_environment(store.find(name)), differences.of_snapshot(snapshot)
    rows = diff.lines(old, new, differences.of_packages(old, new))
    sys.stdout.write("".join(row + "\n" for row in rows or ["the packages are the same"]))
    sys.stdout.flush()


def _changed(snapshot: Snapshot) -> list[str]:
    with Action(f"read {shown(snapshot.text)}"):
        return manifest.changed(snapshot)


def _refusal(snapshot: Snapshot, files: list[str]) -> EnvariumError:
    """Return the error that `files` are not what they were when `snapshot` was taken."""
    number = len(files)
    others = f" and {number - 1} more" if number > 1 else ""
    packages = manifest.owners(snapshot, files)
    then = f"; reinstall after that: {' '.join(packages)}" if packages else ""
    return EnvariumError(
        f"{shown(snapshot.text)} is no longer what it was: {shown(files[0])}{others} changed in place since",
        f"--force returns to it with the file{'s' if number > 1 else ''} as now{then}",
    )


def _relink(store: Store, snapshot: Snapshot, copy: Subject) -> None:
    """Link `copy`, made from `snapshot`, to a Python of its version if it has lost its own. Raises EnvariumError."""
    world = inspecting.world(store)
    if not any(one.identifier in interpreter.RELINKABLE for one in checks.of_environment(copy, world)):
        return
    try:
        action = Repairs(world, lambda name, others: changes.repair(store, name, others)).relink(copy)
    except CannotRepair as error:
        version = copy.spec.partition("@")[2]
        raise EnvariumError(
            f"{shown(snapshot.text)} has lost its Python: {error.reason}",
            f"install a Python {version}, and run it again; nothing was changed",
        ) from error
    sys.stderr.write(f"{printable(snapshot.text)} has lost its Python; {printable(action)}\n")
