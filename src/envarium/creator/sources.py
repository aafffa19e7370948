"""Where seeds come from: wheels on this machine, or the pip that envarium is installed with."""

from __future__ import annotations

import base64
import configparser
import hashlib
import os
import sys
import zipfile
from email.parser import HeaderParser
from importlib import metadata

from packaging.specifiers import SpecifierSet
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import Version

from envarium.errors import SeedFailed
from envarium.files import reading, writing
from envarium.output import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.interpreters.facts import Facts

SYSTEM_WHEELS = ("/usr/share/python-wheels", "/usr/share/python3-wheels", "/usr/lib/python3/wheels")
"""Where distributions keep the wheels of ensurepip (Debian, openSUSE, Arch)."""


LARGEST = 1 << 28
"""The maximum size of a file of pip, in bytes."""


class Source:
    """A package to unpack: its `name`, `version`, the `wheel` file or, if that is "", the `installed` one.

    `watched` is the directory whose change may bring a newer one; "" where the version was asked for. `requires` are
    the requirements of the packages that it depends on.
    """

    def __init__(self, name: str, version: str, *, wheel: str = "", watched: str = "") -> None:
        self.name = name
        self.version = version
        self.wheel = wheel
        self.watched = watched
        self.installed: metadata.Distribution | None = None
        self.requires: tuple[str, ...] = ()

    @property
    def is_recorded(self) -> bool:
        """Return whether the package's files are known: some distributions delete the RECORD of what they install."""
        return bool(self.wheel or (self.installed and self.installed.files))


class Record:
    """What was unpacked: the name of the `.dist-info` directory, the lines of RECORD for plain files, directories."""

    def __init__(self) -> None:
        self.info = ""
        self.lines: list[str] = []
        self.directories: set[str] = set()


def newest_pip(python: Facts) -> Source:
    """Return the newest pip on this machine that supports `python`. Raises SeedFailed."""
    pips = list(_pips(python))
    at_hand = [source for source in pips if _supports(source, python)]
    if not at_hand:
        reason = f"no pip at hand supports Python {python.version}" if pips else "no pip is installed"
        hint = f"install pip for {shown(sys.executable)}, which runs envarium, or leave pip out with --no-pip"
        raise SeedFailed("pip", reason, hint)
    return max(at_hand, key=lambda source: (source.is_recorded, Version(source.version)))


def _pips(python: Facts) -> Iterator[Source]:
    watched = ""
    for ours in metadata.distributions(name="pip"):
        watched = os.path.dirname(str(ours.locate_file("pip")))
        own = Source("pip", ours.version, watched=watched)
        own.installed = ours
        yield own
        break
    wheels = [python.ensurepip_wheel] if python.ensurepip_wheel else []
    for folder in SYSTEM_WHEELS:
        if os.path.isdir(folder):
            wheels += [f"{folder}/{name}" for name in os.listdir(folder) if name.startswith("pip-")]
    for wheel in wheels:
        try:
            _, version, _, _ = parse_wheel_filename(os.path.basename(wheel))
        except InvalidWheelFilename:
            continue
        if os.path.exists(wheel):
            yield Source("pip", str(version), wheel=wheel, watched=watched)


def _supports(source: Source, python: Facts) -> bool:
    """Return whether `source` declares that it runs on `python` (Requires-Python)."""
    try:
        versions = HeaderParser().parsestr(_metadata(source)).get("Requires-Python")
    except (OSError, zipfile.BadZipFile, KeyError, StopIteration):
        return False  # the wheel is damaged
    return not versions or SpecifierSet(versions).contains(python.version, prereleases=True)


def _metadata(source: Source) -> str:
    if source.installed:
        return source.installed.read_text("METADATA") or ""
    with zipfile.ZipFile(source.wheel) as archive:
        return archive.read(_info(archive) + "/METADATA").decode()


def unpack(source: Source, tree: str) -> Record:
    """Write the files of `source` below `tree`, and return what RECORD is to say. Raises SeedFailed."""
    record = Record()
    for path, content in _contents(source):
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


def _contents(source: Source) -> Iterator[tuple[str, bytes]]:
    """Yield the package's files as its wheel has them, whether or not it is still one."""
    left_out = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "RECORD.jws", "RECORD.p7s")
    if source.wheel:
        with zipfile.ZipFile(source.wheel) as archive:
            for path in archive.namelist():
                name = path.rpartition("/")[2]
                if name and not (path.count("/") == 1 and name in left_out):
                    yield path, archive.read(path)
        return
    assert source.installed
    top = str(source.installed.locate_file(""))
    for path in map(str, source.installed.files or _walk(top, f"{source.name}-{source.version}.dist-info")):
        mine = not path.startswith("..") and not path.endswith(".pyc")
        if mine and not (".dist-info/" in path and path.rpartition("/")[2] in left_out):
            yield path, reading.read(f"{top}/{path}", LARGEST)


def _walk(top: str, info: str) -> list[str]:
    """Return the files of the pip in `top` and of its `info` directory, by their paths in `top`. Raises SeedFailed."""
    if not os.path.isdir(f"{top}/{info}"):
        raise SeedFailed(
            "pip", f"{shown(top)} contains no {shown(info)}", "install pip again, or use --no-pip"
        )
    return [
        os.path.relpath(os.path.join(folder, name), top)
        for part in ("pip", info)
        for folder, _, names in os.walk(f"{top}/{part}")
        for name in names
    ]


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


def _info(archive: zipfile.ZipFile) -> str:
    return next(
        name.partition("/")[0] for name in archive.namelist() if name.partition("/")[0].endswith(".dist-info")
    )


def launchers(source: Source, tree: str, minor: str) -> list[tuple[str, str, str]]:
    """Return (name, module, function) of each console script; pip's own name for one Python included."""
    scripts = _console_scripts(tree)
    if canonicalize_name(source.name) == "pip" and "pip" in scripts:
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
