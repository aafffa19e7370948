"""How much of the disk each package of an environment takes, by the files that its RECORD lists."""

from __future__ import annotations

import os

from envarium.distributions import installed, places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.environment import Environment

NOBODY = "(no package)"


def of(environment: Environment) -> dict[str, int]:
    """Return the bytes of each package, and of what belongs to none; files outside of the environment do not count."""
    sizes: dict[str, int] = {}
    for site in places.sites(environment.path):
        owners = _owners(site, environment.path)
        for folder, _, names in os.walk(site):
            for name in names:
                path = f"{folder}/{name}"
                package = owners.get(path) or owners.get(_source(folder, name), NOBODY)
                sizes[package] = sizes.get(package, 0) + _size(path)
        for path, package in owners.items():
            if not path.startswith(site + "/"):
                sizes[package] = sizes.get(package, 0) + _size(path)
    return sizes


def _owners(site: str, root: str) -> dict[str, str]:
    """Return which package each file belongs to, by its path below `root`."""
    owners = {}
    for distribution in installed.scan(site):
        for file in distribution.files:
            path = os.path.normpath(os.path.join(site, file))
            if path.startswith(root + "/"):
                owners[path] = distribution.name
        owners.setdefault(distribution.path, distribution.name)
    return owners


def _source(folder: str, name: str) -> str:
    """Return the path of the module that the bytecode `name` in `folder` belongs to."""
    if os.path.basename(folder) != "__pycache__":
        return ""
    return f"{os.path.dirname(folder)}/{name.partition('.')[0]}.py"


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_blocks * 512
    except OSError:
        return 0
