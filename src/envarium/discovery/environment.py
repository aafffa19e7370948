"""An environment of any tool, as its files show it."""

from __future__ import annotations

import os

from envarium.discovery import tools
from envarium.discovery.walk import CONDA
from envarium.files import reading
from envarium.store import references, uses
from envarium.store.environment import Environment, LookupCache

MARKS = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "environment.yml", ".git")
"""Files of which the project that an environment is in has at least one."""

CACHES = (".tox", ".nox", ".pixi", ".hatch")
"""Directories of a project in which a tool keeps its environments."""

PATHS = 4_096
"""Bytes of a .pth file that are read."""


class AnyEnvironment(Environment):
    """The environment at `path`, made or kept by `tool`; facts that many have in common are looked up in `cache`."""

    __slots__ = ("_last_use", "size", "tool")

    def __init__(self, path: str, cache: LookupCache, name: str = "") -> None:
        super().__init__(path, name, cache)
        self.tool = tools.maker(path, self.config)
        self.size = 0
        self._last_use: float | None = None

    @property
    def is_conda(self) -> bool:
        """Whether conda, or a tool like it, installs what is in it, Python included."""
        return self.tool in (tools.CONDA, tools.PIXI)

    @property
    def version(self) -> str:
        """Its Python version, "" where nothing tells it; conda keeps a record of each package."""
        for name in reading.names(f"{self.path}/{CONDA}") if self.is_conda else ():
            package, _, rest = name.partition("-")
            if package == "python" and rest[:1].isdigit() and name.endswith(".json"):
                return rest.partition("-")[0]
        return super().version

    @property
    def implementation(self) -> str:
        """Its implementation, "" where nothing tells it."""
        if not self.config.exists and os.path.lexists(self.path + "/bin/pypy"):
            return "PyPy"
        return super().implementation

    @property
    def problem(self) -> str:
        """Why it does not work as it should, as far as its files tell; "" if it does."""
        if os.path.isdir(self.path + "/Scripts") and not os.path.isdir(self.path + "/bin"):
            return "made on Windows"
        if self.is_conda and not self.has_python:
            return "interpreter missing" if self.version else ""
        if self.broken:
            return "interpreter missing"
        return "moved by hand" if not self.is_conda and references.others(self) else ""

    @property
    def last_use(self) -> float:
        """When it was last used, in seconds since the epoch, as far as its files tell; looked up once.

        envarium notes it. Else an installation changes the directories of programs and packages; activation and most
        starts read two files.
        """
        if self._last_use is None:
            writes = (uses.FILE, "bin", f"{CONDA}/history")
            reads = ("bin/activate", "pyvenv.cfg")
            dates = [_status(f"{self.path}/{name}") for name in reads]
            self._last_use = max(
                *(_status(f"{self.path}/{name}")[0] for name in writes),
                _status(self.site_packages or self.path + "/.")[0],
                *(max(written, read) for written, read in dates),
            )
        return self._last_use

    @property
    def project(self) -> str:
        """The directory of the project that it belongs to, "" if none is known.

        It is what it says itself, else the one that it is in, else the one that is installed in it as editable.
        """
        return self.own_project or self._around() or self._editable()

    @property
    def own_project(self) -> str:
        """The directory of the project that it names itself."""
        return super().project

    def _around(self) -> str:
        parent, name = os.path.split(self.path)
        if os.path.basename(parent) == "envs":  # of pixi
            parent = os.path.dirname(parent)
        if os.path.basename(parent) in CACHES:
            return os.path.dirname(parent)
        is_project = any(os.path.exists(f"{parent}/{mark}") for mark in MARKS)
        return parent if is_project and (name in tools.IN_PROJECT or not is_in_store(self.path)) else ""

    def _editable(self) -> str:
        """Return the project whose directory a .pth file names."""
        site = self.site_packages
        for name in reading.names(site) if site else ():
            if name.endswith(".pth"):
                line = reading.start(f"{site}/{name}", PATHS).partition(b"\n")[0].strip()
                folder = os.fsdecode(line).removesuffix("/src")
                if folder[:1] == "/" and any(os.path.exists(f"{folder}/{mark}") for mark in MARKS):
                    return folder
        return ""


def is_in_store(path: str) -> bool:
    """Return whether the environment at `path` is in a store of envarium."""
    return os.path.isdir(os.path.dirname(path) + "/.envarium")


def _status(path: str) -> tuple[float, float]:
    """Return when `path`, which may be a link, was changed, and when it was read; zeros if it does not exist."""
    try:
        status = os.lstat(path)
    except OSError:
        return 0.0, 0.0
    return status.st_mtime, status.st_atime
