"""What is installed in an environment, told by the metadata that installers leave, and how to ask pip for it again."""

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
"""What creators put in, and `pip freeze` passes over (pip, _internal/commands/freeze.py)."""

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
"""The names that packages may have (https://packaging.python.org/en/latest/specifications/name-normalization)."""

VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.!+_-]*")
SAFE = re.compile(r"[^\s\x00-\x1f]+")

NOT_OURS = ("__pycache__", "_virtualenv.py", "_virtualenv.pth", "easy-install.pth", "setuptools.pth")
"""What other creators and installers leave beside packages, for the version that they were made with."""


class Installed:
    """One package: its normalised `name`, the `words` that ask pip for it, and whether the user asked for it himself.

    `words` is empty where nothing says how.
    """

    __slots__ = ("name", "requested", "words")

    def __init__(self, name: str, words: tuple[str, ...], *, requested: bool) -> None:
        self.name = name
        self.words = words
        self.requested = requested


def normalized(name: str) -> str:
    """Return `name` as all its spellings are compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_seed(name: str) -> bool:
    """Say whether the package `name`, however it is spelt, is one that creators put in."""
    return normalized(name) in SEEDS


def installed(sites: Iterable[str]) -> list[Installed]:
    """Return what is installed in the directories `sites`, by name."""
    found: dict[str, Installed] = {}
    for site in sites:
        for one in (*_linked(site), *map(_described, metadata.distributions(path=[site]))):
            if one.name:
                found.setdefault(one.name, one)
    return [found[name] for name in sorted(found)]


def _described(distribution: Distribution) -> Installed:
    """Return what the metadata of `distribution` tell; of damaged ones the directory's name tells name and version."""
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
    """Return what asks pip for the package `name` that came from where direct_url.json says (PEP 610)."""
    try:
        told = json.loads(text)
        return _words(name, told, str(told["url"]))
    except (ValueError, LookupError, TypeError, AttributeError):
        return ()


def _words(name: str, told: dict[str, Any], url: str) -> tuple[str, ...]:
    inside = f"#subdirectory={told['subdirectory']}" if told.get("subdirectory") else ""
    if told.get("dir_info", {}).get("editable"):
        path = os.path.join(unquote(urlsplit(url).path), str(told.get("subdirectory", "")))
        return ("-e", path.rstrip("/")) if path[:1] == "/" else ()
    if "vcs_info" in told:
        version = told["vcs_info"]
        url = f"{version['vcs']}+{url}@{version['commit_id']}"
    return (f"{name} @ {url}{inside}",) if SAFE.fullmatch(url + inside) else ()


def _linked(site: str) -> list[Installed]:
    """Return the packages that `setup.py develop` has linked: the first line of an .egg-link is their directory."""
    found = []
    for name in reading.names(site):
        if name.endswith(".egg-link"):
            path = reading.text(f"{site}/{name}").partition("\n")[0].strip()
            words = ("-e", path) if path[:1] == "/" else ()
            found.append(Installed(normalized(name.removesuffix(".egg-link")), words, requested=True))
    return found


def unowned(site: str) -> list[str]:
    """Return the entries of `site` that no package was installed with: somebody has put them there."""
    owned = {"__pycache__", *NOT_OURS}
    for distribution in metadata.distributions(path=[site]):
        owned.update(str(path).partition("/")[0] for path in distribution.files or ())
    suffixes = (".dist-info", ".egg-info", ".egg-link", ".egg", ".pyc")
    return [name for name in reading.names(site) if name not in owned and not name.endswith(suffixes)]
