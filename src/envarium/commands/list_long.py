"""The long list of environments: several lines for each, and the output of their hooks. Hot."""

from __future__ import annotations

import sys
import time

from envarium import environ
from envarium.commands import details
from envarium.commands.list_table import UNKNOWN, basic_rows, python_text, report_empty
from envarium.discovery import condition
from envarium.discovery.environment import AnyEnvironment
from envarium.output import printable
from envarium.printing import amounts, table, terminal
from envarium.printing.terminal import width_of
from envarium.store.environment import Environment, LookupCache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from envarium.commands.list_table import Row
    from envarium.store.facts import Facts
    from envarium.store.lookup import Store

LABEL = len("project")
"""The columns of the longest label."""


def rows(store: Store, environments: Iterable[Facts]) -> Iterator[Row]:
    """Yield the facts of each of the `environments`, those of its condition among them."""
    cache = LookupCache()
    for row in basic_rows(store, environments):
        yield {**row, **condition.facts(AnyEnvironment(str(row["path"]), cache))}


def show(store: Store, environments: list[Facts], rows: Iterable[Row], word: str) -> None:
    """Print each name underlined, its facts, the output of the hooks, and an empty line; `rows` tells more of each."""
    home, is_plain = environ.home(), terminal.is_plain()
    details.ready(store)
    for (place, own_name, own_python, own_project), row in zip(environments, rows, strict=True):
        name, python = printable(own_name), printable(python_text(own_python))
        project = environ.abbreviated(own_project, home)
        if is_plain:
            pairs = [("name", name)]
        else:
            sys.stdout.write(f"{name}\n{'=' * width_of(name)}\n")
            pairs = []
        pairs += [("python", python)] if python != UNKNOWN else []
        pairs += [("project", project)] if project else []
        pairs.append(("used", amounts.ago(time.time() - float(str(row["used"])))))
        pairs += [("support", f"ended on {row['end_of_life']}")] if row["end_of_life"] else []
        pairs += [("problem", str(row["problem"]))] if row["problem"] else []
        pairs += [("size", amounts.size(int(str(row["bytes"]))))] if "bytes" in row else []
        table.facts(pairs, LABEL)
        sys.stdout.flush()
        details.show(store, Environment(place + own_name))
        sys.stdout.write("\n")
    if not environments:
        report_empty(store, word)
