"""The facts of environments that every list has, and the table of them. Hot."""

from __future__ import annotations

import os
import sys

from envarium import environ, vocabulary
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
BOLD, DIM, PLAIN = "\033[1m", "\033[2m", "\033[0m"


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


def print_table(store: Store, rows: list[Row], columns: list[list[str]], word: str) -> None:
    """Print name, Python, the further `columns` and project; the active environment and broken ones are marked."""
    if not rows:
        report_empty(store, word)
        return
    home = environ.home()
    cells = [cells_of(row, home) for row in rows]
    names = max(width_of(name) for _, name, _, _ in cells)
    pythons = max(len(python) for _, _, python, _ in cells)
    coloured = sys.stdout.isatty() and not environ.NO_COLOR.get()
    between = ["".join(f"{cell}  " for cell in row) for row in zip(*columns, strict=True)] or [""] * len(rows)
    lines = []
    for (mark, name, python, project), more in zip(cells, between, strict=True):
        cell = name + " " * (names - width_of(name))
        if coloured:
            cell = f"{BOLD}{cell}{PLAIN}" if mark == ACTIVE else cell
            project = f"{DIM}{project}{PLAIN}" if project else ""
        lines.append(f"{mark} {cell}  {python:{pythons}}  {more}{project}".rstrip() + "\n")
    sys.stdout.write("".join(lines))


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


def width_of(text: str) -> int:
    """Return how many columns `text` takes; East Asian wide characters take two (UAX 11)."""
    if text.isascii():
        return len(text)
    return sum(2 if "\u1100" <= c <= "\u115f" or "\u2e80" <= c <= "\ua4cf" or "\uac00" <= c <= "\ud7a3"
               or "\uf900" <= c <= "\ufaff" or "\uff00" <= c <= "\uff60" or "\U0001f300" <= c <= "\U0001faff"
               else 1 for c in text)  # fmt: skip
