"""The making of an environment: the interpreter is found, everything is built aside, and published."""

from __future__ import annotations

import os
import sys

from envarium import environ, settings, strategies
from envarium.commands import install
from envarium.creator import build, reserve, seeds
from envarium.creator.request import Request
from envarium.errors import NameTaken, OtherInterpreter, SystemRefused, WrongUsage, shown
from envarium.files import deleting
from envarium.hooks import stubs
from envarium.interpreters import find
from envarium.shells import registry
from envarium.store import change, names, sweep
from envarium.store.environment import Environment, project_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.interpreters.facts import Facts
    from envarium.store.lookup import Store
    from envarium.words import Given

TEMPORARY = "README.tmpenv"
"""The file that marks an environment as temporary, for virtualenvwrapper too."""

WILL_GO = 'This is a temporary environment. It will be deleted when you run "deactivate".'


def check(given: Given) -> None:
    """Refuse what cannot be, before anything is made. Raises WrongUsage, NoSuchFile."""
    if any(map(names.is_control, given.text("prompt"))):
        raise WrongUsage("a prompt holds no newline or other control character", "write it on one line")
    if given.on("no_pip") and given.text("pip"):
        raise WrongUsage("--pip and --no-pip exclude each other", "choose one")
    if given.on("cd") and given.on("no_cd"):
        raise WrongUsage("--cd and --no-cd exclude each other", "choose one")
    asked = given.many("packages") or given.many("requirements")
    if given.on("no_pip") and asked and "pip" not in given.many("seeds"):
        raise WrongUsage("what is to be installed needs pip, and --no-pip leaves it out", "choose one")
    if given.on("self_contained") and given.text("strategy") not in ("", "copy", "self-contained"):
        raise WrongUsage("only the copy strategy makes self-contained environments", "say --strategy copy")
    if given.on("self_contained") and given.on("system_site"):
        raise WrongUsage("a self-contained environment cannot see the system's packages", "choose one")
    install.check(given.many("requirements"))


def make(store: Store, name: str, project: str, given: Given) -> None:
    """Make the environment `name` as `given` says, tied to `project` unless that is ""; one that is there stays.

    Raises NameTaken, OtherInterpreter, SystemRefused, and what finding an interpreter and creating raise.
    """
    environment = Environment(store.path(name))
    if not environment.exists or given.on("clear"):
        _build(store, name, project, given)
        return
    if given.text("python"):
        _check_python(store, name, project, given.text("python"))
    if not given.on("quiet"):
        sys.stderr.write(f"{shown(name)} is there already and stays as it is (--clear rebuilds it)\n")
    if project and environment.project != project:
        environment.tie(project)


def _check_python(store: Store, name: str, project: str, spec: str) -> None:
    """Refuse an environment `name` whose Python is not what `spec` asks for. Raises OtherInterpreter."""
    path = store.path(name) + "/bin/python"
    python, fits = find.answers(spec, path, store.facts(), project)
    if not fits:
        raise OtherInterpreter(name, find.label(python), spec)


def _build(store: Store, name: str, project: str, given: Given) -> None:
    """Build the environment in staging, and publish it or leave no trace."""
    path = store.path(name)
    if os.path.lexists(path) and not Environment(path).exists and not _is_empty(path):
        raise NameTaken(name, path)
    store.prepare()
    root = change.stage(store)
    try:
        python = find.find(given.text("python"), store.own("interpreters"), project)
        request = _request(store, path, python, given)
        if project:
            request.files[project_file()] = project + "\n"
        build.build(request, root)
        stubs.date_local(f"{root}/{python.scripts}", given.shell)
        again = given.on("clear") and Environment(path).exists  # else it is another's, made meanwhile
        publish = change.replace if again else change.publish
        publish(store, root, name)
    except OSError as error:
        raise SystemRefused(f"make {shown(name)}", error) from error
    finally:
        deleting.delete(root)
    if not given.on("quiet"):
        _say_choice(request)
    sweep.behind(sweep.leftovers(store))
    reserve.restock(store, request.reserve, request.seeds)


def _is_empty(path: str) -> bool:
    try:
        return not os.listdir(path)
    except OSError:
        return False


def _request(store: Store, path: str, python: Facts, given: Given) -> Request:
    request = Request(path, python, prompt=given.text("prompt"), system_site=given.on("system_site"))
    request.strategies = _strategies(given)
    wanted = [] if given.on("no_pip") else [f"pip=={given.text('pip')}" if given.text("pip") else "pip"]
    cache = store.own("seeds")
    ready = [seeds.ready(cache, python, seed) for seed in dict.fromkeys((*wanted, *given.many("seeds")))]
    request.seeds = tuple({seed.name: seed for seed in reversed(ready)}.values())
    if settings.value("reserve"):
        request.reserve = reserve.place(store, request.seeds)
    label = request.prompt or os.path.basename(path)
    texts = _moving_activators(label) if request.strategy.RELOCATABLE else registry.activators(path, label)
    for file, (text, executable) in stubs.local(given.shell).items():
        texts[file] = text
        if executable:
            request.executables.add(f"{python.scripts}/{file}")
    request.files = {f"{python.scripts}/{file}": text for file, text in texts.items()}
    if given.values.get("temporary"):
        request.files[TEMPORARY] = WILL_GO + "\n"
    return request


def _moving_activators(label: str) -> dict[str, str]:
    from envarium.shells import moving

    return moving.activators(label)


def _strategies(given: Given) -> tuple[str, ...]:
    """Return the strategies that may serve, the one wanted most first; one that was asked for stands alone."""
    asked = "self-contained" if given.on("self_contained") else given.text("strategy")
    if asked and asked != strategies.AUTO:
        return (asked,)
    return strategies.preferring(asked or str(settings.value("strategy")))


def _say_choice(request: Request) -> None:
    """Tell the interpreter, and the strategy where it is not the one that was wanted most."""
    python, used = request.python, request.strategy.NAME
    path = environ.abbreviated(python.executable)
    note = "" if used == request.strategies[0] else f", by the {used} strategy"
    sys.stderr.write(f"made with {python.implementation} {python.release} ({path}){note}\n")
