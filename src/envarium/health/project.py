"""The checks of an environment's project directory, and of the links that lead to the environment."""

from __future__ import annotations

import os

from envarium.files import mounts
from envarium.health.finding import NOTE, WARNING, Finding, command
from envarium.store import link as links
from envarium.store import linking
from envarium.store.pyvenv_cfg import FILE as CONFIG
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.health.subject import Subject, World
    from envarium.store.link import Link
    from envarium.store.lookup import Store

GONE = "project-gone"
UNMOUNTED = "project-unmounted"

MOVED = "project-moved"
LINK_GONE = "link-gone"
LINK_REPLACED = "link-replaced"


def gone(environment: Subject, world: World) -> Iterator[Finding]:
    """Find a project directory that does not exist, or has moved to where doctor was called."""
    path = environment.project
    if not path or os.path.isdir(path):
        return
    disk = mounts.unmounted(path)
    if disk:
        what = f"its project, {path}, is on {disk}, which is not mounted"
        yield Finding(UNMOUNTED, NOTE, environment.name, what, command("mount", disk))
        return
    here = _nearest(world.store)
    if here and here.leads_to(environment) and linking.moved_from(here, environment):
        remedy = command("envarium", "link", "-a", here.project, environment.name)
        what = f"its project has moved from {path} to {here.project}"
        yield Finding(MOVED, WARNING, environment.name, what, remedy)
    else:
        remedy = command("envarium", "set-project", environment.name, "DIRECTORY")
        yield Finding(
            GONE, WARNING, environment.name, f"its project directory, {path}, does not exist", remedy
        )


def _nearest(store: Store) -> Link | None:
    try:
        return links.nearest(os.getcwd(), store)
    except OSError:  # the working directory no longer exists
        return None


def linked(environment: Subject, world: World) -> Iterator[Finding]:
    """Find links to the environment that no longer exist, or that another tool has replaced."""
    for project in linking.record(environment):
        link = links.read(project, world.store)
        if link is None and os.path.isdir(project):
            remedy = command("envarium", "link", "-a", project, environment.name)
            what = f"the link from its project, {project}/{links.NAME}, no longer exists"
            yield Finding(LINK_GONE, WARNING, environment.name, what, remedy)
        elif link and not link.leads_to(environment):
            remedy = command("envarium", "link", "--again", "-a", project, environment.name)
            what = f"{_tool(link)} has replaced the link from its project, {link.path}"
            yield Finding(LINK_REPLACED, WARNING, environment.name, what, remedy)


def _tool(link: Link) -> str:
    """Return the tool that has made what is in the place of a link, as its pyvenv.cfg tells."""
    config = PyvenvCfg.read(f"{link.target if link.form else link.path}/{CONFIG}")
    if "uv" in config:
        return "uv"
    if "virtualenv" in config:
        return "virtualenv, which poetry, pdm and hatch use,"
    return "another tool"
