"""The long list of environments: several lines for each, and the output of their hooks. Hot."""

from __future__ import annotations

import sys
import time

from envarium import environ
from envarium.commands import ages, condition, details, disk
from envarium.commands.list_table import UNKNOWN, cells_of, described, report_empty
from envarium.commands.terminal import width_of
from envarium.discovery.found import Found
from envarium.errors import printable
from envarium.store.environment import Environment, Shared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.commands.list_table import Row
    from envarium.store.lookup import Store


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
    home = environ.home()
    for row in rows:
        _, name, python, project = cells_of(row, home)
        lines = [name, "=" * width_of(name)]
        if python != UNKNOWN:
            lines.append(f"python   {python}")
        if project:
            lines.append(f"project  {project}")
        lines.append(f"used     {ages.ago(time.time() - float(str(row['used'])))}")
        if row["end_of_life"]:
            lines.append(f"support  ended on {row['end_of_life']}")
        if row["problem"]:
            lines.append(f"problem  {printable(str(row['problem']))}")
        if "bytes" in row:
            lines.append(f"size     {disk.amount(int(str(row['bytes'])))}")
        sys.stdout.write("\n".join(lines) + "\n")
        details.show(store, Environment(str(row["path"])))
        sys.stdout.write("\n")
