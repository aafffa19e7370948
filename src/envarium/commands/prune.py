"""Move the environments that a selection chooses to the trash, after showing them."""

from __future__ import annotations

import sys
import time

from envarium import environ
from envarium.arguments import by_name
from envarium.command_line import Answer, Values, no_values
from envarium.commands import list_selected, remove
from envarium.discovery import condition, selection
from envarium.errors import WrongUsage
from envarium.printing import amounts, json_output, table
from envarium.printing.table import TEXT, Column
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.discovery.environment import AnyEnvironment

COLUMNS = (
    Column("name"),
    Column("python", TEXT),
    Column("used", right=True),
    Column("size", right=True),
    Column("remarks", TEXT),
)


def run(values: Values) -> Answer:
    """Show what is selected and its sizes; with `--yes`, remove it. The active environment is never among it."""
    if not selection.is_given(values):
        raise WrongUsage(
            "prune needs an option that selects environments",
            "for example: envarium prune --unused 180d --orphans",
        )
    store = lookup.current()
    active = lookup.active(store)
    environments = [
        environment for environment in selection.select(store, values) if environment.name != active
    ]
    list_selected.measure(environments)
    if values.on("json"):
        json_output.show(map(_row, environments))
    else:
        _show(environments)
    if not environments:
        return Answer()
    if values.on("yes"):
        sys.stdout.flush()
        names = tuple(environment.name for environment in environments)
        command = by_name("remove")
        assert command
        remove.run(Values({**no_values(command), "names": names}))
        return Answer()
    sys.stderr.write("nothing was removed; add --yes to move them to the trash\n")
    return Answer()


def _row(environment: AnyEnvironment) -> dict[str, object]:
    facts = {
        "name": environment.name,
        "path": environment.path,
        "python": environment.version,
        "bytes": environment.size,
    }
    return {**facts, "project": environment.own_project, **condition.facts(environment)}


def _show(environments: list[AnyEnvironment]) -> None:
    """Print name, Python, last use, size, and what is wrong, with the total at the end."""
    if not environments:
        sys.stderr.write("no environment is selected\n")
        return
    table.show(COLUMNS, list(map(_cells, environments)))
    total = sum(environment.size for environment in environments)
    number = amounts.counted(len(environments), "environment")
    sys.stdout.write(f"{number}, {amounts.size(total)}\n")


def _cells(environment: AnyEnvironment) -> tuple[str, ...]:
    age, size = amounts.ago(time.time() - environment.last_use), amounts.size(environment.size)
    return environment.name, environment.version or "?", age, size, _remarks(environment)


def _remarks(environment: AnyEnvironment) -> str:
    facts, project = condition.facts(environment), environ.abbreviated(environment.own_project)
    date = facts["end_of_life"]
    return ", ".join(filter(None, [project, str(facts["problem"]), f"end of life {date}" if date else ""]))
