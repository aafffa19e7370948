"""Show the settings, and where each comes from."""

from __future__ import annotations

import os
import sys

from rich.console import Console
from rich.table import Table

from envarium import environ, settings
from envarium.commands import jsontext
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> None:
    """Print the path of the config file, the store, and each setting."""
    rows = _rows()
    if values.on("json"):
        sys.stdout.write(jsontext.dump(rows) + "\n")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("setting", "value", "from"):
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*(str(row[key]) for key in ("setting", "value", "source")), end_section=True)
    Console(highlight=False).print(table)


def _rows() -> list[dict[str, object]]:
    path = settings.path()
    source = "exists" if os.path.exists(path) else "does not exist"
    rows: list[dict[str, object]] = [{"setting": "config file", "value": path, "source": source}]
    for key, (_, default, _) in settings.KEYS.items():
        value = settings.value(key)
        source = "default" if value == default else "config file"
        if key == "store":
            store = lookup.current()
            value = ":".join(one.root for one in (store, *store.shared))
            source = environ.WORKON_HOME.name if environ.WORKON_HOME.get() else source
        rows.append({"setting": key, "value": value, "source": source})
    return rows
