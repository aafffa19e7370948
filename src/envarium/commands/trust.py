"""Trust the hooks of a project, and its link to an environment, as they are now."""

from __future__ import annotations

import os
import sys

from envarium.errors import EnvariumError
from envarium.output import printable, shown
from envarium.projects import location
from envarium.shells import registry
from envarium.store import link, lookup, trust

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values

NAMES = ("postactivate", "predeactivate")
"""The hooks that a project may have; all are sourced."""


def run(values: Values) -> None:
    """Trust those that the project has, and list them; nothing is trusted if one of them cannot be."""
    project, store = location.directory(values.text("project") or location.here()), lookup.current()
    paths = [path for path in _hooks(project) if os.path.isfile(path)]
    venv = link.read(project, store)
    if venv and venv.form != link.OTHER and not venv.environment(store):
        paths.append(venv.path)
    if not paths:
        what = f"{shown(project)} contains no hooks, and no link out of the store"
        raise EnvariumError(
            what, "hooks are in the directory .virtualenvwrapper of a project; .venv is the link"
        )
    for path in paths:
        trust.content(path)
    for path in paths:
        trust.trust(store, path)
        sys.stdout.write(f"trusted {printable(path)}\n")


def _hooks(project: str) -> list[str]:
    """Return the paths of the hooks that the project in that directory may have, for every shell."""
    suffixes = dict.fromkeys(registry.integrated(name).HOOK_SUFFIX for name in registry.INTEGRATED)
    return [f"{project}/.virtualenvwrapper/{name}{suffix}" for name in NAMES for suffix in suffixes]
