"""The variant of Lib/site.py: package directories differ by version, implementation and distributor."""

from __future__ import annotations

import functools
import os

from envarium.explaining import explanation as stages
from envarium.explaining import strings
from envarium.files import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from envarium.explaining.explanation import Core, Outcome
    from envarium.explaining.program import Program


class Flavour:
    """Properties of a site.py: whether it is Debian's, and whether it skips `.pth` files with a leading dot."""

    __slots__ = ("is_debian", "program", "skips_hidden")

    def __init__(self, program: Program, core: Core) -> None:
        self.program = program
        self.is_debian, self.skips_hidden = _traits(core)

    def site_packages(self, prefixes: list[str], outcome: Outcome) -> list[str]:
        """Return the package directories below `prefixes` (site.getsitepackages)."""
        directories: list[str] = []
        for prefix in dict.fromkeys(filter(None, prefixes)):
            directories.extend(self._debian(prefix, outcome) if self.is_debian else self._standard(prefix))
        return directories

    def _name(self) -> str:
        return os.path.basename(self.program.subdirectory)

    def _standard(self, prefix: str) -> list[str]:
        library = self.program.platlibdir if self.program.is_since(3, 9) else "lib"
        names = [f"{directory}/{self._name()}/site-packages" for directory in dict.fromkeys((library, "lib"))]
        names += [] if self.program.is_since(3) else ["lib/site-python"]
        return [os.path.join(prefix, name) for name in names]

    def _debian(self, prefix: str, outcome: Outcome) -> list[str]:
        own = [f"lib/{self._name()}/site-packages"] if outcome.prefix != outcome.base_prefix else []
        dist_packages = [f"local/lib/{self._name()}/dist-packages", "lib/python3/dist-packages"]
        old = [] if self.program.implementation == "PyPy" else [f"lib/{self._name()}/dist-packages"]
        return [os.path.join(prefix, name) for name in own + dist_packages + old]

    def user_site(self, environ: Mapping[str, str]) -> str:
        """Return the user's package directory (site.getusersitepackages)."""
        base = environ.get("PYTHONUSERBASE") or (environ.get("HOME") or os.path.expanduser("~")) + "/.local"
        return f"{base}/lib/{self._name()}/site-packages"


def _traits(core: Core) -> tuple[bool, bool]:
    """Return whether the site.py that is imported, or frozen, is Debian's, and whether it skips hidden files."""
    for entry in core.entries:
        if entry.source in (stages.STDLIB, stages.UNDERPTH):
            path = entry.path + "/site.py"
            traits = _traits_of(path, *strings.identity(path))
            if traits:
                return traits
    return False, False


@functools.cache
def _traits_of(path: str, *_identity: int) -> tuple[bool, bool] | None:
    """Return the traits that the site.py at `path` has, None if it cannot be read; many environments share one."""
    text = reading.text(path)
    return ('"dist-packages"' in text, 'not name.startswith(".")' in text) if text else None
