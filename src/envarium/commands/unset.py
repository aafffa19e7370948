"""Remove variables that an environment sets when it is activated."""

from __future__ import annotations

from envarium.activation.variables import Variables
from envarium.commands import set as setting
from envarium.commands import variables
from envarium.errors import EnvariumError, WrongUsage
from envarium.output import shown
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> None:
    """Remove the variables and directories named. Raises EnvariumError where the environment does not set one."""
    environment = lookup.current().find(values.text("name"))
    keys, paths = values.many("keys"), tuple(map(setting.directory, values.many("path_prepend")))
    if not keys and not paths:
        raise WrongUsage("there is nothing to remove", "write the names of variables, or --path-prepend DIR")

    def edit(old: Variables) -> Variables:
        for text in (*keys, *paths):
            if text not in old.values and text not in old.paths:
                raise EnvariumError(
                    f"{shown(environment.name)} does not set {shown(text)}",
                    "envarium show NAME lists what it sets",
                )
        rest = {name: value for name, value in old.values.items() if name not in keys}
        return Variables(rest, tuple(path for path in old.paths if path not in paths))

    variables.change(environment, edit)
