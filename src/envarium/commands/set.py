"""Set variables that an environment sets when it is activated."""

from __future__ import annotations

import os

from envarium.activation import env_file
from envarium.activation.variables import Variables
from envarium.commands import variables
from envarium.errors import WrongUsage
from envarium.output import shown
from envarium.projects import location
from envarium.store import lookup, names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> None:
    """Set those of the files and the command line, which come last, and put the directories in front of the others."""
    environment = lookup.current().find(values.text("name"))
    new: dict[str, str] = {}
    for path in values.many("files"):
        new |= env_file.read(path)
    new |= dict(map(_assignment, values.many("assignments")))
    paths = tuple(dict.fromkeys(map(directory, values.many("path_prepend"))))
    if not new and not paths:
        raise WrongUsage("there is nothing to set", "write KEY=VALUE, --from FILE or --path-prepend DIR")
    for name, value in new.items():
        variables.check(name, value)

    def edit(old: Variables) -> Variables:
        return Variables({**old.values, **new}, tuple(dict.fromkeys((*paths, *old.paths))))

    variables.change(environment, edit)


def _assignment(text: str) -> tuple[str, str]:
    """Return the name and the value of `KEY=VALUE`. Raises WrongUsage."""
    name, equals, value = text.partition("=")
    if not equals:
        raise WrongUsage(f"{shown(text)} is not KEY=VALUE", "envarium unset NAME KEY removes a variable")
    return name, value


def directory(text: str) -> str:
    """Return the absolute path that `text` names, whether it exists or not. Raises WrongUsage."""
    path = os.path.normpath(os.path.join(location.here(), os.path.expanduser(text)))
    if ":" in path or any(map(names.is_control, path)):
        raise WrongUsage(
            f"{shown(text)} cannot be on PATH: it contains a colon or a control character",
            "rename the directory",
        )
    return path
