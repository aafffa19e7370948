"""List the environments, from files alone; the long format has the output of their hooks too."""

from __future__ import annotations

from envarium import lanes
from envarium.commands.list_table import basic_rows, print_names, print_table
from envarium.printing import json_output
from envarium.store import facts, layers, lookup
from envarium.vocabulary_terms import SELECTION, SELECTION_SWITCHES, SIZES, SORT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values

EXTENDING = (SORT, SIZES, *SELECTION, *SELECTION_SWITCHES)
"""The options that only the full lane serves."""


def run(values: Values) -> None:
    """Print the names, a table, several lines for each environment, or JSON."""
    store = lookup.current()
    if any(values.by_name[word.name] for word in EXTENDING):
        lanes.require_full()
        from envarium.commands import list_selected

        list_selected.run(store, values)
    elif values.on("json") and not values.on("long"):
        json_output.show(
            {**row, "on": layers.name(str(row["path"]))} for row in basic_rows(store, facts.of_all(store))
        )
    elif values.on("brief"):
        print_names(store, values.word)
    elif values.on("long"):
        from envarium.commands import list_long

        environments = facts.of_all(store)
        rows = list_long.rows(store, environments)
        if values.on("json"):
            json_output.show(rows)
        else:
            list_long.show(store, environments, rows, values.word)
    else:
        print_table(store, facts.of_all(store), {}, values.word)
