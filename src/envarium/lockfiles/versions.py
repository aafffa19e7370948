"""The names and versions of the packages that a file lists, to be compared with those of an environment."""

from __future__ import annotations

import os

from packaging.markers import (
    InvalidMarker,
    Marker,
    UndefinedComparison,
    UndefinedEnvironmentName,
    default_environment,
)
from packaging.requirements import InvalidRequirement, Requirement

from envarium import toml
from envarium.distributions.installed import normalized
from envarium.files import reading
from envarium.lockfiles import package_list, sources
from envarium.lockfiles.package_list import UnusableValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.lockfiles.package_list import Markers, Package

PYPY = "pypy "
"""What a version of PyPy begins with."""


def versions(path: str, python: str) -> dict[str, str]:
    """Return the packages in the file at `path`, names to versions, "" where it gives none.

    Of a lock in TOML, these are all packages, those of every group and extra too, but not the project; of other files,
    those that an environment is created with. What does not apply to the Python version `python` ("" for envarium's
    own) on this machine is left out, as paths are. Raises EnvariumError.
    """
    markers = _markers(python)
    if path.endswith((".toml", ".lock")) and os.path.basename(path) != sources.PIPENV:
        with sources.readable(path):
            return _of_tables(toml.parse(reading.read(path, sources.LIMIT).decode()), markers)
    contents = sources.read(path, only_named=True)
    with sources.readable(path):
        return dict(_described(one) for one in contents.choose(markers) if _applies_to(one, markers))


def _markers(python: str) -> dict[str, str]:
    values = {name: str(value) for name, value in default_environment().items()}
    version = python.removeprefix(PYPY)
    if version:
        values |= {"python_version": ".".join(version.split(".")[:2]), "python_full_version": version}
        is_pypy = python.startswith(PYPY)
        values["implementation_name"] = "pypy" if is_pypy else "cpython"
        values["platform_python_implementation"] = "PyPy" if is_pypy else "CPython"
    return values


def _of_tables(tables: dict[str, object], markers: Markers) -> dict[str, str]:
    """Return the packages in the `tables` of a pylock.toml (PEP 751), or of a uv.lock. Raises UnusableValue."""
    rows = tables.get("packages", tables.get("package"))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnusableValue("it is no lock file")
    packages = {}
    for row in rows:
        is_project = bool({"virtual", "editable"} & set(row.get("source", ())))
        forks = row.get("resolution-markers") or [row.get("marker") or ""]
        if not is_project and any(_applies(str(fork), markers) for fork in forks):
            packages[package_list.checked_name(row.get("name"))] = str(row.get("version", ""))
    return packages


def _applies(marker: str, markers: Markers) -> bool:
    """Return whether `marker` is true, or depends on more than the interpreter."""
    try:
        return not marker.strip() or Marker(marker).evaluate({**markers, "extra": ""})
    except (InvalidMarker, UndefinedEnvironmentName, UndefinedComparison):
        return True


def _requirement(package: Package) -> Requirement | None:
    try:
        return Requirement(package.words[0])
    except InvalidRequirement:
        return None


def _applies_to(package: Package, markers: Markers) -> bool:
    requirement = _requirement(package)
    return requirement is not None and _applies(str(requirement.marker or ""), markers)


def _described(package: Package) -> tuple[str, str]:
    requirement = _requirement(package)
    pins = (
        [one.version for one in requirement.specifier if one.operator in ("==", "===")] if requirement else []
    )
    return normalized(package.name), pins[0] if len(pins) == 1 and not pins[0].endswith("*") else ""
