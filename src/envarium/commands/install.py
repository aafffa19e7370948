"""Install packages into an environment, by its own pip."""

from __future__ import annotations

import os

from envarium.errors import NoPip, NoSuchFile, PipFailed, SystemRefused, WrongUsage, shown
from envarium.interpreters import child, pip, script
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.environment import Environment


def run(values: Values) -> None:
    """Install into the environment named."""
    environment = lookup.current().find(values.text("name"))
    check(values.many("requirements"))
    words = arguments(values.many("packages"), values.many("requirements"))
    if not words:
        raise WrongUsage("there is nothing to install", "write the packages' names, or -r FILE")
    install(environment, words)


def check(requirements: tuple[str, ...]) -> None:
    """Raise NoSuchFile if one of the requirements files does not exist: before anything is created."""
    for path in requirements:
        if "://" not in path and not os.path.isfile(os.path.expanduser(path)):
            raise NoSuchFile(path)


def arguments(packages: tuple[str, ...], requirements: tuple[str, ...]) -> list[str]:
    """Return the arguments of `pip install`, none if there is nothing to install."""
    files = (path if "://" in path else os.path.abspath(os.path.expanduser(path)) for path in requirements)
    return [*(word for path in files for word in ("-r", path)), *packages]


def install(environment: Environment, words: list[str]) -> None:
    """Call `pip install` with `words`, if there are any, in the working directory.

    Raises NoPip, PipFailed, SystemRefused.
    """
    if not words:
        return
    packages = environment.site_packages
    if packages and not environment.system_site and not os.path.isdir(packages + "/pip"):
        raise NoPip(environment.path, "install packages")
    command = pip.command(
        environment.python, script.isolated(environment.version), "install", pip.NO_TARGET, *words
    )
    try:
        code = child.run(command, pip.variables(environment.path))
    except OSError as error:
        raise SystemRefused(f"run the Python of {shown(environment.name)}", error) from error
    if code:
        hint = "the environment exists; fix the cause, then: envarium install NAME PACKAGE"
        raise PipFailed(environment.path, "install everything into", hint=hint)
