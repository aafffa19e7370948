"""Look for what is wrong: with the store, each environment, the shells, and whether other tools see them."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from envarium import environ
from envarium.commands import inspecting, jsontext
from envarium.errors import printable
from envarium.health import checks
from envarium.health.finding import ERROR, LEVELS, NOTE, WARNING
from envarium.store import lookup
from envarium.words import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.health.finding import Finding
    from envarium.words import Given

STYLES = {ERROR: "bold red", WARNING: "yellow", NOTE: "dim"}


def run(given: Given) -> Answer:
    """Print what is found, each with its remedy, and fail where something is wrong; a mere note is not.

    With names, only those environments are looked at. Nothing of theirs is run.
    """
    store = lookup.current()
    environments = inspecting.environments(store, given.many("names"))
    world = inspecting.world(store)
    found = [] if given.many("names") else checks.of_store(store)
    for environment in environments:
        found += checks.of_environment(environment, world)
    if given.on("json"):
        sys.stdout.write(jsontext.dump([one.plain() for one in found]) + "\n")
    else:
        _print(found)
        _sum_up(found, len(environments))
    return Answer(code=1 if any(one.is_wrong for one in found) else 0)


def _print(found: list[Finding]) -> None:
    """Print what is found, the worst first: a table for people, a line each for a pipe."""
    ordered = sorted(found, key=lambda one: LEVELS.index(one.level))
    if not sys.stdout.isatty():
        for one in ordered:
            remedy = f" [{printable(one.remedy)}]" if one.remedy else ""
            sys.stdout.write(f"{one.level}: {printable(one.subject)}: {printable(one.what)}{remedy}\n")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("of", overflow="fold", max_width=24)
    table.add_column("", no_wrap=True)
    table.add_column("what was found, and what to type", overflow="fold")
    for one in ordered:
        cell = Text(_short(one.what))
        if one.remedy:
            cell.append("\n" + printable(one.remedy), style="bold")
        table.add_row(Text(printable(one.subject)), Text(one.level, style=STYLES[one.level]), cell)
    if ordered:
        Console(highlight=False).print(table)


def _short(text: str) -> str:
    """Return `text` fit to be shown, the home directory written as `~`."""
    home = environ.home()
    return printable(text).replace(home + "/", "~/") if len(home) > 1 else printable(text)


def _sum_up(found: list[Finding], number: int) -> None:
    wrong = sum(one.is_wrong for one in found)
    looked = f"{number} environment{'' if number == 1 else 's'} looked at"
    told = "nothing is wrong" if not wrong else f"{wrong} thing{'' if wrong == 1 else 's'} to mend"
    sys.stderr.write(f"{looked}: {told}\n")
    if any(one.remedy.startswith("envarium repair") for one in found):
        sys.stderr.write("hint: envarium repair --all mends what it can\n")
