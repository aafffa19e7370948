"""Create an environment from a file that another one, or another tool, has written; and install what it asks for."""

from __future__ import annotations

import sys

from envarium.activation.variables import Variables
from envarium.command_line import Values
from envarium.commands import set as setting
from envarium.commands import variables
from envarium.errors import EnvariumError
from envarium.health.subject import Subject
from envarium.lockfiles import installing, sources
from envarium.lockfiles.package_list import UnusableValue
from envarium.output import printable, shown, typed
from envarium.snapshots import receipts
from envarium.store.environment import Environment


def fill_in(values: Values) -> Values:
    """Return `values`, with those of the file for the options that the user has not given.

    Raises what `sources.read` raises, and EnvariumError for a variable that no environment can set.
    """
    contents = sources.read(values.text("source"))
    for name, value in contents.variables.values.items():
        variables.check(name, value)
    for directory in contents.variables.paths:
        setting.directory(directory)
    own = {"python": contents.python, "strategy": "" if values.on("self_contained") else contents.strategy}
    own["prompt"] = contents.prompt
    defaults = {name: text for name, text in own.items() if text and not values.text(name)}
    system_site = values.on("system_site") or contents.system_site
    return Values({**values.by_name, **defaults, "system_site": system_site}, values.shell, values.word)


def set_variables(path: str, environment: Environment, *, quiet: bool) -> None:
    """Give the new `environment` the variables that the file at `path` lists."""
    additions = sources.read(path).variables
    if additions:
        paths = tuple(map(setting.directory, additions.paths))
        variables.change(Environment(environment.path), lambda _: Variables(additions.values, paths))
        if not quiet:
            names = ", ".join((*additions.values, *(["PATH"] if paths else [])))
            sys.stderr.write(
                f"it sets {printable(names)}, as the file says; envarium show lists the values\n"
            )


def install(path: str, environment: Environment) -> None:
    """Install what the file at `path` asks for, and leave a receipt in the environment.

    Raises EnvariumError if something could not be had; the rest stays.
    """
    words = ("envarium", "install", environment.name, "--from", path)
    receipts.around(environment, words, lambda: _install(path, environment))


def _install(path: str, environment: Environment) -> None:
    contents = sources.read(path)
    try:
        failures = installing.install(Subject(environment.path, environment.name), contents)
    except UnusableValue as error:
        raise sources.unusable(path, error) from error
    for name in contents.missing:
        sys.stderr.write(printable(f"not installed: {name}: {contents.lack}") + "\n")
    for name, reason in sorted(failures.items()):
        sys.stderr.write(printable(f"not installed: {name}: {reason}") + "\n")
    if failures:
        again = f"envarium install {typed(environment.name)} --from {typed(path)}"
        hint = f"the environment is kept, with the others; fix the cause, then: {again}"
        raise EnvariumError(f"{shown(environment.name)} is without {', '.join(sorted(failures))}", hint)
