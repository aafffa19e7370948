"""Make an environment: find the interpreter, build aside, publish; then tie, install, and enter."""

from __future__ import annotations

import os
import sys

from venvarium import environ
from venvarium.activation import registry
from venvarium.activation.plan import Step
from venvarium.commands import packages
from venvarium.creator import create, image
from venvarium.creator.request import Request
from venvarium.errors import NameTaken, NotADirectory, SystemRefused, WrongUsage, shown
from venvarium.interpreters import find
from venvarium.store import change, lookup, marks, names, sweep
from venvarium.words import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvarium.interpreters.facts import Facts
    from venvarium.store.lookup import Store
    from venvarium.words import Given


def run(given: Given) -> Answer:
    """Make the environment unless it is there already, and answer with the step into it."""
    project = _project(given.text("project"))
    name = names.check(given.text("name") or os.path.basename(project))
    packages.check(given.many("requirements"))
    store = lookup.current()
    place = store.path(name)
    if lookup.is_environment(place) and not given.on("clear"):
        sys.stderr.write(f"{shown(name)} is there already and stays as it is (--clear rebuilds it)\n")
        _tie(place, project)
    else:
        _make(store, name, project, given)
    code = packages.install(place, given.many("packages"), given.many("requirements"))
    if not given.shell:
        sys.stderr.write(f"step in with: workon {name}\n")
    return Answer((Step("enter", "", place),), code)


def _project(text: str) -> str:
    """Return the project directory asked for, absolute, its links kept. Raises NotADirectory."""
    if not text:
        return ""
    path = os.path.normpath(os.path.join(os.getcwd(), os.path.expanduser(text)))
    if not os.path.isdir(path):
        raise NotADirectory(path)
    return path


def _tie(place: str, project: str) -> None:
    if project and marks.project(place) != project:
        marks.tie(place, project)


def _make(store: Store, name: str, project: str, given: Given) -> None:
    """Build the environment in staging, and publish it or leave no trace."""
    place = store.path(name)
    if os.path.lexists(place) and not lookup.is_environment(place) and not _is_empty(place):
        raise NameTaken(name, place)
    store.prepare()
    python = find.find(given.text("python"), store.own("interpreters"), project or os.getcwd())
    request = _request(store, place, python, given)
    if project:
        request.files[marks.project_file()] = project + "\n"
    root = change.stage(store)
    try:
        create.create(request, root)
        publish = change.replace if lookup.is_environment(place) else change.publish
        publish(store, root, name)
    except OSError as error:
        raise SystemRefused(f"make {shown(name)}", error) from error
    finally:
        sweep.delete(root)
    _say_choice(python)
    sweep.behind(sweep.leftovers(store))


def _is_empty(path: str) -> bool:
    try:
        return not os.listdir(path)
    except OSError:
        return False


def _request(store: Store, place: str, python: Facts, given: Given) -> Request:
    request = Request(place, python, prompt=given.text("prompt"), system_site=given.on("system_site"))
    if any(character < " " or character == "\x7f" for character in request.prompt):
        raise WrongUsage("a prompt holds no newline or other control character", "write it on one line")
    if given.on("no_pip") and given.text("pip"):
        raise WrongUsage("--pip and --no-pip exclude each other", "choose one")
    wanted = [] if given.on("no_pip") else [f"pip=={given.text('pip')}" if given.text("pip") else "pip"]
    cache = store.own("seeds")
    request.seeds = tuple(image.ready(cache, python, seed) for seed in (*wanted, *given.many("seeds")))
    activators = registry.activators(place, request.prompt or os.path.basename(place))
    request.files = {f"{python.scripts}/{file}": text for file, text in activators.items()}
    return request


def _say_choice(python: Facts) -> None:
    path, home = python.executable, environ.home()
    if path.startswith(home + "/"):
        path = "~" + path[len(home) :]
    sys.stderr.write(f"made with {python.implementation} {python.release} ({path})\n")


