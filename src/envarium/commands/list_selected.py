"""List selected environments, sorted, and with their sizes."""

from __future__ import annotations

import re
import sys
import time

from envarium.commands import list_long, list_table
from envarium.discovery import condition, selection
from envarium.files import disk
from envarium.output import printable
from envarium.printing import amounts, json_output
from envarium.printing.status_line import StatusLine
from envarium.store import facts
from envarium.store.environment import Environment, LookupCache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from envarium.command_line import Values
    from envarium.commands.list_table import Row
    from envarium.discovery.environment import AnyEnvironment
    from envarium.store.facts import Facts
    from envarium.store.lookup import Store

NUMBER = re.compile(r"\d+")

KEYS: dict[str, Callable[[AnyEnvironment], object]] = {
    "name": lambda environment: environment.name,
    "size": lambda environment: -environment.size,
    "used": lambda environment: environment.last_use,
    "python": lambda environment: (
        environment.implementation,
        list(map(int, NUMBER.findall(environment.version))),
    ),
}
"""What each choice of `--sort` sorts by; the largest, and what was not used for the longest time, come first."""


def run(store: Store, values: Values) -> None:
    """Print names, a table, several lines for each environment, or JSON, as the options say."""
    chosen = selection.select(store.everything(), values)
    order = values.text("sort") or "name"
    sizes = values.on("sizes") or order == "size"
    if sizes:
        measure(chosen)
    sort(chosen, order)
    if values.on("json"):
        json_output.show(_rows(store, chosen, sizes=sizes))
    elif not chosen and next(store.everything(), None):
        sys.stderr.write("no environment is selected\n")
    elif values.on("brief"):
        sys.stdout.write("".join(printable(environment.name) + "\n" for environment in chosen))
    elif values.on("long"):
        list_long.show(store, list(_facts(chosen)), _rows(store, chosen, sizes=sizes), values.word)
    else:
        list_table.print_table(
            store, _facts(chosen), _columns(chosen, values, order, sizes=sizes), values.word
        )


def sort(environments: list[AnyEnvironment], order: str) -> None:
    """Sort `environments` by what `order`, a choice of `--sort`, says."""
    environments.sort(key=KEYS[order])  # type: ignore[arg-type]  # the keys of one choice can be compared


def measure(environments: list[AnyEnvironment]) -> None:
    """Set the size of each environment: what deleting it frees. A terminal shows how far it is."""
    with StatusLine() as line:
        for number, environment in enumerate(environments, 1):
            line.show(f"measuring {number} of {len(environments)}: {environment.name}")
            environment.size = disk.freed_by(environment.path)


def _facts(chosen: list[AnyEnvironment]) -> Iterator[Facts]:
    """Yield the facts that every list has; all of them in memory at once would be a sixth of it."""
    cache = LookupCache()
    return facts.of_each(Environment(one.path, one.name, cache) for one in chosen)


def _rows(store: Store, chosen: list[AnyEnvironment], *, sizes: bool) -> Iterator[Row]:
    for row, environment in zip(list_table.basic_rows(store, _facts(chosen)), chosen, strict=True):
        yield {**row, **condition.facts(environment), **({"bytes": environment.size} if sizes else {})}


def _columns(
    chosen: list[AnyEnvironment], values: Values, order: str, *, sizes: bool
) -> dict[str, list[str]]:
    """Return the columns that the options ask for, by their names."""
    columns: dict[str, list[str]] = {}
    if values.on("eol"):
        columns["end of life"] = [
            f"end of life {condition.support_end(environment)}" for environment in chosen
        ]
    if order == "used" or values.text("unused"):
        now = time.time()
        columns["used"] = [sys.intern(amounts.ago(now - int(one.last_use))) for one in chosen]
    if sizes:
        columns["size"] = [f"{amounts.size(environment.size):>8}" for environment in chosen]
    return columns
