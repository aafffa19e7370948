"""What an environment consists of, from its files: the packages and where each came from, and how it was created."""

from __future__ import annotations

import hashlib
import os
import re
from urllib.parse import unquote, urlsplit

from envarium.activation import variables
from envarium.distributions import reinstalling
from envarium.distributions.installed import NAME, installed, normalized
from envarium.errors import EnvariumError
from envarium.files.reading import CHUNK, system_reason
from envarium.health.subject import Subject
from envarium.output import shown
from envarium.store import layers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envarium.distributions.installed import Distribution

    Entry = dict[str, Any]

PIP = "pip"
"""The package that installs the others: it is a seed, not one of them."""

DIRECT = re.compile(r"(?P<name>[^ ]+) @ (?P<url>[^#]+)(?:#subdirectory=(?P<below>.+))?")
VCS = re.compile(r"(?P<type>git|hg|bzr|svn)\+(?P<url>.+)@(?P<commit>[^@]+)")


class Contents:
    """The packages of `environment`, and of those that it is on, but for pip.

    `indexed` are the requirements of those that an index may have, `entries` are `[[packages]]` of a pylock.toml
    for those from a directory, a version control system or a local file; `failures` says why there is no entry. The
    keys are normalized names. Paths are relative to `base` where they are below it.
    """

    __slots__ = ("base", "entries", "environment", "failures", "indexed", "packages", "seeds", "words")

    def __init__(self, environment: Subject, base: str) -> None:
        layered = [Subject(path) for path in layers.below(environment.path)]
        for one in layered:
            if not one.exists:
                raise EnvariumError(
                    f"{shown(environment.name)} is on {shown(one.name)}, which does not exist",
                    f"restore it, or create it again: envarium restore {one.name}",
                )
        distributions = installed([site for each in (environment, *layered) for site in each.packages])
        self.environment = environment
        self.base = base
        self.packages = [package for package in distributions if package.name != PIP]
        self.seeds = [
            f"{PIP}=={package.version}"
            for package in distributions
            if package.name == PIP and package.version
        ]
        self.entries: dict[str, Entry] = {}
        self.failures: dict[str, str] = {}
        self.indexed: dict[str, str] = {}
        self.words = {package.name: reinstalling.words(package) for package in self.packages}
        for name, words in self.words.items():
            self._sort(name, words)

    def _sort(self, name: str, words: tuple[str, ...]) -> None:
        direct = DIRECT.fullmatch(words[-1]) if words else None
        scheme, _, _ = direct["url"].partition("://") if direct else ("", "", "")
        if not words:
            self.failures[name] = "its metadata does not say where it came from"
        elif words[0] == "-e":
            self._add_directory(name, words[1], editable=True)
        elif direct and VCS.fullmatch(direct["url"]):
            self.entries[name] = {"name": name, "vcs": _version_control(direct)}
        elif direct and scheme == "file":
            self._add_local(name, direct)
        else:
            self.indexed[name] = words[0]

    def _add_local(self, name: str, direct: re.Match[str]) -> None:
        """Add a package that was installed from a local directory or archive."""
        path = unquote(urlsplit(direct["url"]).path)
        if os.path.isdir(path):
            self._add_directory(name, path, editable=False, below=direct["below"] or "")
            return
        try:
            digest = _digest(path)
        except OSError as error:
            self.failures[name] = f"it was installed from {path}: {system_reason(error)}"
            return
        archive: Entry = {"path": self.relative(path), "hashes": {"sha256": digest}}
        self.entries[name] = {"name": name, "archive": archive | _below(direct)}

    def _add_directory(self, name: str, path: str, *, editable: bool, below: str = "") -> None:
        if not os.path.isdir(path):
            self.failures[name] = f"its directory {path} does not exist"
            return
        entry = {"path": self.relative(path), "editable": editable}
        self.entries[name] = {"name": name, "directory": entry | ({"subdirectory": below} if below else {})}

    def local(self, url: str) -> str:
        """Return the path of the file at the `url`, as `relative` does."""
        return self.relative(unquote(urlsplit(url).path))

    def relative(self, path: str) -> str:
        """Return `path` relative to `base`, if it is that directory or below it."""
        inside = os.path.relpath(path, self.base)
        return path if inside.split("/")[0] == ".." else inside

    @property
    def available(self) -> list[str]:
        """The names of the packages that may be installed again."""
        return [name for name in self.words if name not in self.failures]

    @property
    def requested(self) -> list[str]:
        """The names of the packages that the user asked for; the others are their dependencies.

        uv says of every package that it was asked for: of those it is what no other one needs.
        """
        needed = {name for package in self.packages for name in _needed(package)}
        return [
            package.name
            for package in self.packages
            if package.requested
            and not (package.name in needed and package.text("INSTALLER").strip() == "uv")
        ]

    @property
    def secrets(self) -> list[str]:
        """The names of its variables that look like secrets: nothing writes their values."""
        values = self.environment.variables.values
        return [name for name, value in values.items() if variables.is_secret(name, value)]

    @property
    def variables(self) -> dict[str, str]:
        """Its variables, but for `secrets`."""
        values = self.environment.variables.values
        return {name: value for name, value in values.items() if name not in self.secrets}


def _needed(package: Distribution) -> list[str]:
    """Return the names of the packages that `package` needs without any extra."""
    lines = [
        line for line in package.headers.get("requires-dist", ()) if "extra" not in line.partition(";")[2]
    ]
    return [normalized(match[0]) for match in map(NAME.match, lines) if match]


def _digest(path: str) -> str:
    """Return the SHA-256 of the file at `path`, however large. Raises OSError."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while part := file.read(CHUNK):
            digest.update(part)
    return digest.hexdigest()


def _version_control(direct: re.Match[str]) -> Entry:
    vcs = VCS.fullmatch(direct["url"])
    assert vcs
    return {"type": vcs["type"], "url": vcs["url"], "commit-id": vcs["commit"]} | _below(direct)


def _below(direct: re.Match[str]) -> Entry:
    return {"subdirectory": direct["below"]} if direct["below"] else {}
