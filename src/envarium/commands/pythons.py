"""List the base interpreters of this machine."""

from __future__ import annotations

import os
import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from envarium import environ
from envarium.commands import jsontext
from envarium.errors import EnvariumError, NoInterpreter
from envarium.interpreters import find, spec
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.interpreters.facts import Facts
    from envarium.store.lookup import Store

    Row = dict[str, object]

DEFAULT = "*"
HEADS = ("", "version", "implementation", "path", "source")


def run(values: Values) -> None:
    """Print a table for people, aligned lines for a pipe, or JSON. Raises InvalidSpec, NoInterpreter."""
    store = lookup.current()
    _prepare_cache(store)
    rows = described(values.text("spec"), store.facts())
    if values.on("json"):
        sys.stdout.write(jsontext.dump(rows) + "\n")
    elif sys.stdout.isatty():
        _print_table(rows)
    else:
        _print_lines(rows)


def _prepare_cache(store: Store) -> None:
    """Prepare an existing store for the cache; one that cannot be written has no cache."""
    try:
        if os.path.isdir(store.root):
            store.prepare()
    except EnvariumError:
        pass


def described(text: str, cache: str) -> list[Row]:
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
    return mark, version, str(row["implementation"]), str(row["executable"]), str(row["source"])


def _print_table(rows: list[Row]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in HEADS:
        table.add_column(head, overflow="fold", no_wrap=head != "path")
    for row in rows:
        mark, version, implementation, path, source = _cells(row)
        style = "bold" if row["default"] else ""
        table.add_row(
            *(
                Text(cell, style=style)
                for cell in (mark, version, implementation, environ.abbreviated(path), source)
            )
        )
    Console(highlight=False).print(table)
    if any(row["default"] for row in rows):
        sys.stderr.write(f"{DEFAULT} is the default here\n")


def _print_lines(rows: list[Row]) -> None:
    cells = [_cells(row) for row in rows]
    widths = [max((len(line[column]) for line in cells), default=0) for column in range(len(HEADS))]
    for line in cells:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        sys.stdout.write("  ".join(padded).rstrip() + "\n")
