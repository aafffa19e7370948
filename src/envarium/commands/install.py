"""Install packages into an environment, with uv or its own pip."""

from __future__ import annotations

import os

from envarium import errors, lanes
from envarium.interpreters import installer
from envarium.output import typed
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.environment import Environment


def run(values: Values) -> None:
    """Install into the environment named."""
    words = arguments(values.many("packages"), values.many("requirements"))
    environment = _named(values.text("name"), is_alone=not (words or values.text("source")))
    check(values.many("requirements"))
    if values.text("source"):
        from_file(environment, values.text("source"))
    elif not words:
        raise errors.WrongUsage(
            "there is nothing to install", "write the packages' names, -r FILE or --from FILE"
        )
    install(environment, words)


def _named(name: str, *, is_alone: bool) -> Environment:
    """Return the environment `name`; if it `is_alone` and there is none, it is likely to be a package."""
    try:
        return lookup.current().find(name)
    except errors.NoSuchEnvironment as error:
        if is_alone and not error.nearest:
            error.hint = f"the environment comes first: envarium install NAME {typed(name)}"
        raise


def from_file(environment: Environment, path: str) -> None:
    """Install what a lock file or another list of packages asks for. Raises EnvariumError."""
    lanes.require_full()
    from envarium.commands import recreate

    recreate.install(path, environment)


def check(requirements: tuple[str, ...]) -> None:
    """Raise NoSuchFile if one of the requirements files does not exist: before anything is created."""
    for path in requirements:
        if "://" not in path and not os.path.isfile(os.path.expanduser(path)):
            raise errors.NoSuchFile(path)


def arguments(packages: tuple[str, ...], requirements: tuple[str, ...]) -> list[str]:
    """Return the arguments of `pip install`, none if there is nothing to install."""
    files = (path if "://" in path else absolute(path) for path in requirements)
    return [*(word for path in files for word in ("-r", path)), *packages]


def absolute(path: str) -> str:
    """Return the absolute form of `path`, in which `~` stands for the home directory."""
    return os.path.abspath(os.path.expanduser(path))


def install(environment: Environment, words: list[str]) -> None:
    """Install what `words` say, if there are any, in the working directory.

    Raises NoPip, SystemRefused, and InstallFailed with the installer's exit code.
    """
    code = _install(environment, words) if words else 0
    if code:
        hint = "the environment exists; fix the cause, then: envarium install NAME PACKAGE"
        raise errors.InstallFailed(environment.path, code, hint)


def _install(environment: Environment, words: list[str]) -> int:
    """Install, leave a receipt in the environment, and return the exit code of the installer."""
    from envarium.snapshots import receipts

    call = ("envarium", "install", environment.name, *words)
    return receipts.around(environment, call, lambda: installer.install(environment, words))
