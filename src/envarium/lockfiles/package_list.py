"""The packages that a file asks for. Its author chooses nothing that runs: each value is checked before pip sees it."""

from __future__ import annotations

import os
import re
from urllib.parse import quote, urlsplit

from packaging.version import InvalidVersion, Version

from envarium.activation.variables import Variables
from envarium.distributions.installed import NAME, normalized
from envarium.output import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Markers = Mapping[str, str]
    File = tuple[str, str]

SCHEMES = ("https", "http", "ssh", "git", "file")
SYSTEMS = ("git", "hg", "svn", "bzr")
COMMIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
DIGEST = re.compile(r"[a-z0-9_]+:[0-9a-f]+")
SPEC = re.compile(r"(?:cpython|pypy)@\d+\.\d+t?|[<>=!~\d.,* ]+")
"""What may ask for a Python: never a path or the name of a program."""

ALWAYS = "files.pythonhosted.org"
"""The host of the files that every installer finds without being told their URLs."""


class UnusableValue(Exception):
    """A value in a file cannot be used, for the reason in its text."""


class Package:
    """A package to install: its `name`, and the `words` with which pip installs it.

    If there are `hashes`, its file must have one of them. `files` are the URLs and names of files that may not be on
    the index.
    """

    __slots__ = ("files", "hashes", "name", "words")

    def __init__(
        self, name: str, words: tuple[str, ...], hashes: tuple[str, ...] = (), files: tuple[File, ...] = ()
    ) -> None:
        self.name = name
        self.words = words
        self.hashes = hashes
        self.files = files


class PackageList:
    """What a file asks for: `choose` returns the packages for an interpreter, given the values of its markers.

    `is_complete` says whether they include all that they depend on. `python` is a spec, `strategy` a name, "" for any;
    `requested` are the names of what was asked for (None: not known), `missing` of what is not installed for the reason
    `lack`.
    """

    __slots__ = (
        "choose", "is_complete", "lack", "missing", "prompt", "python", "requested", "strategy", "system_site",
        "variables",
    )  # fmt: skip

    def __init__(
        self, choose: Callable[[Markers], list[Package]], python: str = "", *, is_complete: bool
    ) -> None:
        if python and not SPEC.fullmatch(python):
            raise UnusableValue(f"{shown(python)} does not say which Python versions it is for")
        self.choose = choose
        self.is_complete = is_complete
        self.python = python
        self.strategy = ""
        self.prompt = ""
        self.system_site = False
        self.requested: list[str] | None = None
        self.missing: list[str] = []
        self.lack = "it could not be locked"
        self.variables = Variables()


def checked_name(name: object) -> str:
    """Return the normalized form of the name of a package. Raises UnusableValue."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise UnusableValue(f"{shown(str(name))} is not the name of a package")
    return normalized(name)


def indexed(name: object, version: object, files: Iterable[tuple[str, str, str]]) -> Package:
    """Return the package `name` in its `version`, one of the `files` (URL, name, hash). Raises UnusableValue."""
    files = tuple(files)
    digests = [digest for _, _, digest in files]
    package = pinned(name, version, digests if all(digests) else [])
    for _, file, _ in files:
        if "/" in file or not file.isprintable():
            raise UnusableValue(f"{shown(file)} is not a file of {shown(package.name)}")
    others = tuple(
        (_with(url, digest), file) for url, file, digest in files if urlsplit(url).hostname != ALWAYS
    )
    return Package(package.name, package.words, package.hashes, others)


def _with(url: str, digest: str, *parts: str) -> str:
    """Return the checked `url` with its hash, if there is one, and `parts` in the fragment."""
    fragment = "&".join((*parts, *[digest.replace(":", "=")][: bool(digest)]))
    return checked_url(url) + (f"#{fragment}" if fragment else "")


def pinned(name: object, version: object, hashes: Sequence[str]) -> Package:
    """Return the package `name` in its `version`, whose file has one of the `hashes`. Raises UnusableValue."""
    name = checked_name(name)
    try:
        number = Version(str(version))
    except InvalidVersion:
        raise UnusableValue(f"{shown(str(version))} is not a version of {shown(name)}") from None
    if not all(map(DIGEST.fullmatch, hashes)):
        raise UnusableValue(f"{shown(name)} has a hash that is not one")
    return Package(name, (f"{name}=={number}",), tuple(hashes))


def archive(name: object, url: str, digest: str, subdirectory: str = "") -> Package:
    """Return the package that is the file at `url`. Raises UnusableValue."""
    name = checked_name(name)
    if digest and not DIGEST.fullmatch(digest):
        raise UnusableValue(f"{shown(digest)} is not a hash")
    parts = [f"subdirectory={_checked_below(subdirectory)}"] if subdirectory else []
    return Package(name, (f"{name} @ {_with(url, digest, *parts)}",))


def repository(name: object, system: str, url: str, commit: str, subdirectory: str = "") -> Package:
    """Return the package that is the `commit` in the repository at `url`. Raises UnusableValue."""
    name = checked_name(name)
    if system not in SYSTEMS or not COMMIT.fullmatch(commit):
        raise UnusableValue(
            f"{shown(system)} and {shown(commit)} are no version control system with a commit"
        )
    below = f"#subdirectory={_checked_below(subdirectory)}" if subdirectory else ""
    return Package(name, (f"{name} @ {system}+{checked_url(url)}@{commit}{below}",))


def directory(name: object, path: str, *, editable: bool) -> Package:
    """Return the package that is the project at the absolute `path`."""
    name = checked_name(name)
    return Package(name, ("-e", path) if editable else (f"{name} @ file://{quote(path)}",))


def located(base: str, path: object) -> str:
    """Return the absolute path that `path` in a file in the directory `base` names. Raises UnusableValue."""
    if not isinstance(path, str) or not path or not path.isprintable() or ".." in path.split("/"):
        raise UnusableValue(f"{shown(str(path))} leads out of its directory, or is not a path")
    return os.path.normpath(os.path.join(base, path))


def checked_url(url: object) -> str:
    """Return `url` without blanks. Raises UnusableValue for one that an installer could take for something else."""
    text = str(url).replace(" ", "%20")
    if not text.isprintable() or urlsplit(text).scheme not in SCHEMES or "#" in text or "$" in text:
        raise UnusableValue(f"{shown(text)} is not a URL of a package")
    if urlsplit(text).hostname and str(urlsplit(text).hostname).startswith("-"):
        raise UnusableValue(f"{shown(text)} is not a URL of a package")
    return text


def _checked_below(path: str) -> str:
    located("/", path)
    return quote(path)
