"""The distributions installed in a site-packages directory, by their metadata; nothing is imported or started.

https://packaging.python.org/en/latest/specifications/recording-installed-packages/
"""

from __future__ import annotations

import csv
import os
import re

from envarium import json_text
from envarium.files import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

SEEDS = ("pip", "setuptools", "wheel", "distribute")
"""The packages that creators install and `pip freeze` omits (pip, _internal/commands/freeze.py)."""

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
"""The names that packages may have (https://packaging.python.org/en/latest/specifications/name-normalization)."""

VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.!+_-]*")

OF_TOOLS = ("__pycache__", "_virtualenv.py", "_virtualenv.pth", "easy-install.pth", "setuptools.pth")
"""What other creators and installers write beside packages, for the Python that they ran with."""

SUFFIXES = (".dist-info", ".egg-info", ".egg-link", ".egg")
"""The ends of the names under which installers keep metadata: wheel, distutils, `setup.py develop`, easy_install."""

FILES = {".dist-info": "METADATA", ".egg-info": "PKG-INFO", ".egg": "EGG-INFO/PKG-INFO"}
"""The file with the metadata, in the directory with each suffix."""

LARGE = 1 << 26
"""The size up to which a RECORD is read: that of a package with half a million files."""


def normalized(name: str) -> str:
    """Return the normalized form of `name` (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_seed(name: str) -> bool:
    """Return whether the package `name`, in any spelling, is one that creators install."""
    return normalized(name) in SEEDS


class Distribution:
    """One installed distribution: its normalized `name`, its `version`, and the `entry` of `site` that describes it.

    Where no metadata tell a valid name, `name` is that of the entry; where nothing tells a valid version, `version` is
    "". Everything else is read when it is asked for; what cannot be read is empty.
    """

    __slots__ = ("entry", "name", "site", "suffix", "version")

    def __init__(self, site: str, entry: str, suffix: str) -> None:
        self.site = site
        self.entry = entry
        self.suffix = suffix
        name, _, version = entry.removesuffix(suffix).partition("-")
        if suffix in (".egg-info", ".egg"):
            version = version.partition("-py")[0]
        if suffix == ".egg-link" or not (NAME.fullmatch(name) and VERSION.fullmatch(version)):
            name, version = self._described(entry.removesuffix(suffix), version)
        self.name = normalized(name if NAME.fullmatch(name) else entry.removesuffix(suffix))
        self.version = version if VERSION.fullmatch(version) else ""

    @property
    def path(self) -> str:
        """The path of its metadata: a directory, or for old installers a file."""
        return f"{self.site}/{self.entry}"

    @property
    def requested(self) -> bool:
        """Whether the user asked for it, and not only a package that needs it."""
        return self.suffix == ".egg-link" or any(
            os.path.exists(f"{self.path}/{name}") for name in ("REQUESTED", "direct_url.json")
        )

    @property
    def origin(self) -> dict[str, Any]:
        """The URL that it was installed from (direct_url.json, PEP 610); empty where it came from an index."""
        try:
            origin = json_text.parse(self.text("direct_url.json") or "{}")
        except ValueError:
            return {}
        return origin if isinstance(origin, dict) else {}

    @property
    def is_from_index(self) -> bool:
        """Whether it came from an index, and not from a URL or a directory."""
        return self.suffix != ".egg-link" and not self.origin

    @property
    def is_editable(self) -> bool:
        """Whether its modules are in a directory of the user's, and not in `site`."""
        details = self.origin.get("dir_info")
        return self.suffix == ".egg-link" or (isinstance(details, dict) and bool(details.get("editable")))

    @property
    def directory(self) -> str:
        """The directory that an .egg-link names, "" for every other kind."""
        if self.suffix != ".egg-link":
            return ""
        return reading.text(self.path).partition("\n")[0].strip()

    @property
    def headers(self) -> dict[str, list[str]]:
        """The header lines of its metadata, by their names in lower case, without what follows them."""
        return headers(self._metadata())

    @property
    def files(self) -> list[str]:
        """The files that its RECORD lists, as written there: relative to `site`, or absolute."""
        lines = self.text("RECORD", LARGE).splitlines()
        try:
            return [row[0] for row in csv.reader(lines) if row]
        except csv.Error:
            return []

    def text(self, name: str, limit: int = reading.SMALL) -> str:
        """Return the text of the file `name` beside its metadata, "" if it has more than `limit` bytes."""
        return reading.text(f"{self.path}/{name}", limit)

    def _metadata(self) -> str:
        if self.suffix == ".egg-link":
            folder = self.directory
            names = [name for name in reading.names(folder) if name.endswith(".egg-info")]
            return reading.text(f"{folder}/{names[0]}/PKG-INFO") if names else ""
        return self.text(FILES[self.suffix]) or reading.text(self.path)

    def _described(self, name: str, version: str) -> tuple[str, str]:
        """Return the name and version in its metadata; where that does not tell them, those given."""
        headers = self.headers
        return headers.get("name", [name])[0], headers.get("version", [version])[0]


def headers(text: str) -> dict[str, list[str]]:
    """Return the header lines of `text`, by their names in lower case, without what follows them."""
    lines: dict[str, list[str]] = {}
    for line in text.splitlines():
        if not line:
            break
        key, colon, value = line.partition(":")
        if colon and not line[0].isspace():
            lines.setdefault(key.lower(), []).append(value.strip())
    return lines


def scan(site: str) -> Iterator[Distribution]:
    """Yield the distributions in the directory `site`, unsorted; what pip left half uninstalled (`~ame`) is omitted."""
    try:
        names = os.listdir(site)
    except OSError:
        return
    for name in names:
        if name.endswith(SUFFIXES) and name[:1] not in ("~", "."):
            yield Distribution(site, name, next(filter(name.endswith, SUFFIXES)))


def find(site: str, name: str) -> list[Distribution]:
    """Return the distributions in the directory `site` with the normalized `name`; only what may be one is read."""
    start = name[:1]
    return [
        distribution
        for entry in reading.names(site)
        if entry[:1].lower() == start and entry.endswith(SUFFIXES) and _may_be(entry, name)
        for distribution in (Distribution(site, entry, next(filter(entry.endswith, SUFFIXES))),)
        if distribution.name == name
    ]


def _may_be(entry: str, name: str) -> bool:
    """Return whether `entry` may describe the package `name`: names of old installers may contain a dash."""
    written = normalized(entry.removesuffix(next(filter(entry.endswith, SUFFIXES))))
    return written == name or written.startswith(name + "-")


def installed(sites: Iterable[str]) -> list[Distribution]:
    """Return the distributions in the directories `sites`, sorted by name; of two with the same name, the first.

    An .egg-link precedes what lies beside it, as on the path of a Python that reads easy-install.pth.
    """
    by_name: dict[str, Distribution] = {}
    for site in sites:
        for distribution in sorted(scan(site), key=lambda one: (one.suffix != ".egg-link", one.entry)):
            by_name.setdefault(distribution.name, distribution)
    return [by_name[name] for name in sorted(by_name)]


def unowned(site: str) -> list[str]:
    """Return the entries of `site` that belong to no package: the user has put them there."""
    names = {"__pycache__", *OF_TOOLS}
    for distribution in scan(site):
        names.update(path.partition("/")[0] for path in distribution.files)
    return [
        name for name in reading.names(site) if name not in names and not name.endswith((*SUFFIXES, ".pyc"))
    ]
