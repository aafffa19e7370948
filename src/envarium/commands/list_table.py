"""The facts of environments that every list has, and the table of them. Hot."""

from __future__ import annotations

import os
import sys

from envarium import environ, vocabulary
from envarium.output import printable, report
from envarium.printing import table
from envarium.printing.table import MARK, PATH, Column
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from envarium.store.facts import Facts, Python
    from envarium.store.lookup import Store

    Row = dict[str, object]

ACTIVE = "*"
UNKNOWN = "?"
EMPTY = "there are no environments; envarium create NAME creates one\n"
PROJECT = Column("project", PATH)


def report_empty(store: Store, word: str) -> None:
    """Report that `store` contains no environment, or does not exist; `word` is the shell word that was typed."""
    if os.path.exists(store.root):
        sys.stderr.write(vocabulary.with_shell_words(EMPTY, word))
        return
    missing = lookup.missing(store.root)
    report(missing.sentence, vocabulary.with_shell_words(missing.hint, word))


def print_names(store: Store, word: str) -> None:
    """Print one name a line; `word` is the shell word that was typed."""
    names = [one.name for one in store.everything()]
    if not names and (sys.stdout.isatty() or not os.path.exists(store.root)):
        report_empty(store, word)
    if sys.stdout.isatty():  # scripts get the names as they are
        names = [printable(name) for name in names]
    sys.stdout.write("".join(name + "\n" for name in names))


def basic_rows(store: Store, environments: Iterable[Facts]) -> Iterator[Row]:
    """Yield the facts of each of the `environments`, as `--json` prints them."""
    active = lookup.active(store)
    for place, name, python, project in environments:
        yield {
            "name": name,
            "path": place + name,
            "python": python.version,
            "implementation": python.implementation,
            "project": project,
            "active": name == active,
            "broken": python.is_broken,
            "other_platform": python.platform,
        }


def print_table(store: Store, environments: Iterable[Facts], more: dict[str, list[str]], word: str) -> None:
    """Print name, Python, the columns `more` and project; the active environment and broken ones are marked."""
    names: list[str] = []
    pythons: list[str] = []
    projects: list[str] = []
    texts: dict[Python, str] = {}
    home = environ.home()
    for _, name, python, project in environments:
        names.append(name)
        pythons.append(texts.get(python) or texts.setdefault(python, python_text(python)))
        projects.append(project and environ.abbreviated(project, home))
    if not names:
        report_empty(store, word)
        return
    columns = [Column("active", MARK), Column("name"), Column("python"), *map(Column, more), PROJECT]
    active = lookup.active(store)
    marks, bold = [" "] * len(names), [names.index(active)] if active in names else []
    for number in bold:
        marks[number] = ACTIVE
    table.show_cells(columns, [marks, names, pythons, *more.values(), projects], bold=bold)


def python_text(python: Python) -> str:
    """Return what a table says of `python`."""
    text = python.version or UNKNOWN
    if python.implementation == "PyPy":
        text = "pypy " + text
    if python.platform:
        return f"{text} ({python.platform})"
    return text + " (interpreter missing)" if python.is_broken else text
