"""List the packages of an environment, those that were asked for apart from those that others needed."""

from __future__ import annotations

import sys

from envarium.distributions import installed, places
from envarium.errors import NoActiveEnvironment
from envarium.printing import json_output, table
from envarium.printing.table import TEXT, Column
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.distributions.installed import Distribution

REQUESTED, SEED, NEEDED = "requested", "installed at creation", "needed by others"
COLUMNS = (Column("package"), Column("version", TEXT), Column("why", TEXT))


def run(values: Values) -> None:
    """Print name, version, and why it is there, for each package of the environment named, else of the active one."""
    environment = lookup.named_or_active(values.text("name"))
    if not environment.exists:
        raise NoActiveEnvironment
    distributions = installed.installed(places.sites(environment.path))
    why = reasons(distributions)
    if values.on("json"):
        json_output.show(_row(one, why[one.name]) for one in distributions)
        return
    if not distributions:
        sys.stderr.write("no packages are installed\n")
        return
    table.show(COLUMNS, [(one.name, one.version or "?", why[one.name]) for one in distributions])


def reasons(distributions: list[Distribution]) -> dict[str, str]:
    """Return why each package is installed. uv marks all as requested: of its packages it is those that none needs."""
    needed = {name for one in distributions for name in _needs(one)}
    answers = {}
    for one in distributions:
        requested = one.requested and not (one.name in needed and one.text("INSTALLER").strip() == "uv")
        answers[one.name] = SEED if installed.is_seed(one.name) else REQUESTED if requested else NEEDED
    return answers


def _needs(distribution: Distribution) -> set[str]:
    """Return the normalized names of what `distribution` needs without extras."""
    lines = [line for line in distribution.headers.get("requires-dist", []) if "extra ==" not in line]
    matches = [installed.NAME.match(line) for line in lines]
    return {installed.normalized(match[0].rstrip("-._")) for match in matches if match}


def _row(distribution: Distribution, reason: str) -> dict[str, object]:
    return {
        "name": distribution.name,
        "version": distribution.version,
        "requested": reason == REQUESTED,
        "seed": reason == SEED,
        "editable": distribution.is_editable,
    }
