"""Make an environment; then tie, enter, and install, each hook in its turn."""

from __future__ import annotations

import os
import sys

from envarium import environ
from envarium.activation.plan import CD, Step, call
from envarium.commands import install, making, projects
from envarium.errors import EnvironmentExists, WrongUsage, printable
from envarium.hooks import run as hooks
from envarium.store import lookup, names
from envarium.words import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store
    from envarium.words import Given


def run(given: Given) -> Answer:
    """Make the environment unless it is there already, and answer with the steps into it."""
    if given.text("keep"):
        if not given.shell:
            raise WrongUsage("--keep is for mktmpenv, in a shell", "call envarium keep NAME")
        return Answer((call("plan", "keep", given.text("keep")),))
    store = lookup.current()
    project = projects.directory(given.text("project")) if given.text("project") else ""
    name = given.text("name") or os.path.basename(project)
    if given.on("temporary"):
        name = _temporary_name(store, given)
    if not name:
        raise WrongUsage("there is no name for the environment", "write one: mkvenv NAME")
    names.check(name)
    making.check(given)
    hooks.ready(store.root, "pre_mkvirtualenv")
    making.make(store, name, project, given)
    return entering(store, name, given)


def entering(store: Store, name: str, given: Given) -> Answer:
    """Run the hooks of the new environment `name`, and answer with the steps into it; without a shell, install at once.

    Packages come when it has been entered: the user's hooks may say where pip finds them.
    """
    environment = store.find(name)
    hooks.run(store.root, "pre_mkvirtualenv", name, environment=environment)
    wanted = install.arguments(given.many("packages"), given.many("requirements"))
    if not given.shell:
        install.install(environment, wanted)
        sys.stderr.write(f"step in with: workon {printable(name)}\n")
        return Answer()
    steps = [call("made_temporary", environment.path)] if given.values.get("temporary") else []
    steps.append(call("enter", environment.path, *projects.going(given)))
    if wanted:
        steps.append(call("install", name, *wanted))
    steps.append(call("event", "post_mkvirtualenv"))
    if given.values.get("temporary"):
        steps += _settling(environment, given)
    return Answer(tuple(steps))


def _temporary_name(store: Store, given: Given) -> str:
    """Return the name of a temporary environment: the one given, else a random one as virtualenvwrapper has them."""
    name = given.text("name")
    if not name:
        return "tmp-" + os.urandom(8).hex()[:15]
    if store.holds(name):
        raise EnvironmentExists(name)
    return name


def _settling(environment: Environment, given: Given) -> list[Step]:
    """Return the steps that follow on entering a temporary environment."""
    steps = [call("print", making.WILL_GO)]
    if given.on("cd") or (not given.on("no_cd") and environ.WORKON_CD.get() in ("", "1")):
        steps.append(Step(CD, "", environment.path))
    return steps
