"""Move the environments that a selection chooses to the trash, after showing them."""

from __future__ import annotations

import sys
import time

from envarium import environ, vocabulary
from envarium.command_line import Answer, Values, no_values
from envarium.commands import ages, condition, disk, jsontext, list_selected, remove, selection, table
from envarium.commands.table import TEXT, Column
from envarium.errors import WrongUsage
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.discovery.found import Found

COLUMNS = (
    Column("name"),
    Column("python", TEXT),
    Column("used", right=True),
    Column("size", right=True),
    Column("remarks", TEXT),
)


def run(values: Values) -> Answer:
    """Show what is selected and its sizes; with `--yes`, remove it. The active environment is never among it."""
    if not selection.given(values):
        raise WrongUsage(
            "prune needs an option that selects environments",
            "for example: envarium prune --unused 180d --orphans",
        )
    store = lookup.current()
    active = lookup.active(store)
    chosen = [found for found in selection.select(store, values) if found.name != active]
    list_selected.measure(chosen)
    if values.on("json"):
        sys.stdout.write(jsontext.dump([_row(found) for found in chosen]) + "\n")
    else:
        _show(chosen)
    if not chosen:
        return Answer()
    if values.on("yes"):
        sys.stdout.flush()
        names = tuple(found.name for found in chosen)
        command = vocabulary.by_name("remove")
        assert command
        remove.run(Values({**no_values(command), "names": names}))
        return Answer()
    sys.stderr.write("nothing was removed; add --yes to move them to the trash\n")
    return Answer()


def _row(found: Found) -> dict[str, object]:
    facts = {"name": found.name, "path": found.path, "python": found.version, "bytes": found.size}
    return {**facts, "project": found.own_project, **condition.facts(found)}


def _show(chosen: list[Found]) -> None:
    """Print name, Python, last use, size, and what is wrong, with the total at the end."""
    if not chosen:
        sys.stderr.write("no environment is selected\n")
        return
    table.show(COLUMNS, list(map(_cells, chosen)))
    total = sum(found.size for found in chosen)
    number = disk.counted(len(chosen), "environment")
    sys.stdout.write(f"{number}, {disk.amount(total)}\n")


def _cells(found: Found) -> tuple[str, ...]:
    age, size = ages.ago(time.time() - found.last_use), disk.amount(found.size)
    return found.name, found.version or "?", age, size, _remarks(found)


def _remarks(found: Found) -> str:
    facts, project = condition.facts(found), environ.abbreviated(found.own_project)
    date = facts["end_of_life"]
    return ", ".join(filter(None, [project, str(facts["problem"]), f"end of life {date}" if date else ""]))
