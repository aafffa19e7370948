"""Where seeds come from: wheels on this machine, or the pip that envarium is installed with."""

from __future__ import annotations

import base64
import configparser
import contextlib
import hashlib
import os
import sys

from envarium.distributions import installed
from envarium.errors import SeedFailed
from envarium.files import reading, writing
from envarium.interpreters import simple
from envarium.lanes import NeedsFullLane
from envarium.output import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from envarium.distributions.installed import Distribution
    from envarium.interpreters.facts import Facts

    class Source(Protocol):
        """A package to unpack: its `name`, its `version`, and the `tool` from which pip runs: a directory or a wheel.

        `watched` is the directory whose change may bring a newer one; "" if the user gave the version. `requires` are
        the requirements of the packages that it depends on. `is_recorded` says whether its files are known: some
        distributions delete the RECORD of what they install.
        """

        name: str
        version: str
        tool: str
        watched: str
        requires: tuple[str, ...]
        is_recorded: bool

        def headers(self) -> dict[str, list[str]]:
            """Return the header lines of its metadata. Raises OSError and ValueError if it is damaged."""

        def contents(self) -> Iterator[tuple[str, bytes]]:
            """Yield path and content of each file of the package, as its wheel has them. Raises OSError."""


SYSTEM_WHEELS = ("/usr/share/python-wheels", "/usr/share/python3-wheels", "/usr/lib/python3/wheels")
"""Where distributions keep the wheels of ensurepip (Debian, openSUSE, Arch)."""

LARGEST = 1 << 28
"""The maximum size of a file of pip, in bytes."""

OF_INSTALLATIONS = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "RECORD.jws", "RECORD.p7s")
"""Metadata of an installed package that differ between installations."""


class InstalledPip:
    """A pip that is installed, such as the one beside envarium; it is read file by file."""

    name = "pip"
    requires: tuple[str, ...] = ()

    def __init__(self, pip: Distribution) -> None:
        self.version = pip.version
        self.tool = self.watched = pip.site
        self._pip = pip
        self._files = pip.files
        self.is_recorded = bool(self._files)

    def headers(self) -> dict[str, list[str]]:
        """Return the header lines of its metadata."""
        return self._pip.headers

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of each file that its wheel had. Raises OSError."""
        for path in filter(is_packed, self._files or self._walk()):
            if not (path.startswith(("..", "/")) or path.endswith(".pyc")):
                with contextlib.suppress(FileNotFoundError):  # distributions delete the launchers for Windows
                    yield path, reading.read(f"{self.tool}/{path}", LARGEST)

    def _walk(self) -> list[str]:
        return [
            os.path.relpath(os.path.join(folder, name), self.tool)
            for part in ("pip", self._pip.entry)
            for folder, _, names in os.walk(f"{self.tool}/{part}")
            for name in names
        ]


def is_packed(path: str) -> bool:
    """Return whether the file at `path` is from the wheel: what belongs to an installation alone is not."""
    head, _, name = path.rpartition("/")
    return not (name in OF_INSTALLATIONS and head.endswith(".dist-info") and "/" not in head)


class Record:
    """What was unpacked: the name of the `.dist-info` directory, the lines of RECORD for plain files, directories."""

    def __init__(self) -> None:
        self.info = ""
        self.lines: list[str] = []
        self.directories: set[str] = set()


def own_pip() -> InstalledPip | None:
    """Return the pip that envarium is installed with."""
    for site in filter(None, sys.path):
        for pip in installed.find(site, "pip"):
            if pip.version and pip.suffix == ".dist-info":
                return InstalledPip(pip)
    return None


def wheels_of_pip(python: Facts) -> Iterator[tuple[str, str]]:
    """Yield path and version of each wheel of pip on this machine."""
    paths = [python.ensurepip_wheel] if python.ensurepip_wheel else []
    for folder in SYSTEM_WHEELS:
        paths += [f"{folder}/{name}" for name in reading.names(folder) if name.startswith("pip-")]
    for path in paths:
        version = os.path.basename(path).partition("-")[2].partition("-")[0]
        if version and os.path.exists(path):
            yield path, version


def surely_newest_pip(python: Facts) -> Source | None:
    """Return the pip that envarium is installed with if it is the newest that supports `python`, None if in doubt.

    Then `wheels.newest_pip` decides: it takes as long to import as everything else for the first environment.
    """
    own = own_pip()
    if not own or not own.is_recorded:
        return None
    requires = own.headers().get("requires-python", [""])[0]
    try:
        version = simple.numbers(own.version)
        is_newest = all(simple.numbers(other) <= version for _, other in wheels_of_pip(python))
        is_supported = not requires or simple.bounds(requires).contains(python.version)
    except NeedsFullLane:
        return None
    return own if is_newest and is_supported else None


def unpack(source: Source, tree: str) -> Record:
    """Write the files of `source` below `tree`, and return what RECORD is to say. Raises SeedFailed."""
    record = Record()
    for path, content in source.contents():
        head, _, rest = path.partition("/")
        if head.endswith(".data"):
            if rest.partition("/")[0] not in ("purelib", "platlib"):
                reason = "its wheel puts files outside of site-packages"
                raise SeedFailed(source.name, reason, "install it with -i instead")
            path = rest.partition("/")[2]
        if head.endswith(".dist-info"):
            record.info = head
        _write(tree, path, content, record)
    _write(tree, record.info + "/INSTALLER", b"envarium\n", record)
    _write(tree, record.info + "/REQUESTED", b"", record)
    return record


def _write(tree: str, path: str, content: bytes, record: Record) -> None:
    if path.startswith(("/", "../")) or "/../" in path or "\n" in path:
        raise SeedFailed(path, "its wheel contains a path that leads out of it", "")
    target = f"{tree}/{path}"
    directory = os.path.dirname(target)
    if directory not in record.directories:
        os.makedirs(directory, exist_ok=True)
        record.directories.add(directory)
    writing.write(target, content)
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    record.lines.append(f"{_csv(path)},sha256={digest},{len(content)}")


def _csv(path: str) -> str:
    return '"' + path.replace('"', '""') + '"' if "," in path or '"' in path else path


def launchers(source: Source, tree: str, minor: str) -> list[tuple[str, str, str]]:
    """Return (name, module, function) of each console script; pip's own name for one Python included."""
    scripts = _console_scripts(tree)
    if installed.normalized(source.name) == "pip" and "pip" in scripts:
        scripts = dict.fromkeys(("pip", f"pip{minor.partition('.')[0]}", f"pip{minor}"), scripts["pip"])
    rows = []
    for name, reference in scripts.items():
        module, _, function = (part.strip() for part in reference.partition("[")[0].partition(":"))
        dotted = (*module.split("."), *function.split("."))
        if not all(map(str.isidentifier, dotted)) or any(c.isspace() or c == "/" for c in name):
            raise SeedFailed(source.name, f"no launcher can start its console script {shown(name)}", "")
        rows.append((name, module, function))
    return rows


def _console_scripts(tree: str) -> dict[str, str]:
    """Return the console scripts in the entry points below `tree`. Raises SeedFailed."""
    parser = configparser.RawConfigParser(delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # entry point names keep their case
    for folder in os.listdir(tree):
        if folder.endswith(".dist-info"):
            try:
                parser.read(f"{tree}/{folder}/entry_points.txt", encoding="utf-8")
            except (configparser.Error, UnicodeDecodeError) as error:
                raise SeedFailed(
                    folder, "its entry points cannot be read", "install it with -i instead"
                ) from error
    return dict(parser["console_scripts"]) if parser.has_section("console_scripts") else {}
