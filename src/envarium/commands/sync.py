"""Install a project into its environment, with uv or pip."""

from __future__ import annotations

import os
import sys

from envarium import json_text
from envarium.command_line import Answer
from envarium.commands import setup, wipe
from envarium.distributions import installed as distributions
from envarium.errors import EnvariumError, InstallFailed, WrongUsage
from envarium.interpreters import installer, pip, script
from envarium.output import printable, shown
from envarium.projects import location, requirements
from envarium.snapshots import receipts
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from envarium.command_line import Values
    from envarium.projects.requirements import Request
    from envarium.store.environment import Environment


def run(values: Values) -> Answer:
    """Install the project, and answer with the exit code of the installer."""
    environment = lookup.named_or_active(values.text("name"))
    text = values.text("project")
    project = location.directory(text) if text else find_project(environment.project)
    request = requirements.Request(
        project, values.many("groups"), values.many("extras"), dev=not values.on("no_dev")
    )
    code = _exactly(environment, request, values) if values.on("exact") else install(environment, request)
    return Answer(code=code)


def find_project(own: str) -> str:
    """Return the project `own` of an environment, else the current one. Raises WrongUsage where there is none."""
    project = own or location.around(location.here())
    if not project:
        raise WrongUsage("there is no project to install", "change to its directory, or write -a DIR")
    if not os.path.isdir(project):
        raise EnvariumError(f"the project {shown(project)} does not exist", "write -a DIR")
    if not requirements.exists(project):
        what = f"there is nothing to install from in {shown(project)}"
        raise EnvariumError(what, "supported are " + ", ".join(requirements.FILES))
    return project


def install(environment: Environment, request: Request) -> int:
    """Install what `request` asks for, keep everything else, and return 0. Raises InstallFailed."""
    uv = installer.uv()
    if uv and request.locked:
        words = _uv_sync(environment, request, "--inexact")
        return _run(environment, request, lambda: installer.run_uv(uv, environment, words))
    words = requirements.words(request)
    return _run(environment, request, lambda: installer.install(environment, words)) if words else 0


def _run(environment: Environment, request: Request, act: Callable[[], int], *options: str) -> int:
    """Call `act`, add a receipt to the history of `environment`, and return 0. Raises InstallFailed."""
    words = ("envarium", "sync", environment.name, *_options(request), *options)
    return receipts.around(environment, words, lambda: _check(environment, act()))


def _check(environment: Environment, code: int) -> int:
    if code:
        raise InstallFailed(
            environment.path, code, "the environment can be used; fix the cause, then: envarium sync"
        )
    return code


def _uv_sync(environment: Environment, request: Request, *options: str) -> list[str]:
    """Return the words of `uv sync`; a --python that is given keeps uv from creating the environment again."""
    return ["sync", "--active", "--python", environment.python, *_options(request), *options]


def _options(request: Request) -> list[str]:
    """Return the options for `request`, which uv sync and envarium sync both have."""
    words = ["--project", request.project]
    words += [word for group in request.groups for word in ("--group", group)]
    words += [word for extra in request.extras for word in ("--extra", extra)]
    return words if request.dev else [*words, "--no-dev"]


def _exactly(environment: Environment, request: Request, values: Values) -> int:
    """Install it, and uninstall what it does not need, once that is shown and confirmed. Raises InstallFailed."""
    uv = installer.uv()
    if not uv:
        return _exactly_by_pip(environment, request, values)
    if request.locked:
        words = _uv_sync(environment, request)
    else:
        words = ["pip", "install", "--exact", "--python", environment.python, *requirements.words(request)]
    _check(environment, installer.run_uv(uv, environment, [*words, "--dry-run"]))
    if not setup.confirm(values, f"change {environment.name}?"):
        return 0
    return _run(environment, request, lambda: installer.run_uv(uv, environment, words), "--exact")


def _exactly_by_pip(environment: Environment, request: Request, values: Values) -> int:
    words = requirements.words(request)
    needed = _requirements_of(environment, words)
    others = [name for name in wipe.packages(environment) if distributions.normalized(name) not in needed]
    sys.stderr.write("".join(f"to be uninstalled: {printable(name)}\n" for name in others))
    if others and not setup.confirm(values, f"change {environment.name}?"):
        return 0

    def act() -> int:
        code = installer.install(environment, words) if words else 0
        return code or (installer.exit_code(wipe.uninstall(environment, others)) if others else 0)

    return _run(environment, request, act, "--exact")


def _requirements_of(environment: Environment, words: Sequence[str]) -> set[str]:
    """Return the names of the packages that `words` install in an empty environment. Raises InstallFailed."""
    if not words:
        return set()
    options = (pip.NO_TARGET, "--dry-run", "--ignore-installed", "--quiet", "--report", "-")
    flags = script.isolated(environment.version)
    outcome = pip.run(environment.python, flags, "install", *options, *words, prefix=environment.path)
    if outcome.code:
        outcome.show()
        _check(environment, installer.exit_code(outcome.code))
    return {
        distributions.normalized(item["metadata"]["name"])
        for item in json_text.parse(outcome.answer)["install"]
    }
