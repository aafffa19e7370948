"""Check the store, each environment and the shells for problems, and whether other tools see the environments."""

from __future__ import annotations

import sys

from envarium import environ
from envarium.command_line import Answer
from envarium.commands import doctor_processes
from envarium.health import checks
from envarium.health.finding import ERROR, WARNING
from envarium.output import printable
from envarium.printing import amounts, json_output, table, terminal
from envarium.printing.status_line import StatusLine
from envarium.printing.table import Column
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.command_line import Values
    from envarium.health.finding import Finding
    from envarium.store.lookup import Store

STYLES = {ERROR: terminal.RED, WARNING: terminal.BOLD}
COLUMNS = tuple(map(Column, ("level", "subject", "finding", "remedy")))
INDENT = "    "


def run(values: Values) -> Answer:
    """Print each finding with its remedy, as it comes, and answer 1 if any is a problem; a note is none.

    With names, only those environments are checked. No program of an environment is run.
    """
    store = lookup.current()
    names = [store.find(name).name for name in dict.fromkeys(values.many("names"))] or store.names()
    findings: list[Finding] = []
    is_json = values.on("json")
    with StatusLine() as line:
        for number, part in enumerate(_findings(store, names, is_whole=not values.many("names"))):
            if part and not is_json:
                line.clear()
                _print(part, is_first=not findings)
            line.show(f"checked {number} of {len(names)} environments")
            findings += part
    if is_json:
        json_output.show(one.plain() for one in findings)
    else:
        _sum_up(findings, len(names))
    return Answer(code=1 if any(one.is_wrong for one in findings) else 0)


def _findings(store: Store, names: list[str], *, is_whole: bool) -> Iterator[list[Finding]]:
    """Yield the findings about `store`, none unless it `is_whole`, and then those about each environment."""
    yield checks.of_store(store) if is_whole else []
    yield from doctor_processes.findings(store, names)


def _print(findings: list[Finding], *, is_first: bool) -> None:
    """Print the findings: several lines for each on a terminal, one line each in a pipe."""
    if terminal.is_plain():
        sys.stdout.write("" if is_first else "\n")
        table.show(COLUMNS, [(one.level, one.subject, one.what, one.remedy) for one in findings])
    elif sys.stdout.isatty():
        for one in findings:
            sys.stdout.write(_block(one, terminal.width(sys.stdout)))
    else:
        for one in findings:
            remedy = f" [{printable(one.remedy)}]" if one.remedy else ""
            sys.stdout.write(f"{one.level}: {printable(one.subject)}: {printable(one.what)}{remedy}\n")
    sys.stdout.flush()


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
    sys.stderr.write(f"{amounts.counted(number, 'environment')} checked: {count}\n")
    if any(one.remedy.startswith("envarium repair") for one in findings):
        sys.stderr.write("hint: envarium repair --all repairs what it can\n")
