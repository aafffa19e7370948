"""Create the environment of a worktree as a copy of the one that its main checkout is linked to."""

from __future__ import annotations

import os
import sys

from envarium import errors, lanes
from envarium.action import Action
from envarium.files import git
from envarium.hooks import stubs
from envarium.output import shown, typed
from envarium.printing.status_line import Watch
from envarium.projects import links, location
from envarium.relocating import changes, sharing
from envarium.store import link as store_link
from envarium.store import linking
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.lookup import Store


def create(store: Store, values: Values) -> Environment:
    """Copy it, let what names the main checkout name the worktree, and link the worktree to the copy.

    Raises EnvariumError where the working directory is in no worktree of a linked project, and what `copy` raises.
    """
    lanes.require_full()
    here = location.here()
    worktree = git.checkout(here)
    source = links.of_main_checkout(here, store)
    if source is None:
        raise errors.EnvariumError(
            "--like needs a worktree of a repository whose main checkout is linked to an environment",
            "link the main checkout first: envarium link",
        )
    environment = Environment(store.path(values.text("name") or os.path.basename(worktree)))
    project = location.around(here) or worktree
    existing = store_link.read(project, store)
    shares = existing is not None and existing.leads_to(source)
    if not shares:
        links.check(project, environment, store)
    with Watch(f"copying {source.name}"):
        replica = changes.copy(store, source, environment.name, sharing.COPY, stubs.local(values.shell))
    if not values.on("quiet"):
        sys.stderr.write(f"copied from {shown(source.name)}, {changes.summary(replica)}\n")
    _settle(environment, git.main_checkout(worktree), worktree)
    if existing and shares:
        linking.replace(existing, environment, links.form(), store)
    environment.tie(project)
    links.settle(project, environment, store, {})
    if not values.on("quiet"):
        sys.stderr.write(links.link_message(project, environment))
    return environment


def _settle(environment: Environment, main: str, worktree: str) -> None:
    """Point the editable installs of `environment` to the `worktree` instead of the `main` checkout."""
    from envarium.relocating import project_paths

    hint = f"the copy still uses {shown(main)}: envarium remove {typed(environment.name)}"
    with Action(f"change {shown(environment.name)}", hint):
        project_paths.rewrite(environment, main, worktree)
