"""Reads a pylock.toml (PEP 751), with the tool table that `document` writes."""

from __future__ import annotations

import os
from urllib.parse import quote, unquote, urlsplit

from packaging.pylock import Pylock, PylockValidationError
from packaging.utils import parse_sdist_filename, parse_wheel_filename

from envarium import strategies
from envarium.activation.variables import Variables
from envarium.lockfiles import package_list
from envarium.lockfiles.document import OURS
from envarium.lockfiles.package_list import Package, PackageList, UnusableValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from packaging.pylock import Package as Locked
    from packaging.pylock import PackageArchive, PackageSdist, PackageVcs, PackageWheel

    from envarium.lockfiles.package_list import Markers


def read(tables: dict[str, object], base: str) -> PackageList:
    """Return what the `tables` of a file in the directory `base` ask for. Raises UnusableValue."""
    try:
        lock = Pylock.from_dict(tables)
    except PylockValidationError as error:
        raise UnusableValue(str(error)) from error
    packages = [(locked, _package(locked, base)) for locked in lock.packages]
    groups = frozenset(lock.default_groups or ())

    def choose(markers: Markers) -> list[Package]:
        values: dict[str, str | frozenset[str]] = {
            **markers,
            "extras": frozenset(),
            "dependency_groups": groups,
        }
        return [
            package
            for locked, package in packages
            if locked.marker is None or locked.marker.evaluate(values, context="lock_file")
        ]

    table = (lock.tool or {}).get(OURS)
    result = PackageList(choose, _python(lock, table), is_complete=True)
    if isinstance(table, dict):
        _add(result, table)
    return result


def _python(lock: Pylock, table: object) -> str:
    own = table.get("python") if isinstance(table, dict) else None
    return str(own) if own else str(lock.requires_python or "")


def _add(result: PackageList, table: dict[str, object]) -> None:
    """Add what the tool table says of the environment. Raises UnusableValue for what it cannot mean."""
    strategy, prompt, values = (table.get(key) for key in ("strategy", "prompt", "variables"))
    if strategy and strategy not in strategies.MODULES:
        raise UnusableValue(f"there is no strategy {strategy!r}")
    result.strategy = str(strategy or "")
    result.prompt = str(prompt or "")
    result.system_site = table.get("system-site-packages") is True
    result.requested = _texts(table.get("requested")) if "requested" in table else None
    result.missing = _texts(table.get("missing"))
    names = {str(name): str(value) for name, value in values.items()} if isinstance(values, dict) else {}
    result.variables = Variables(names, tuple(_texts(table.get("path-prepend"))))


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _package(locked: Locked, base: str) -> Package:
    if locked.vcs:
        vcs = locked.vcs
        return package_list.repository(
            locked.name, vcs.type, _url(vcs, base), vcs.commit_id, vcs.subdirectory or ""
        )
    if locked.directory:
        source = locked.directory
        path = package_list.located(base, source.path)
        if source.subdirectory:
            path = package_list.located(path, source.subdirectory)
        return package_list.directory(locked.name, path, editable=bool(source.editable))
    if locked.archive:
        file = locked.archive
        return package_list.archive(locked.name, _url(file, base), _digest(file), file.subdirectory or "")
    files = [*(locked.wheels or ()), *([locked.sdist] if locked.sdist else ())]
    sources = [(_url(file, base), _name(file), _digest(file)) for file in files]
    return package_list.indexed(locked.name, locked.version or _version(sources[0][1]), sources)


def _url(source: PackageVcs | PackageArchive | PackageWheel | PackageSdist, base: str) -> str:
    return source.url or f"file://{quote(package_list.located(base, source.path))}"


def _name(file: PackageWheel | PackageSdist) -> str:
    return file.name or os.path.basename(unquote(urlsplit(file.url or file.path or "").path))


def _digest(file: PackageArchive | PackageWheel | PackageSdist) -> str:
    algorithm = "sha256" if "sha256" in file.hashes else next(iter(file.hashes))
    return f"{algorithm}:{file.hashes[algorithm]}".lower()


def _version(file: str) -> str:
    """Return the version of the wheel or source archive called `file`. Raises UnusableValue."""
    try:
        return str((parse_wheel_filename if file.endswith(".whl") else parse_sdist_filename)(file)[1])
    except ValueError as error:
        raise UnusableValue(str(error)) from error
