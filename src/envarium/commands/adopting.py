"""Taking an environment from elsewhere into the store, for the commands that do so."""

from __future__ import annotations

import os
import sys

from envarium import environ
from envarium.action import Action
from envarium.commands import find_table
from envarium.discovery import tools
from envarium.errors import EnvariumError, SystemRefused
from envarium.files import reading
from envarium.files.deleting import attempt
from envarium.output import printable, report, shown, typed
from envarium.printing import table
from envarium.printing.table import Column
from envarium.projects import links
from envarium.relocating import changes, moving_in
from envarium.store import link, linking, own, sweep
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.discovery.environment import AnyEnvironment
    from envarium.store.lookup import Store

STAY = {
    tools.CONDA: "its programs contain the path of the environment",
    tools.PIXI: "its programs contain the path of the environment",
    tools.PIPX: "pipx starts its programs where they are",
    tools.PRE_COMMIT: "pre-commit starts its programs where they are",
}
"""The tools whose environments cannot be moved, and why."""

LINKED = "without --move it stays there, and the store has a link to it"


HERE = "it is in the store already"


class Offer:
    """An environment that can be adopted under a `name`, or cannot, for a `reason`."""

    __slots__ = ("environment", "name", "reason")

    def __init__(self, environment: AnyEnvironment, name: str, reason: str = "") -> None:
        self.environment = environment
        self.name = name
        self.reason = reason


def offers(store: Store, environments: list[AnyEnvironment], *, move: bool, tool: str = "") -> list[Offer]:
    """Return what can be adopted, each with a name of its own: one that is taken gets a number.

    `tool` is the one that gave the environments their names, if that is known.
    """
    here = names_by_path(store)
    names, rows = set(here.values()), []
    for environment in environments:
        if environment.path in here:
            rows.append(Offer(environment, "", HERE))
            continue
        try:
            refuse(store, environment, here, move=move)
        except EnvariumError as error:
            rows.append(Offer(environment, "", error.sentence))
            continue
        name = tools.name(environment.path, tool or environment.tool)
        while name in names or os.path.lexists(store.path(name)):
            names.add(name)
            name = tools.free(tools.name(environment.path, tool or environment.tool), names)
        names.add(name)
        rows.append(Offer(environment, name))
    return rows


def names_by_path(store: Store) -> dict[str, str]:
    """Return the names of the environments of `store` by their paths without links."""
    return {os.path.realpath(environment.path): environment.name for environment in store}


def refuse(store: Store, environment: AnyEnvironment, here: dict[str, str], *, move: bool) -> None:
    """Raise EnvariumError where `environment` cannot be adopted; `here` is what `names_by_path` returns."""
    path = environment.path
    if path in here:
        raise EnvariumError(
            f"{shown(path)} is in the store already, as {shown(here[path])}", f"workon {typed(here[path])}"
        )
    if (os.path.realpath(store.root) + "/").startswith(path + "/"):
        raise EnvariumError(f"{shown(path)} contains the store", "set WORKON_HOME to another directory")
    if path.startswith(os.path.realpath(store.own()) + "/"):
        raise EnvariumError(f"{shown(path)} is envarium's own", "envarium trash lists what was removed")
    user = _owner(path)
    if user != _store_owner(store):
        what = f"{shown(path)} belongs to {own.user_name(user)}, who may change it at any time"
        raise EnvariumError(what, "copy it instead: envarium copy PATH NAME")
    if not environment.has_python:
        raise EnvariumError(
            f"{shown(path)} has no Python that can be started", "create one instead: envarium create NAME"
        )
    reason = STAY.get(environment.tool) or (
        "uv starts its programs where they are" if _is_uv_tool(path) else ""
    )
    if move and reason:
        raise EnvariumError(f"{shown(path)} cannot be moved: {reason}", LINKED)


def _owner(path: str) -> int:
    with Action(f"adopt {shown(path)}"):
        return os.stat(path).st_uid


def _store_owner(store: Store) -> int:
    try:
        return own.owner(store)
    except OSError:
        return os.geteuid()  # it will be created


def _is_uv_tool(path: str) -> bool:
    return os.path.exists(path + "/uv-receipt.toml")


def adopt(store: Store, environment: AnyEnvironment, name: str, *, move: bool) -> None:
    """Take `environment` into the store as `name`, and print that. Raises EnvariumError; nothing is changed then."""
    refuse(store, environment, names_by_path(store), move=move)
    path, project = environment.path, environment.project
    active = environ.active()
    is_active = bool(active) and reading.is_same(active, path)
    store.refuse_taken(name)
    change = "moved" if move else "linked"
    if move:
        result = moving_in.move_in(store, Environment(path), name)
        change += f", {changes.summary(result)}"
        if result.is_in_trash:
            sys.stderr.write(f"the old one changed in the meantime, and is still there: {printable(path)}\n")
    else:
        _link(store, path, name)
    new = Environment(store.path(name))
    if project and not new.project:
        attempt(new.tie, project)
    sys.stdout.write(
        f"{printable(environ.abbreviated(path))} is now {printable(name)} in the store ({change})\n"
    )
    if move and not os.path.lexists(path):
        _replace(store, new, path, project)
        if is_active and not os.path.lexists(path):
            sys.stderr.write(
                f"it was active here under its old path: deactivate, then workon {typed(name)}\n"
            )


def _link(store: Store, path: str, name: str) -> None:
    store.prepare()
    try:
        os.symlink(path, store.path(name))
    except FileExistsError:
        store.refuse_taken(name)
        _link(store, path, name)  # another process has taken it away again
    except OSError as error:
        raise SystemRefused(f"adopt {shown(path)}", error) from error


def _replace(store: Store, environment: Environment, path: str, project: str) -> None:
    """Leave a link where the environment was, at `path`, if that is where uv and editors look for it."""
    if path == f"{project}/{link.NAME}":
        linking.make(project, environment, links.form(), store)
        sys.stderr.write(links.link_message(project, environment))


def show(rows: list[Offer]) -> None:
    """Print the name, Python, path and project of each that can be adopted, and why the others cannot."""
    good = [row for row in rows if row.name]
    home = environ.home()
    cells = [
        (row.name, row.environment.version or "?", find_table.path(row.environment, home)) for row in good
    ]
    table.show(tuple(map(Column, ("name", "python", "path"))), cells)
    sys.stdout.flush()
    here = sum(1 for row in rows if row.reason == HERE)
    if here:
        sys.stderr.write(f"{here} {'is' if here == 1 else 'are'} in the store already\n")
    for row in rows:
        if row.reason not in ("", HERE):
            sys.stderr.write(f"left out: {row.reason}\n")


def carry_out(store: Store, rows: list[Offer], *, move: bool) -> int:
    """Adopt each that can be, and return how many could not be adopted."""
    failures = 0
    for row in rows:
        if row.name:
            try:
                adopt(store, row.environment, row.name, move=move)
            except EnvariumError as error:
                report(error.sentence, error.hint)
                failures += 1
    sweep.delete_in_background(sweep.leftovers(store))
    return failures
