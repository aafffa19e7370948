"""Writing the variables of an environment: the file that lists them, and the activators that set them."""

from __future__ import annotations

import os
import shutil

from envarium import creation
from envarium.activation import plan
from envarium.activation.variables import FILE, NONE, Variables
from envarium.creator import request
from envarium.files import reading, writing
from envarium.files.deleting import attempt
from envarium.health.finding import ERROR, Finding, repair
from envarium.shells import registry
from envarium.store import layers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.health import subject
    from envarium.health.subject import World
    from envarium.store.environment import Environment

STALE = "variables-not-set"

KEPT = ".orig"
"""Behind the name of an activator that envarium did not generate: the copy that is kept of it."""


def stale(environment: subject.Subject, _: World) -> Iterator[Finding]:
    """Find an activator that does not set the variables of `environment`."""
    variables = environment.applied
    steps = [step for step in plan.activation("", "", variables) if step.kind in (plan.EXPORT, plan.INCLUDE)]
    for shell in (registry.shell(name) for name in registry.ACTIVATORS if name in registry.DIALECTS):
        text = reading.text(f"{environment.path}/bin/{shell.FILE}")
        lines = [line.strip() for step in steps for line in shell.snippet((step,)).split("\n")]
        if text and any(line not in text for line in lines):
            what = f"its bin/{shell.FILE} does not set its variables"
            yield Finding(STALE, ERROR, environment.name, what, repair(environment.name))
            return


def write(environment: Environment, variables: Variables) -> list[str]:
    """Write activators of `environment` that set `variables`; return those of other tools of which a copy was kept.

    Raises OSError.
    """
    strategy = request.owner(environment)
    root, prompt = environment.path, environment.prompt
    new = layers.with_programs(root, variables)
    olds = (environment.applied, environment.variables, NONE)
    versions = [creation.activators(strategy, root, prompt, each) for each in (*olds, variables, new)]
    if variables:
        writing.replace(f"{root}/{FILE}", os.fsencode(variables.text), variables.mode)
    else:
        attempt(os.unlink, f"{root}/{FILE}")
    copies = []
    for name, text in versions[-1].items():
        path = f"{root}/bin/{name}"
        if _is_foreign(path, [texts[name] for texts in versions]):
            writing.replace_by(lambda copy, path=path: shutil.copy2(path, copy), path + KEPT)  # type: ignore[misc]  # mypy cannot infer a default
            copies.append(path)
        writing.replace(path, os.fsencode(text), variables.mode)
    return copies


def _is_foreign(path: str, texts: list[str]) -> bool:
    """Return whether a copy of the activator at `path` must be kept: it is none of `texts`, and there is no copy."""
    return os.path.isfile(path) and reading.text(path) not in texts and not os.path.lexists(path + KEPT)
