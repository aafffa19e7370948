"""Link a project to its environment."""

from __future__ import annotations

import os
import sys

from envarium.action import Action
from envarium.errors import WrongUsage
from envarium.files import git
from envarium.output import printable, shown
from envarium.projects import links, location
from envarium.store import link as store_link
from envarium.store import linking, lookup, names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store


def run(values: Values) -> None:
    """Link the project to the environment named, else to the one that is its own; record both in each other."""
    store = lookup.current()
    project = location.directory(values.text("project") or location.to_link())
    environment = store.find(values.text("name")) if values.text("name") else _own(store, project)
    form = store_link.FILE if values.on("file") else links.form()
    if values.on("check"):
        links.warn(environment.project, environment)
        return
    existing = store_link.read(project, store)
    if existing and existing.leads_to(environment):
        links.follow_project(existing, environment)
    if values.on("again") and existing and not existing.leads_to(environment):
        links.refuse_claimed(project, environment, store)
        aside = linking.replace(existing, environment, form, store)
        if aside:
            sys.stderr.write(f"the environment that was there is now {printable(aside)}\n")
    else:
        links.check(project, environment, store)
        linking.make(project, environment, form, store)
    _ignore(project, values)
    _tie(project, environment)
    sys.stdout.write(links.link_message(project, environment))
    links.warn(project, environment)


def _tie(project: str, environment: Environment) -> None:
    """Set `project` as that of the environment, unless it is a worktree of the project that the environment has."""
    other = environment.project
    if other and git.main_checkout(project) and os.path.isdir(other):
        return
    with Action(f"set the project of {shown(environment.name)}"):
        environment.tie(project)


def _ignore(project: str, values: Values) -> None:
    if not values.on("gitignore"):
        links.ignore(project)
        return
    with Action(f"change {shown(project + '/.gitignore')}", "the project is linked"):
        git.add_line(f"{project}/.gitignore", git.pattern(project, f"{project}/{store_link.NAME}"))


def _own(store: Store, project: str) -> Environment:
    """Return the environment that belongs to `project`, else that of the main checkout of which it is a worktree.

    Otherwise it is the one with its name, or the active one. Raises WrongUsage where there is none of these.
    """
    mine = [one for one in store if one.project == project]
    main_environment = links.of_main_checkout(project, store)
    name = location.name(project)
    has_namesake = not names.objection(name) and store.holds(name)
    active = lookup.active(store)
    if len(mine) == 1:
        return mine[0]
    if main_environment:
        return main_environment
    if has_namesake or active:
        return store.find(name if has_namesake else active)
    raise WrongUsage(
        f"it is not known which environment belongs to {shown(project)}",
        "write its name: envarium link NAME, or create one: mkvenv",
    )
