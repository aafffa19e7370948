"""The search of PyPy, as in pypy/module/sys/initpath.py, from files alone."""

from __future__ import annotations

import os

from envarium.explaining import explanation as stages
from envarium.explaining.explanation import Core, Entry
from envarium.explaining.trail import join, python_path
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from envarium.explaining.program import Program
    from envarium.explaining.trail import Trail

RULES = "pypy/module/sys/initpath.py"

CONFIGS = 2
"""Directories, from the executable's upwards, that are searched for a pyvenv.cfg."""


def find(program: Program, trail: Trail, environ: Mapping[str, str]) -> Core:
    """Return what the interpreter has determined when it imports `site`. PyPy ignores PYTHONHOME."""
    prefix, library = _above(program, trail, program.path)
    if not prefix and program.library:
        trail.note(
            stages.START, program.library, "the search begins again at the shared library", present=True
        )
        prefix, library = _above(program, trail, os.path.realpath(program.library))
    entries = python_path(environ)
    if library:
        entries.append(Entry(library, stages.STDLIB))
    return Core(prefix, prefix, entries)


def _above(program: Program, trail: Trail, start: str) -> tuple[str, str]:
    """Return the prefix and the directory of the standard library above `start`, "" if there is none."""
    path, configs = start, CONFIGS
    while True:
        directory = _directory(path)
        if directory == path:
            return "", ""
        if configs:
            configs -= 1
            home = _home(trail, directory)
            if home:
                directory, configs = home, 0
        library = join(directory, program.subdirectory)
        if trail.file(stages.PREFIX, library + "/site.py", f"prefix is {directory}"):
            return directory, library
        path = directory


def _home(trail: Trail, directory: str) -> str:
    path = join(directory, "pyvenv.cfg")
    home = PyvenvCfg.read(path).get("home")
    meaning = f"home is {home}: the search continues there" if home else "it has no home"
    trail.file(stages.START, path, meaning)
    return home


def _directory(path: str) -> str:
    """Return the directory that contains `path`, or the target if `path` is a link."""
    for _ in range(40):
        above = os.path.dirname(path)
        if not os.path.islink(path):
            return above
        path = os.path.normpath(os.path.join(above, os.readlink(path)))
    return os.path.dirname(path)
