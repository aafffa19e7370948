"""List the base interpreters of this machine."""

from __future__ import annotations

import os
import sys

from envarium import environ
from envarium.errors import EnvariumError, NoInterpreter
from envarium.interpreters import find, spec
from envarium.printing import json_output, table, terminal
from envarium.printing.status_line import Watch
from envarium.printing.table import MARK, Column
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.interpreters.facts import Facts
    from envarium.store.lookup import Store

    Row = dict[str, object]

DEFAULT = "*"
COLUMNS = (Column("default", MARK), *map(Column, ("version", "implementation", "source", "path")))


def run(values: Values) -> None:
    """Print a table or JSON. Raises InvalidSpec, NoInterpreter."""
    store = lookup.current()
    _prepare_cache(store)
    with Watch("starting Pythons"):
        rows = interpreters(values.text("spec"), store.facts())
    if values.on("json"):
        json_output.show(rows)
    else:
        _print(rows)


def _prepare_cache(store: Store) -> None:
    """Prepare an existing store for the cache; one that cannot be written has no cache."""
    try:
        if os.path.isdir(store.root):
            store.prepare()
    except EnvariumError:
        pass


def interpreters(text: str, cache: str) -> list[Row]:
    """Return the facts of each interpreter that `text` ("": any) specifies, as `--json` prints them."""
    rows = find.all_interpreters(cache)
    if text:
        rows = _matching(text, rows, cache)
    default = _default(cache)
    return [_row(facts, source, default) for facts, source, _ in rows]


def _matching(text: str, rows: list[tuple[Facts, str, str]], cache: str) -> list[tuple[Facts, str, str]]:
    request = spec.parse(text)
    if request.kind == spec.VERSION:
        matches = [row for row in rows if request.matches(row[0])]
        if not matches:
            raise NoInterpreter(text.strip(), [find.label(row[0]) for row in rows])
        return matches
    one = find.find(text, cache)
    matches = [row for row in rows if _is_same(row[0].executable, one.executable)]
    return matches or [(one, "elsewhere", one.executable)]


def _default(cache: str) -> str:
    """Return the interpreter that is used here without a spec, "" if there is none."""
    try:
        return find.find("", cache).executable
    except EnvariumError:
        return ""


def _row(facts: Facts, source: str, default: str) -> Row:
    return {
        "version": facts.release,
        "implementation": facts.implementation,
        "free_threaded": bool(facts.abi_thread),
        "executable": facts.executable,
        "prefix": facts.prefix,
        "source": source,
        "default": bool(default) and _is_same(facts.executable, default),
    }


def _is_same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _cells(row: Row) -> tuple[str, str, str, str, str]:
    version = str(row["version"]) + ("t" if row["free_threaded"] else "")
    mark = DEFAULT if row["default"] else " "
    path = str(row["executable"])
    path = environ.abbreviated(path) if sys.stdout.isatty() else path
    return mark, version, str(row["implementation"]), str(row["source"]), path


def _print(rows: list[Row]) -> None:
    """Print a table; a terminal gets the names of its columns."""
    default = {number for number, row in enumerate(rows) if row["default"]}
    table.show(COLUMNS, list(map(_cells, rows)), heads=True, bold=default)
    if default and sys.stdout.isatty() and not terminal.is_plain():
        sys.stderr.write(f"{DEFAULT} is the default here\n")
