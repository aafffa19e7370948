"""Packages in wheels, and the choice of a pip by the rules for versions."""

from __future__ import annotations

import sys
import zipfile

from envarium.creator import sources
from envarium.distributions import installed
from envarium.errors import SeedFailed
from envarium.interpreters import ranges
from envarium.output import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.creator.sources import Source
    from envarium.interpreters.facts import Facts


class Wheel:
    """A package in a wheel, the file `tool`."""

    is_recorded = True

    def __init__(self, name: str, version: str, tool: str, watched: str = "") -> None:
        self.name = name
        self.version = version
        self.tool = tool
        self.watched = watched
        self.requires: tuple[str, ...] = ()

    def headers(self) -> dict[str, list[str]]:
        """Return the header lines of its metadata. Raises OSError and ValueError if it is damaged."""
        try:
            with zipfile.ZipFile(self.tool) as archive:
                folders = (name.partition("/")[0] for name in archive.namelist())
                info = next(folder for folder in folders if folder.endswith(".dist-info"))
                return installed.headers(archive.read(info + "/METADATA").decode())
        except (zipfile.BadZipFile, KeyError, StopIteration) as error:
            raise ValueError(self.tool) from error

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of each file of the package. Raises OSError."""
        with zipfile.ZipFile(self.tool) as archive:
            for path in archive.namelist():
                if path[-1:] != "/" and sources.is_packed(path):
                    yield path, archive.read(path)


def newest_pip(python: Facts) -> Source:
    """Return the newest pip on this machine that supports `python`. Raises SeedFailed."""
    pips = list(_pips(python))
    pips.sort(key=lambda pip: (pip.is_recorded, ranges.order(pip.version)), reverse=True)
    for source in pips:
        if _supports(source, python):
            return source
    reason = f"no pip at hand supports Python {python.version}" if pips else "no pip is installed"
    hint = f"install pip for {shown(sys.executable)}, which runs envarium, or leave pip out with --no-pip"
    raise SeedFailed("pip", reason, hint)


def _pips(python: Facts) -> Iterator[Source]:
    own = sources.own_pip()
    if own:
        yield own
    for path, version in sources.wheels_of_pip(python):
        yield Wheel("pip", version, path, own.watched if own else "")


def _supports(source: Source, python: Facts) -> bool:
    """Return whether `source` declares that it runs on `python` (Requires-Python)."""
    try:
        requires = source.headers().get("requires-python", [""])[0]
        return not requires or ranges.read(requires).contains(python.version)
    except (OSError, ValueError):
        return False  # it is damaged
