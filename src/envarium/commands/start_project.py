"""Create the project directory of an environment: its hooks, the directory, the setting, the templates."""

from __future__ import annotations

import os
import sys

from envarium import environ, errors, lanes
from envarium.action import Action
from envarium.hooks import run as hooks
from envarium.output import printable, shown
from envarium.projects import links
from envarium.store import lookup, names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values

EVENTS = ("project.pre_mkproject",)


def run(values: Values) -> None:
    """Create it, or with `--check` only check whether it can be created."""
    store = lookup.current()
    name = names.check(values.text("name"))
    hooks.ready(store.root, *EVENTS)
    project = check(name, values)
    if values.on("check"):
        return
    if links.always():
        lanes.require_full()  # as in `create`
    environment = store.find(name)
    hooks.run(store.root, "project.pre_mkproject", name)
    sys.stdout.write(f"Creating {project}\n")
    with Action(f"create the project of {shown(name)}"):
        os.makedirs(project, exist_ok=True)
        sys.stdout.write(f"Setting project for {printable(name)} to {printable(project)}\n")
        environment.tie(project)
    for template in values.many("templates"):
        sys.stdout.write(f"\nApplying template {template}\n")
        sys.stdout.flush()
        _apply(store.root, template, name, project)
    if links.always():
        links.settle(project, environment, store, {})
        sys.stdout.write(links.link_message(project, environment))


def check(name: str, values: Values) -> str:
    """Return the directory that the project `name` would have.

    Raises NoProjectHome, ProjectExists, NoSuchTemplate, WrongUsage.
    """
    home = environ.PROJECT_HOME.get()
    parent = environ.expanded(home) if home else ""
    if not os.path.isdir(parent):
        raise errors.NoProjectHome(parent)
    if any(map(names.is_control, parent)):
        raise errors.WrongUsage(
            f"the path {shown(parent)} contains a control character", "rename the directory"
        )
    project = os.path.normpath(parent) + "/" + name
    if os.path.lexists(project) and not (values.on("force") and os.path.isdir(project)):
        raise errors.ProjectExists(project)
    if values.many("templates"):
        _check_templates(values.many("templates"))
    return project


def _apply(root: str, template: str, name: str, project: str) -> None:
    lanes.require_full()
    from envarium.hooks import plugins

    plugins.apply_template(root, template, name, project)


def _check_templates(names: tuple[str, ...]) -> None:
    lanes.require_full()
    from envarium.hooks import plugins

    templates = plugins.templates()
    for name in names:
        if name not in templates:
            raise errors.NoSuchTemplate(name, templates)
