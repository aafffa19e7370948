"""The table of the environments that were found."""

from __future__ import annotations

import sys
import time

from envarium import environ
from envarium.output import printable
from envarium.printing import amounts, table, terminal
from envarium.printing.table import Column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.discovery.environment import AnyEnvironment

UNKNOWN = "?"


def print_table(environments: list[AnyEnvironment], *, sizes: bool) -> None:
    """Print tool, Python, last use, size, and path, which is last because it is long; then how many there are."""
    home, now = environ.home(), time.time()
    names = ("tool", "python", "used", *["size"] * sizes, "path")
    columns = [Column(name, right=name == "size") for name in names]
    rows = [[*_cells(environment, now, sizes=sizes), path(environment, home)] for environment in environments]
    if terminal.is_plain():
        columns += [Column("project"), Column("problem")]
        for row, environment in zip(rows, environments, strict=True):
            row[-1:] = [environment.path, environment.project, environment.problem]
    table.show(columns, rows)
    sys.stdout.flush()
    sys.stderr.write(_summary(environments, sizes=sizes) + "\n")


def _cells(environment: AnyEnvironment, now: float, *, sizes: bool) -> list[str]:
    python = environment.version or UNKNOWN
    if environment.implementation == "PyPy":
        python = "pypy " + python
    cells = [environment.tool, python, amounts.ago(now - environment.last_use)]
    return [*cells, amounts.size(environment.size)] if sizes else cells


def path(environment: AnyEnvironment, home: str) -> str:
    """Return the path, the project unless that is evident, and what is wrong."""
    project = environment.project
    text = printable(environ.abbreviated(environment.path, home))
    if project and not environment.path.startswith(project + "/"):
        text += f" -> {printable(environ.abbreviated(project, home))}"
    return f"{text} ({environment.problem})" if environment.problem else text


def _summary(environments: list[AnyEnvironment], *, sizes: bool) -> str:
    broken = sum(1 for environment in environments if environment.problem)
    parts = [amounts.counted(len(environments), "environment")]
    if sizes:
        parts.append(amounts.size(sum(environment.size for environment in environments)))
    if broken:
        parts.append(f"{broken} with a problem")
    return ", ".join(parts)
