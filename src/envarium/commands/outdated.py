"""List the packages of environments of which there are newer versions."""

from __future__ import annotations

import sys

from packaging.version import InvalidVersion, Version

from envarium.discovery import selection
from envarium.distributions import installed, places
from envarium.lockfiles import newest
from envarium.output import report, shown
from envarium.printing import json_output, table, terminal
from envarium.printing.status_line import StatusLine
from envarium.printing.table import TEXT, Column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.discovery.environment import AnyEnvironment

    Group = dict[AnyEnvironment, dict[str, str]]
    Row = tuple[str, str, str, str]

KEYS = ("environment", "package", "version", "latest")


def run(values: Values) -> None:
    """Ask once for each package of all environments with the same Python, and print what is outdated in each."""
    rows: list[Row] = []
    groups = _groups(selection.environments(values))
    with StatusLine() as line:
        for number, (python, group) in enumerate(groups.items(), 1):
            packages = _oldest(group)
            count = f"{number} of {len(groups)}: " if len(groups) > 1 else ""
            line.now(f"{count}asking for the newest versions of {len(packages)} packages for {python}")
            latest = newest.versions(list(group), packages) if packages else {}
            rows += [row for environment, own in group.items() for row in _outdated(environment, own, latest)]
    rows.sort()
    if values.on("json"):
        json_output.show(dict(zip(KEYS, row, strict=True)) for row in rows)
    elif rows:
        _print(rows)
    else:
        sys.stderr.write("everything is up to date\n")


def _groups(environments: list[AnyEnvironment]) -> dict[str, Group]:
    """Return the packages of each of `environments` that came from an index, grouped by implementation and Python."""
    groups: dict[str, Group] = {}
    for environment in environments:
        if environment.broken:
            report(f"the environment {shown(environment.name)} was left out", "envarium doctor shows why")
            continue
        key = f"{environment.implementation} {'.'.join(environment.version.split('.')[:2])}".strip()
        distributions = installed.installed(places.sites(environment.path))
        packages = {one.name: one.version for one in distributions if one.is_from_index}
        valid = {name: version for name, version in packages.items() if _version(version)}
        groups.setdefault(key, {})[environment] = valid
    return groups


def _oldest(group: Group) -> dict[str, str]:
    """Return each package of a group with its oldest version: what is newer than any of them is newer than that."""
    oldest: dict[str, str] = {}
    for packages in group.values():
        for name, version in packages.items():
            oldest[name] = min(oldest.get(name, version), version, key=Version)
    return oldest


def _outdated(environment: AnyEnvironment, packages: dict[str, str], latest: dict[str, str]) -> list[Row]:
    return [
        (environment.name, name, version, latest[name])
        for name, version in packages.items()
        if name in latest and Version(version) < Version(latest[name])
    ]


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None


def _print(rows: list[Row]) -> None:
    if terminal.is_plain():
        table.show(tuple(map(Column, KEYS)), rows)
        return
    columns = (Column("environment"), Column("package"), Column("version", TEXT), Column("latest", TEXT))
    table.show(columns, [(*row[:3], f"-> {row[3]}") for row in rows])
