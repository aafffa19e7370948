"""Check the store, each environment and the shells for problems, and whether other tools see the environments."""

from __future__ import annotations

import sys

from envarium import environ
from envarium.command_line import Answer
from envarium.commands import checking, disk, inspecting, jsontext, table, terminal
from envarium.commands.status_line import StatusLine
from envarium.commands.table import Column
from envarium.errors import printable
from envarium.health import checks
from envarium.health.finding import ERROR, LEVELS, WARNING
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.health.finding import Finding

STYLES = {ERROR: terminal.RED, WARNING: terminal.BOLD}
COLUMNS = tuple(map(Column, ("level", "subject", "finding", "remedy")))
INDENT = "    "


def run(values: Values) -> Answer:
    """Print each finding with its remedy, and fail if any is a problem, which a note is not.

    With names, only those environments are checked. No program of an environment is run.
    """
    store = lookup.current()
    names = [one.name for one in inspecting.environments(store, values.many("names"))]
    findings = [] if values.many("names") else checks.of_store(store)
    with StatusLine() as line:
        for number, found in enumerate(checking.findings(store, names), 1):
            line.show(f"checked {number} of {len(names)}: {names[number - 1]}")
            findings += found
    if values.on("json"):
        sys.stdout.write(jsontext.dump([one.plain() for one in findings]) + "\n")
    else:
        _print(findings)
        _sum_up(findings, len(names))
    return Answer(code=1 if any(one.is_wrong for one in findings) else 0)


def _print(findings: list[Finding]) -> None:
    """Print the findings, the worst first: several lines for each on a terminal, one line each in a pipe."""
    rows = sorted(findings, key=lambda one: LEVELS.index(one.level))
    if terminal.is_plain():
        table.show(COLUMNS, [(one.level, one.subject, one.what, one.remedy) for one in rows])
    elif sys.stdout.isatty():
        for one in rows:
            sys.stdout.write(_block(one, terminal.width(sys.stdout)))
    else:
        for one in rows:
            remedy = f" [{printable(one.remedy)}]" if one.remedy else ""
            sys.stdout.write(f"{one.level}: {printable(one.subject)}: {printable(one.what)}{remedy}\n")


def _block(finding: Finding, columns: int) -> str:
    """Return the lines that show `finding`; the remedy is not broken, so that it can be copied."""
    begin, end = terminal.style(STYLES.get(finding.level, ""), sys.stdout)
    lines = [f"{begin}{finding.level}{end}: {printable(finding.subject)}"]
    lines += terminal.folded(INDENT + _short(finding.what), columns, INDENT)
    lines += [f"{INDENT}remedy: {printable(finding.remedy)}"] if finding.remedy else []
    return "\n".join(lines) + "\n"


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
