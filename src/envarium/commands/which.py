"""Show which environments have a package, in versions that match, by the names of metadata directories alone."""

from __future__ import annotations

import sys

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version

from envarium.command_line import Answer
from envarium.discovery import selection
from envarium.distributions import installed, places
from envarium.errors import WrongUsage
from envarium.output import printable, shown
from envarium.printing import json_output, table
from envarium.printing.table import TEXT, Column
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values

    Match = tuple[str, str]

COLUMNS = (Column("environment"), Column("version", TEXT))


def run(values: Values) -> Answer:
    """Print name and version for each environment that has what the requirement asks for; answer 1 if none has."""
    store, requirement = lookup.current(), _requirement(values.text("requirement"))
    matches = [
        (environment.name, sys.intern(version))
        for environment in selection.each(store.everything(), values)
        for version in _versions(environment.path, requirement)
    ]
    if values.on("json"):
        package = requirement.name
        json_output.show({"name": name, "package": package, "version": version} for name, version in matches)
    elif matches:
        table.show(COLUMNS, [(name, version or "?") for name, version in matches])
    else:
        sys.stderr.write(f"no environment has {printable(str(requirement))}\n")
    return Answer(code=0 if matches else 1)


def _requirement(text: str) -> Requirement:
    try:
        requirement = Requirement(text)
    except InvalidRequirement as error:
        raise WrongUsage(f"{shown(text)} is not a requirement", "write a package, or 'numpy<2'") from error
    if requirement.url or requirement.marker:
        raise WrongUsage(f"{shown(text)} has more than a name and versions", "write a package, or 'numpy<2'")
    requirement.name = installed.normalized(requirement.name)
    return requirement


def _versions(path: str, requirement: Requirement) -> list[str]:
    """Return the versions of what is `requirement` in the environment at `path` that match."""
    distributions = [one for site in places.sites(path) for one in installed.find(site, requirement.name)]
    return [one.version for one in distributions[:1] if _matches(one.version, requirement)]


def _matches(version: str, requirement: Requirement) -> bool:
    """Return whether `version` is asked for; pre-releases count, and one that is not valid only where any is."""
    if not requirement.specifier:
        return True
    try:
        return requirement.specifier.contains(Version(version), prereleases=True)
    except InvalidVersion:
        return False
