"""Reads a Pipfile.lock of pipenv: its default packages."""

from __future__ import annotations

import re

from packaging.markers import InvalidMarker, Marker

from envarium.lockfiles import package_list
from envarium.lockfiles.package_list import Package, PackageList, UnusableValue
from envarium.output import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envarium.lockfiles.package_list import Markers

MINOR = re.compile(r"\d+\.\d+")


def read(tables: dict[str, Any], base: str) -> PackageList:
    """Return what the `tables` of a file in the directory `base` ask for. Raises UnusableValue."""
    try:
        python = tables["_meta"].get("requires", {}).get("python_version", "")
        entries = tables["default"]
        packages = [(_marker(entry), _package(name, entry, base)) for name, entry in entries.items()]
    except (KeyError, TypeError, AttributeError) as error:
        raise UnusableValue("it is not what pipenv writes") from error

    def choose(markers: Markers) -> list[Package]:
        return [package for marker, package in packages if marker is None or marker.evaluate(dict(markers))]

    return PackageList(choose, f"=={python}.*" if MINOR.fullmatch(str(python)) else "", is_complete=True)


def _marker(entry: dict[str, Any]) -> Marker | None:
    try:
        return Marker(entry["markers"]) if "markers" in entry else None
    except InvalidMarker as error:
        raise UnusableValue(f"{shown(str(entry['markers']))} is not a marker") from error


def _package(name: str, entry: dict[str, Any], base: str) -> Package:
    for system in package_list.SYSTEMS:
        if system in entry:
            return package_list.repository(
                name, system, entry[system], entry["ref"], entry.get("subdirectory", "")
            )
    if "path" in entry:
        return package_list.directory(
            name, package_list.located(base, entry["path"]), editable=bool(entry.get("editable"))
        )
    hashes = entry.get("hashes", [])
    if "file" in entry:
        return package_list.archive(name, entry["file"], hashes[0] if len(hashes) == 1 else "")
    return package_list.pinned(name, str(entry["version"]).removeprefix("=="), hashes)
