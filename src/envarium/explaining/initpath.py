"""The search of PyPy, as pypy/module/sys/initpath.py does it, on files alone."""

from __future__ import annotations

import os

from envarium.explaining import explanation as stages
from envarium.explaining.explanation import Core, Entry
from envarium.explaining.trail import here, joined
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from envarium.explaining.program import Program
    from envarium.explaining.trail import Trail

RULES = "pypy/module/sys/initpath.py"

CONFIGS = 2
"""Directories, from the executable's on upwards, in which a pyvenv.cfg is looked for."""


def find(program: Program, trail: Trail, environ: Mapping[str, str]) -> Core:
    """Return what the interpreter knows when `site` is imported. PYTHONHOME means nothing to it."""
    prefix, library = _above(program, trail, program.path)
    if not prefix and program.library:
        trail.note(
            stages.START, program.library, "the search begins again, from the shared library", found=True
        )
        prefix, library = _above(program, trail, os.path.realpath(program.library))
    told = environ.get("PYTHONPATH", "")
    found = (
        [Entry(os.path.normpath(os.path.join(here(), path)), stages.PYTHONPATH) for path in told.split(":")]
        if told
        else []
    )
    if library:
        found.append(Entry(library, stages.STDLIB))
    return Core(prefix, prefix, found)


def _above(program: Program, trail: Trail, start: str) -> tuple[str, str]:
    """Return the prefix and the directory of the standard library, "" if nothing above `start` holds one."""
    place, configs = start, CONFIGS
    while True:
        directory = _directory(place)
        if directory == place:
            return "", ""
        if configs:
            configs -= 1
            home = _home(trail, directory)
            if home:
                directory, configs = home, 0
        library = joined(directory, program.subdirectory)
        if trail.file(stages.PREFIX, library + "/site.py", f"prefix is {directory}"):
            return directory, library
        place = directory


def _home(trail: Trail, directory: str) -> str:
    path = joined(directory, "pyvenv.cfg")
    home = PyvenvCfg.read(path).get("home")
    there = f"home is {home}: the search goes on from there" if home else "it names no home"
    trail.file(stages.START, path, there)
    return home


def _directory(path: str) -> str:
    """Return the directory that holds `path`, or what `path` is a link to."""
    for _ in range(40):
        above = os.path.dirname(path)
        if not os.path.islink(path):
            return above
        path = os.path.normpath(os.path.join(above, os.readlink(path)))
    return os.path.dirname(path)
