"""List the environments, from files alone; the long format has the output of their hooks too."""

from __future__ import annotations

import os
import sys

from envarium import environ, vocabulary
from envarium.commands import details, jsontext
from envarium.errors import printable, report
from envarium.store import layers, lookup
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.lookup import Store

ACTIVE = "*"
UNKNOWN = "?"
EMPTY = "the store is empty; envarium create NAME creates an environment\n"
BOLD, DIM, PLAIN = "\033[1m", "\033[2m", "\033[0m"


def run(values: Values) -> None:
    """Print the names, a table, several lines for each environment, or JSON."""
    store = lookup.current()
    if values.on("json"):
        rows = [{**row, "on": layers.name(str(row["path"]))} for row in _described(store)]
        sys.stdout.write(jsontext.dump(rows) + "\n")
    elif values.on("brief"):
        print_names(store, values.word)
    else:
        rows = _described(store)
        if not rows:
            report_empty(store, values.word)
        elif values.on("long"):
            details.ready(store)
            _print_long(store, rows)
        else:
            _print_table(rows)


def report_empty(store: Store, word: str) -> None:
    """Report that `store` contains no environment, or does not exist; `word` is the shell word that was typed."""
    if os.path.exists(store.root):
        sys.stderr.write(vocabulary.spoken(EMPTY, word))
        return
    missing = lookup.missing(store.root)
    report(missing.sentence, vocabulary.spoken(missing.hint, word))


def print_names(store: Store, word: str) -> None:
    """Print one name a line; `word` is the shell word that was typed."""
    names = store.names()
    if not names and not os.path.exists(store.root):
        report_empty(store, word)
    if sys.stdout.isatty():  # scripts get the names as they are
        names = [printable(name) for name in names]
    sys.stdout.write("".join(name + "\n" for name in names))


def _described(store: Store) -> list[dict[str, object]]:
    """Return the facts of each environment, as `--json` prints them."""
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
        }
        for environment in store
    ]


def _print_table(rows: list[dict[str, object]]) -> None:
    """Print name, Python and project in columns; the active environment and broken ones are marked."""
    home = environ.home()
    cells = [_cells(row, home) for row in rows]
    names = max(_width(name) for _, name, _, _ in cells)
    pythons = max(len(python) for _, _, python, _ in cells)
    coloured = sys.stdout.isatty() and not environ.NO_COLOR.get()
    lines = []
    for mark, name, python, project in cells:
        cell = name + " " * (names - _width(name))
        if coloured:
            cell = f"{BOLD}{cell}{PLAIN}" if mark == ACTIVE else cell
            project = f"{DIM}{project}{PLAIN}" if project else ""
        lines.append(f"{mark} {cell}  {python:{pythons}}  {project}".rstrip() + "\n")
    sys.stdout.write("".join(lines))


def _print_long(store: Store, rows: list[dict[str, object]]) -> None:
    """Print each name underlined, its Python and project, the output of the hooks, and an empty line."""
    home = environ.home()
    for row in rows:
        _, name, python, project = _cells(row, home)
        lines = [name, "=" * _width(name)]
        if python != UNKNOWN:
            lines.append(f"python   {python}")
        if project:
            lines.append(f"project  {project}")
        sys.stdout.write("\n".join(lines) + "\n")
        details.show(store, Environment(str(row["path"])))
        sys.stdout.write("\n")


def _cells(row: dict[str, object], home: str) -> tuple[str, str, str, str]:
    python, project = str(row["python"]) or UNKNOWN, environ.abbreviated(str(row["project"]), home)
    if row["implementation"] == "PyPy":
        python = "pypy " + python
    if row["broken"]:
        python += " (interpreter missing)"
    mark = ACTIVE if row["active"] else " "
    return mark, printable(str(row["name"])), printable(python), printable(project)


def _width(text: str) -> int:
    """Return how many columns `text` takes; East Asian wide characters take two (UAX 11)."""
    if text.isascii():
        return len(text)
    return sum(2 if "\u1100" <= c <= "\u115f" or "\u2e80" <= c <= "\ua4cf" or "\uac00" <= c <= "\ud7a3"
               or "\uf900" <= c <= "\ufaff" or "\uff00" <= c <= "\uff60" or "\U0001f300" <= c <= "\U0001faff"
               else 1 for c in text)  # fmt: skip
