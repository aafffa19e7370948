"""Check the store, each environment and the shells for problems, and whether other tools see the environments."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from envarium import environ
from envarium.command_line import Answer
from envarium.commands import checking, disk, inspecting, jsontext, progress
from envarium.errors import printable
from envarium.health import checks
from envarium.health.finding import ERROR, LEVELS, NOTE, WARNING
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.health.finding import Finding

SLOW = 100
"""The number of environments from which on it takes so long that progress is shown."""

STYLES = {ERROR: "bold red", WARNING: "yellow", NOTE: "dim"}


def run(values: Values) -> Answer:
    """Print each finding with its remedy, and fail if any is a problem, which a note is not.

    With names, only those environments are checked. No program of an environment is run.
    """
    store = lookup.current()
    names = [one.name for one in inspecting.environments(store, values.many("names"))]
    findings = [] if values.many("names") else checks.of_store(store)
    with progress.bar(Console(stderr=True), len(names), SLOW) as bar:
        for found in bar.track(checking.findings(store, names), total=len(names), description="checking"):
            findings += found
    if values.on("json"):
        sys.stdout.write(jsontext.dump([one.plain() for one in findings]) + "\n")
    else:
        _print(findings)
        _sum_up(findings, len(names))
    return Answer(code=1 if any(one.is_wrong for one in findings) else 0)


def _print(findings: list[Finding]) -> None:
    """Print the findings, the worst first: a table on a terminal, one line each in a pipe."""
    rows = sorted(findings, key=lambda one: LEVELS.index(one.level))
    if not sys.stdout.isatty():
        for one in rows:
            remedy = f" [{printable(one.remedy)}]" if one.remedy else ""
            sys.stdout.write(f"{one.level}: {printable(one.subject)}: {printable(one.what)}{remedy}\n")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("subject", overflow="fold", max_width=24)
    table.add_column("", no_wrap=True)
    table.add_column("finding and remedy", overflow="fold")
    for one in rows:
        cell = Text(_short(one.what))
        if one.remedy:
            cell.append("\n" + printable(one.remedy), style="bold")
        table.add_row(Text(printable(one.subject)), Text(one.level, style=STYLES[one.level]), cell)
    if rows:
        Console(highlight=False).print(table)


def _short(text: str) -> str:
    """Return `text` as it is printed, with `~` for the home directory."""
    home = environ.home()
    return printable(text).replace(home + "/", "~/") if len(home) > 1 else printable(text)


def _sum_up(findings: list[Finding], number: int) -> None:
    problems = sum(one.is_wrong for one in findings)
    count = f"{problems or 'no'} problem{'' if problems == 1 else 's'}"
    sys.stderr.write(f"{disk.counted(number, 'environment')} checked: {count}\n")
    if any(one.remedy.startswith("envarium repair") for one in findings):
        sys.stderr.write("hint: envarium repair --all repairs what it can\n")
