"""The facts of environments that every list has, and the table of them. Hot."""

from __future__ import annotations

import os
import sys

from envarium import environ, vocabulary
from envarium.commands import table
from envarium.commands.table import MARK, PATH, Column
from envarium.errors import printable, report
from envarium.store import hosts, lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from envarium.store.environment import Environment
    from envarium.store.lookup import Store

    Row = dict[str, object]

ACTIVE = "*"
UNKNOWN = "?"
EMPTY = "the store is empty; envarium create NAME creates an environment\n"
PROJECT = Column("project", PATH)


def report_empty(store: Store, word: str) -> None:
    """Report that `store` contains no environment, or does not exist; `word` is the shell word that was typed."""
    if os.path.exists(store.root):
        sys.stderr.write(vocabulary.spoken(EMPTY, word))
        return
    missing = lookup.missing(store.root)
    report(missing.sentence, vocabulary.spoken(missing.hint, word))


def print_names(store: Store, word: str) -> None:
    """Print one name a line; `word` is the shell word that was typed."""
    names = [one.name for one in store.everything()]
    if not names and not os.path.exists(store.root):
        report_empty(store, word)
    if sys.stdout.isatty():  # scripts get the names as they are
        names = [printable(name) for name in names]
    sys.stdout.write("".join(name + "\n" for name in names))


def described(store: Store, environments: Iterable[Environment]) -> list[Row]:
    """Return the facts of each of the `environments`, as `--json` prints them."""
    active = lookup.active(store)
    return [
        {
            "name": environment.name,
            "path": environment.path,
            "python": environment.version,
            "implementation": environment.implementation,
            "project": environment.project,
            "active": environment.name == active,
            "broken": environment.broken,
            "other_platform": hosts.other(environment),
        }
        for environment in environments
    ]


def print_table(store: Store, rows: list[Row], more: dict[str, list[str]], word: str) -> None:
    """Print name, Python, the columns `more` and project; the active environment and broken ones are marked."""
    if not rows:
        report_empty(store, word)
        return
    home = environ.home()
    columns = [Column("active", MARK), Column("name"), Column("python"), *map(Column, more), PROJECT]
    cells = []
    for row, between in zip(
        rows, zip(*more.values(), strict=True) if more else [()] * len(rows), strict=True
    ):
        mark, name, python, project = cells_of(row, home)
        cells.append((mark, name, python, *between, project))
    table.show(columns, cells, bold={number for number, row in enumerate(rows) if row["active"]})


def cells_of(row: Row, home: str) -> tuple[str, str, str, str]:
    """Return the mark, name, Python and project of `row`, as text for a terminal."""
    python, project = str(row["python"]) or UNKNOWN, environ.abbreviated(str(row["project"]), home)
    if row["implementation"] == "PyPy":
        python = "pypy " + python
    if row["other_platform"]:
        python += f" ({row['other_platform']})"
    elif row["broken"]:
        python += " (interpreter missing)"
    mark = ACTIVE if row["active"] else " "
    return mark, printable(str(row["name"])), printable(python), printable(project)
