"""Reads a uv.lock: the project in its directory, and what that needs, as `uv sync` installs it.

These are its dependencies, and those of the default groups: `dev`, unless its pyproject.toml names others; no extras.
(https://docs.astral.sh/uv/concepts/projects/dependencies/#default-groups)
"""

from __future__ import annotations

import os
from urllib.parse import parse_qs, quote, unquote, urlsplit

from packaging.markers import InvalidMarker, Marker

from envarium import toml
from envarium.files import reading
from envarium.lockfiles import package_list
from envarium.lockfiles.package_list import Package, PackageList, UnusableValue
from envarium.output import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envarium.lockfiles.package_list import Markers

    Table = dict[str, Any]

GROUPS = ("dev",)
"""The dependency groups that uv installs by default."""

ALL = "all"
"""What means all groups."""

PLACES = ("editable", "directory", "virtual")


def read(tables: Table, base: str) -> PackageList:
    """Return what the `tables` of a file in the directory `base` ask for. Raises UnusableValue."""
    if tables.get("version") != 1 or not isinstance(tables.get("package"), list):
        raise UnusableValue("it is not of version 1, which is known")

    groups = _default_groups(base)

    def choose(markers: Markers) -> list[Package]:
        try:
            return [
                _package(table, base)
                for table in _needed(tables["package"], groups, markers)
                if not _is_virtual(table)
            ]
        except (KeyError, TypeError, AttributeError) as error:
            raise UnusableValue(f"it is not what uv writes: {error}") from error

    return PackageList(choose, str(tables.get("requires-python") or ""), is_complete=True)


def _default_groups(base: str) -> tuple[str, ...]:
    """Return the groups that the pyproject.toml in the directory `base` makes the default ones."""
    try:
        tables = toml.parse(reading.read(f"{base}/pyproject.toml").decode())
    except (OSError, ValueError):
        return GROUPS
    value: object = tables
    for key in ("tool", "uv", "default-groups"):
        value = value.get(key) if isinstance(value, dict) else None
    if value == ALL:
        return (ALL,)
    return tuple(map(str, value)) if isinstance(value, list) else GROUPS


def _needed(packages: list[Table], groups: tuple[str, ...], markers: Markers) -> list[Table]:
    """Return the project and all that it needs, with its `groups`, each once. Raises UnusableValue."""
    projects = [table for table in packages if "." in _places(table)]
    if not projects:
        raise UnusableValue("it contains no project in its own directory")
    waiting = [(table, "", _of_groups(table, groups)) for table in projects]
    tables: dict[tuple[int, str], Table] = {}
    for table, extra, more in waiting:  # the loop appends to it
        if (id(table), extra) not in tables:
            tables[id(table), extra] = table
            for dependency in (*_dependencies(table, extra), *more):
                if _applies(dependency.get("marker"), markers):
                    other = _find(packages, dependency, markers)
                    waiting += [(other, one, []) for one in ("", *dependency.get("extra", ()))]
    return list({id(table): table for table in tables.values()}.values())


def _of_groups(table: Table, groups: tuple[str, ...]) -> list[Table]:
    by_group: dict[str, list[Table]] = table.get("dev-dependencies", {})
    names = by_group if groups == (ALL,) else [name for name in groups if name in by_group]
    return [dependency for name in names for dependency in by_group[name]]


def _dependencies(table: Table, extra: str) -> list[Table]:
    """Return what the package needs, with an `extra` only for that."""
    own: list[Table] = table.get("dependencies", [])
    return table.get("optional-dependencies", {}).get(extra, []) if extra else own


def _find(packages: list[Table], dependency: Table, markers: Markers) -> Table:
    """Return the package that `dependency` means. Raises UnusableValue."""
    for table in packages:
        if all(
            table.get(key) == dependency[key] for key in ("name", "version", "source") if key in dependency
        ):
            forks = table.get("resolution-markers", [])
            if not forks or any(_applies(fork, markers) for fork in forks):
                return table
    raise UnusableValue(f"it does not contain {shown(str(dependency['name']))}, which is needed")


def _applies(marker: str | None, markers: Markers) -> bool:
    try:
        return marker is None or Marker(marker).evaluate({**markers, "extra": ""})
    except InvalidMarker as error:
        raise UnusableValue(f"{shown(str(marker))} is not a marker") from error


def _places(table: Table) -> list[str]:
    return [table["source"][key] for key in PLACES if key in table["source"]]


def _is_virtual(table: Table) -> bool:
    return "virtual" in table["source"]


def _package(table: Table, base: str) -> Package:
    name, source = table["name"], table["source"]
    if "git" in source:
        parts = urlsplit(source["git"])
        below = parse_qs(parts.query).get("subdirectory", [""])[0]
        return package_list.repository(
            name, "git", parts._replace(query="", fragment="").geturl(), parts.fragment, below
        )
    for key in ("editable", "directory"):
        if key in source:
            return package_list.directory(
                name, package_list.located(base, source[key]), editable=key == "editable"
            )
    files = [*table.get("wheels", ()), *([table["sdist"]] if "sdist" in table else ())]
    if "url" in source or "path" in source:
        url = source.get("url") or f"file://{quote(package_list.located(base, source['path']))}"
        return package_list.archive(name, url, files[0].get("hash", "") if files else "")
    folder = source.get("registry", "")
    return package_list.indexed(name, table["version"], [_file(file, base, folder) for file in files])


def _file(file: Table, base: str, folder: str) -> tuple[str, str, str]:
    """Return the URL, name and hash of a file; that of a registry in a directory is relative to it."""
    url = file.get("url") or f"file://{quote(package_list.located(os.path.join(base, folder), file['path']))}"
    return url, os.path.basename(unquote(urlsplit(url).path)), file.get("hash", "")
