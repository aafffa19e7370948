"""Make an environment: find the interpreter, build aside, publish; then tie, install, and enter."""

from __future__ import annotations

import os
import sys

from venvarium import environ, settings
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
    name = given.text("name") or os.path.basename(project)
    if not name:
        raise WrongUsage("there is no name for the environment", "write one: mkvenv NAME")
    names.check(name)
    _check(given)
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


def _check(given: Given) -> None:
    """Refuse what cannot be, before anything is made. Raises WrongUsage, NoSuchFile."""
    if any(map(names.is_control, given.text("prompt"))):
        raise WrongUsage("a prompt holds no newline or other control character", "write it on one line")
    if given.on("no_pip") and given.text("pip"):
        raise WrongUsage("--pip and --no-pip exclude each other", "choose one")
    asked = given.many("packages") or given.many("requirements")
    if given.on("no_pip") and asked and "pip" not in given.many("seeds"):
        raise WrongUsage("what is to be installed needs pip, and --no-pip leaves it out", "choose one")
    if given.on("self_contained") and given.text("strategy") not in ("", "copy"):
        raise WrongUsage("only the copy strategy makes self-contained environments", "say --strategy copy")
    if given.on("self_contained") and given.on("system_site"):
        raise WrongUsage("a self-contained environment cannot see the system's packages", "choose one")
    packages.check(given.many("requirements"))


def _strategies(given: Given) -> tuple[str, ...]:
    """Return the strategies that may serve, the one wanted most first; one that was asked for stands alone."""
    if given.on("self_contained"):
        return ("self-contained",)
    wanted = given.text("strategy") or str(settings.value("strategy"))
    if wanted == "auto":
        return create.STRATEGIES
    if given.text("strategy"):
        return (wanted,)
    return (wanted, *(name for name in create.STRATEGIES if name != wanted))


def _project(text: str) -> str:
    """Return the project directory asked for, absolute, its links kept. Raises NotADirectory."""
    if not text:
        return ""
    path = os.path.normpath(os.path.join(os.getcwd(), os.path.expanduser(text)))
    if not os.path.isdir(path):
        raise NotADirectory(path)
    if any(map(names.is_control, path)):
        raise WrongUsage(f"the path {shown(path)} holds a control character", "rename the project directory")
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
    root = change.stage(store)
    try:
        python = find.find(given.text("python"), store.own("interpreters"), project)
        request = _request(store, place, python, given)
        if project:
            request.files[marks.project_file()] = project + "\n"
        create.create(request, root)
        publish = change.replace if lookup.is_environment(place) else change.publish
        publish(store, root, name)
    except OSError as error:
        raise SystemRefused(f"make {shown(name)}", error) from error
    finally:
        sweep.delete(root)
    _say_choice(request)
    sweep.behind(sweep.leftovers(store))


def _is_empty(path: str) -> bool:
    try:
        return not os.listdir(path)
    except OSError:
        return False


def _request(store: Store, place: str, python: Facts, given: Given) -> Request:
    request = Request(place, python, prompt=given.text("prompt"), system_site=given.on("system_site"))
    request.strategies = _strategies(given)
    create.strategy(request)
    wanted = [] if given.on("no_pip") else [f"pip=={given.text('pip')}" if given.text("pip") else "pip"]
    cache = store.own("seeds")
    ready = [image.ready(cache, python, seed) for seed in dict.fromkeys((*wanted, *given.many("seeds")))]
    request.seeds = tuple({seed.name: seed for seed in reversed(ready)}.values())
    label = request.prompt or os.path.basename(place)
    activators = (
        registry.moving_activators(label) if given.on("self_contained") else registry.activators(place, label)
    )
    request.files = {f"{python.scripts}/{file}": text for file, text in activators.items()}
    return request


def _say_choice(request: Request) -> None:
    """Tell the interpreter, and the strategy where it is not the one that was wanted most."""
    python, used = request.python, create.strategy(request).NAME
    path = environ.abbreviated(python.executable)
    note = "" if used == request.strategies[0] else f", by the {used} strategy"
    sys.stderr.write(f"made with {python.implementation} {python.release} ({path}){note}\n")
