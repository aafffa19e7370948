"""The packages in an environment, by their metadata, and the words with which pip installs them again."""

from __future__ import annotations

import json
import os
import re
from importlib import metadata
from urllib.parse import unquote, urlsplit

from envarium.files import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.metadata import Distribution
    from typing import Any

SEEDS = ("pip", "setuptools", "wheel", "distribute")
"""The packages that creators install and `pip freeze` omits (pip, _internal/commands/freeze.py)."""

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
"""The names that packages may have (https://packaging.python.org/en/latest/specifications/name-normalization)."""

VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.!+_-]*")
SAFE = re.compile(r"[^\s\x00-\x1f]+")

OF_TOOLS = ("__pycache__", "_virtualenv.py", "_virtualenv.pth", "easy-install.pth", "setuptools.pth")
"""What other creators and installers write beside packages, for the Python that they ran with."""


class Installed:
    """One package: its normalized `name`, the `words` with which pip installs it, and whether the user requested it.

    `words` is empty if they are not known.
    """

    __slots__ = ("name", "requested", "words")

    def __init__(self, name: str, words: tuple[str, ...], *, requested: bool) -> None:
        self.name = name
        self.words = words
        self.requested = requested


def normalized(name: str) -> str:
    """Return the normalized form of `name` (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_seed(name: str) -> bool:
    """Return whether the package `name`, in any spelling, is one that creators install."""
    return normalized(name) in SEEDS


def installed(sites: Iterable[str]) -> list[Installed]:
    """Return the packages in the directories `sites`, sorted by name."""
    packages: dict[str, Installed] = {}
    for site in sites:
        for package in (*_linked(site), *map(_described, metadata.distributions(path=[site]))):
            if package.name:
                packages.setdefault(package.name, package)
    return [packages[name] for name in sorted(packages)]


def _described(distribution: Distribution) -> Installed:
    """Return the package of `distribution`; if its metadata is damaged, the directory has the name and version."""
    folder = os.path.basename(str(getattr(distribution, "_path", "")))
    stem, _, version = folder.partition(".dist-info")[0].partition("-")
    try:
        name, version = distribution.metadata["Name"] or stem, distribution.version or version
    except KeyError:
        name = stem
    requested = distribution.read_text("REQUESTED") is not None
    if not NAME.fullmatch(name) or not VERSION.fullmatch(version):
        return Installed(normalized(name), (), requested=requested)
    url = distribution.read_text("direct_url.json")
    words = direct(name, url) if url else (f"{name}=={version}",)
    return Installed(normalized(name), words, requested=requested or url is not None)


def direct(name: str, text: str) -> tuple[str, ...]:
    """Return the words for the package `name` whose direct_url.json (PEP 610) is `text`."""
    try:
        origin = json.loads(text)
        return _words(name, origin, str(origin["url"]))
    except (ValueError, LookupError, TypeError, AttributeError):
        return ()


def _words(name: str, origin: dict[str, Any], url: str) -> tuple[str, ...]:
    fragment = f"#subdirectory={origin['subdirectory']}" if origin.get("subdirectory") else ""
    if origin.get("dir_info", {}).get("editable"):
        path = os.path.join(unquote(urlsplit(url).path), str(origin.get("subdirectory", "")))
        return ("-e", path.rstrip("/")) if path[:1] == "/" else ()
    if "vcs_info" in origin:
        version = origin["vcs_info"]
        url = f"{version['vcs']}+{url}@{version['commit_id']}"
    return (f"{name} @ {url}{fragment}",) if SAFE.fullmatch(url + fragment) else ()


def _linked(site: str) -> list[Installed]:
    """Return the packages of `setup.py develop`: the first line of an .egg-link is their directory."""
    packages = []
    for name in reading.names(site):
        if name.endswith(".egg-link"):
            path = reading.text(f"{site}/{name}").partition("\n")[0].strip()
            words = ("-e", path) if path[:1] == "/" else ()
            packages.append(Installed(normalized(name.removesuffix(".egg-link")), words, requested=True))
    return packages


def unowned(site: str) -> list[str]:
    """Return the entries of `site` that belong to no package: the user has put them there."""
    names = {"__pycache__", *OF_TOOLS}
    for distribution in metadata.distributions(path=[site]):
        names.update(str(path).partition("/")[0] for path in distribution.files or ())
    suffixes = (".dist-info", ".egg-info", ".egg-link", ".egg", ".pyc")
    return [name for name in reading.names(site) if name not in names and not name.endswith(suffixes)]
