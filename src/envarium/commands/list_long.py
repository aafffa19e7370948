"""The long list of environments: several lines for each, and the output of their hooks. Hot."""

from __future__ import annotations

import sys
import time

from envarium import environ
from envarium.commands import ages, condition, details, disk, table, terminal
from envarium.commands.list_table import UNKNOWN, cells_of, described, report_empty
from envarium.commands.terminal import width_of
from envarium.discovery.found import Found
from envarium.store.environment import Environment, Shared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.commands.list_table import Row
    from envarium.store.lookup import Store

LABEL = len("project")
"""The columns of the longest label."""


def rows(store: Store) -> list[Row]:
    """Return the facts of each environment in `store`, those of its condition among them."""
    shared = Shared()
    return [
        {**row, **condition.facts(Found(str(row["path"]), shared))}
        for row in described(store, store.everything())
    ]


def show(store: Store, rows: list[Row], word: str) -> None:
    """Print each name underlined, its facts, the output of the hooks, and an empty line."""
    if not rows:
        report_empty(store, word)
        return
    details.ready(store)
    home, is_plain = environ.home(), terminal.is_plain()
    for row in rows:
        _, name, python, project = cells_of(row, home)
        if is_plain:
            pairs = [("name", name)]
        else:
            sys.stdout.write(f"{name}\n{'=' * width_of(name)}\n")
            pairs = []
        pairs += [("python", python)] if python != UNKNOWN else []
        pairs += [("project", project)] if project else []
        pairs.append(("used", ages.ago(time.time() - float(str(row["used"])))))
        pairs += [("support", f"ended on {row['end_of_life']}")] if row["end_of_life"] else []
        pairs += [("problem", str(row["problem"]))] if row["problem"] else []
        pairs += [("size", disk.amount(int(str(row["bytes"]))))] if "bytes" in row else []
        table.facts(pairs, LABEL)
        sys.stdout.flush()
        details.show(store, Environment(str(row["path"])))
        sys.stdout.write("\n")
