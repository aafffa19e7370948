"""Answer with the steps that activate an environment; without a name, that of a linked project, else list the names."""

from __future__ import annotations

import os
import sys

from envarium import errors, lanes
from envarium.activation.plan import ACTIVATE, Step, activation, call
from envarium.command_line import Answer
from envarium.commands import list_table
from envarium.exit_codes import INTERRUPTED
from envarium.output import report, shown
from envarium.projects import links, location
from envarium.shells import registry
from envarium.store import hosts, linking, lookup, names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store


def run(values: Values) -> Answer:
    """Print the snippet, or let the shell integration activate the environment."""
    name = values.text("name")
    store = lookup.current()
    if name == "-":
        raise errors.EnvariumError(
            "no other environment has been active in this shell", "workon lists the environments"
        )
    choice = location.cd_choice(values)
    if values.on("interactive"):
        if name:
            raise errors.WrongUsage("--interactive takes no name", "leave one of them out")
        selection = _choose(store, values.word)
        return _activate(selection, choice, values) if selection else Answer(code=INTERRUPTED)
    if name not in ("", "."):
        return _activate(store.reach(name), choice, values)
    environment, error = links.environment_here(store)
    if not environment and name:
        environment = links.of_main_checkout(location.here(), store)
    if environment:
        return _activate(environment, choice or ("0",), values)
    if not name:
        return _list(store, error, values)
    return _activate(_called_as_here(store, error), choice, values)


def _activate(environment: Environment, choice: tuple[str, ...], values: Values) -> Answer:
    """Return the activation of `environment` for the shell; `choice` says whether to change to its project.

    Raises EnvariumError if the snippet would be printed on a terminal, where no shell evaluates it.
    """
    hosts.expect_this(environment)
    if values.shell and not values.text("dialect") and os.path.exists(environment.path + "/bin/activate"):
        return Answer((call("enter", environment.path, *choice),))
    dialect = values.text("dialect") or values.shell or _calling_shell()
    if not values.shell and sys.stdout.isatty():
        what = (
            f"a program cannot change the shell that calls it, so {shown(environment.name)} was not activated"
        )
        raise errors.EnvariumError(what, _way(environment, dialect))
    if environment.project in linking.record(environment):
        links.warn(environment.project, environment)
    return Answer(text=_snippet(environment, dialect))


def _choose(store: Store, word: str) -> Environment | None:
    lanes.require_full()
    from envarium.commands import activate_picker

    return activate_picker.choose(store, word)


def _list(store: Store, error: errors.EnvariumError | None, values: Values) -> Answer:
    """Print all names, and before them the `error` of a link that is not followed; a shell prints the names itself.

    Raises WrongUsage where the output is likely to be evaluated: names are not code.
    """
    if error:
        report(error.sentence, error.hint)
    if values.text("dialect") or not (values.shell or sys.stdout.isatty()):
        raise errors.WrongUsage("no environment is named", "envarium list shows the environments")
    if not values.shell:
        list_table.print_names(store, values.shell)
        return Answer()
    text = "\n".join(one.name for one in store.everything())
    if not text:
        list_table.report_empty(store, values.word)
    return Answer((call("print", text),) if text else ())


def _called_as_here(store: Store, error: errors.EnvariumError | None) -> Environment:
    """Return the environment with the name of the working directory. Raises `error`, or what Store.find raises."""
    name = os.path.basename(location.here())
    if error and (names.objection(name) or not store.reaches(name)):
        raise error
    return store.reach(name)


def _snippet(environment: Environment, dialect: str) -> str:
    """Return the whole activation if eval keeps its lines, else the statement that sources the environment's file."""
    shell = registry.shell(dialect)
    if shell.EVALUATES:
        return shell.activator(activation(environment.path, environment.prompt, environment.applied))
    return shell.snippet((Step(ACTIVATE, "", environment.path),)) + "\n"


def _way(environment: Environment, dialect: str) -> str:
    """Return how the shell `dialect` itself can activate the environment."""
    if dialect in registry.INTEGRATED:
        return (
            f"type: workon NAME; if the shell does not find that, first: {registry.integrated(dialect).LOAD}"
        )
    return f"in the shell, source {environment.path}/bin/{registry.shell(dialect).FILE}"


def _calling_shell() -> str:
    lanes.require_full()
    from envarium.shells import calling

    return calling.shell()
