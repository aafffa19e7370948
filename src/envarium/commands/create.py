"""Create an environment; then set its project, activate it, and install, with the hooks of each step."""

from __future__ import annotations

import os
import sys

from envarium import creation, environ, settings, strategies
from envarium.activation.plan import CD, Step, call
from envarium.commands import install, projects
from envarium.creation import Options
from envarium.errors import EnvironmentExists, OtherInterpreter, WrongUsage, printable, shown
from envarium.hooks import run as hooks
from envarium.interpreters import find
from envarium.store import lookup, names
from envarium.store.environment import Environment
from envarium.words import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.creator.request import Request
    from envarium.store.lookup import Store
    from envarium.words import Given


def run(given: Given) -> Answer:
    """Create the environment unless it exists already, and answer with the steps that activate it."""
    if given.text("keep"):
        if not given.shell:
            raise WrongUsage("--keep is for mktmpenv, in a shell", "use envarium keep NAME")
        return Answer((call("plan", "keep", given.text("keep")),))
    store = lookup.current()
    project = projects.directory(given.text("project")) if given.text("project") else ""
    name = given.text("name") or os.path.basename(project)
    if given.on("temporary"):
        name = _temporary_name(store, given)
    if not name:
        raise WrongUsage("there is no name for the environment", "write one: envarium create NAME")
    environment = Environment(store.path(name))
    check(given)
    hooks.ready(store.root, "pre_mkvirtualenv")
    create(store, environment, project, given)
    return answer(store, environment, given)


def check(given: Given) -> None:
    """Refuse options that exclude each other, before anything is created. Raises WrongUsage, NoSuchFile."""
    if any(map(names.is_control, _prompt(given))):
        raise WrongUsage(
            "a prompt cannot contain a newline or another control character", "write it on one line"
        )
    if given.on("no_pip") and given.text("pip"):
        raise WrongUsage("--pip and --no-pip exclude each other", "choose one")
    if given.on("cd") and given.on("no_cd"):
        raise WrongUsage("--cd and --no-cd exclude each other", "choose one")
    asked = given.many("packages") or given.many("requirements")
    if given.on("no_pip") and asked and "pip" not in given.many("seeds"):
        raise WrongUsage("packages are installed with pip, which --no-pip leaves out", "choose one")
    if given.on("self_contained") and given.text("strategy") not in ("", "copy", "self-contained"):
        raise WrongUsage("--self-contained is a strategy of its own", "leave out --strategy")
    if given.on("self_contained") and given.on("system_site"):
        raise WrongUsage("a self-contained environment cannot see the system's packages", "choose one")
    install.check(given.many("requirements"))


def _prompt(given: Given) -> str:
    """Return the prompt; `.` is the name of the working directory, as for venv and virtualenv. Raises WrongUsage."""
    if given.text("prompt") != ".":
        return given.text("prompt")
    try:
        return os.path.basename(os.getcwd())
    except OSError:
        raise WrongUsage(
            "--prompt . needs a working directory that exists", "change to another one"
        ) from None


def create(store: Store, environment: Environment, project: str, given: Given) -> None:
    """Create `environment` as `given` says, with `project` unless that is ""; an existing one is left unchanged.

    Raises OtherInterpreter, and what `creation.create` raises.
    """
    if not environment.exists or given.on("clear"):
        request = creation.create(store, environment, _options(project, given))
        if not given.on("quiet"):
            _report(request)
        return
    if given.text("python"):
        _check_python(store, environment, project, given.text("python"))
    if not given.on("quiet"):
        sys.stderr.write(f"{shown(environment.name)} already exists; left unchanged (--clear replaces it)\n")
    if project and environment.project != project:
        environment.tie(project)


def _check_python(store: Store, environment: Environment, project: str, spec: str) -> None:
    """Raise OtherInterpreter where the Python of `environment` is not what `spec` asks for."""
    python, fits = find.check(spec, environment.python, store.facts(), project)
    if not fits:
        raise OtherInterpreter(environment.name, find.label(python), spec)


def _options(project: str, given: Given) -> Options:
    pip = [] if given.on("no_pip") else [f"pip=={given.text('pip')}" if given.text("pip") else "pip"]
    options = Options(_strategies(given), (*pip, *given.many("seeds")))
    options.python = given.text("python")
    options.project = project
    options.prompt = _prompt(given)
    options.system_site = given.on("system_site")
    options.temporary = bool(given.values.get("temporary"))
    options.replace = given.on("clear")
    options.vcs_ignore = not given.on("no_vcs_ignore")
    options.shell = given.shell
    return options


def _strategies(given: Given) -> tuple[str, ...]:
    """Return the strategies that may be used, the preferred one first; with an option, only that one."""
    name = "self-contained" if given.on("self_contained") else given.text("strategy")
    if name and name != strategies.AUTO:
        return (name,)
    return strategies.preferring(name or str(settings.value("strategy")))


def _report(request: Request) -> None:
    """Print the interpreter, and the strategy where it is not the preferred one."""
    python, strategy = request.python, request.strategy.NAME
    path = environ.abbreviated(python.executable)
    note = "" if strategy == request.strategies[0] else f", by the {strategy} strategy"
    sys.stderr.write(f"created with {python.implementation} {python.release} ({path}){note}\n")


def answer(store: Store, environment: Environment, given: Given) -> Answer:
    """Run the hooks of the new `environment`, and return the steps that activate it; without a shell, install at once.

    Packages are installed after activation: the user's hooks may say where pip finds them.
    """
    name = environment.name
    hooks.run(store.root, "pre_mkvirtualenv", name, environment=environment)
    packages = install.arguments(given.many("packages"), given.many("requirements"))
    if not given.shell:
        install.install(environment, packages)
        if not given.on("quiet"):
            sys.stderr.write(f"activate it with: workon {printable(name)}\n")
        return Answer()
    steps = [call("made_temporary", environment.path)] if given.values.get("temporary") else []
    steps.append(call("enter", environment.path, *projects.going(given)))
    if packages:
        steps.append(call("install", name, *packages))
    steps.append(call("event", "post_mkvirtualenv"))
    if given.values.get("temporary"):
        steps += _temporary_steps(environment, given)
    return Answer(tuple(steps))


def _temporary_name(store: Store, given: Given) -> str:
    """Return the name of a temporary environment: the one given, else a random one as virtualenvwrapper has them."""
    name = given.text("name")
    if not name:
        return "tmp-" + os.urandom(8).hex()[:15]
    if store.holds(name):
        raise EnvironmentExists(name)
    return name


def _temporary_steps(environment: Environment, given: Given) -> list[Step]:
    """Return the steps that follow the activation of a temporary environment."""
    steps = [call("print", creation.NOTICE)]
    if given.on("cd") or (not given.on("no_cd") and environ.WORKON_CD.get() in ("", "1")):
        steps.append(Step(CD, "", environment.path))
    return steps
