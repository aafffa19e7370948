"""The search of CPython 2.7 to 3.10, as Modules/getpath.c does it, on files alone."""

from __future__ import annotations

import os

from envarium.explaining import explanation as stages
from envarium.explaining.explanation import Core, Entry
from envarium.explaining.trail import believed, here, joined, named, own_links, parent
from envarium.files import reading
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from envarium.explaining.program import Program
    from envarium.explaining.trail import Trail

RULES = "Modules/getpath.c"


def find(program: Program, trail: Trail, environ: Mapping[str, str]) -> Core:
    """Return what the interpreter knows when `site` is imported."""
    start = parent(own_links(program.path, normalized=False)[-1])
    if program.is_since(3, 3):
        start = _home_or(start, trail)
    home = environ.get("PYTHONHOME", "")
    trail.note(stages.START, "PYTHONHOME", believed(home), found=bool(home))
    if home:
        return _at_home(program, home, environ)
    if not home:
        trail.note(
            stages.START, start, "the search begins here, beside the file that the links lead to", found=True
        )
    prefix, library = _prefix(program, trail, start)
    exec_prefix, dynload = _exec_prefix(program, trail, start)
    return Core(prefix, exec_prefix, _entries(program, environ, prefix, library, dynload))


def _home_or(start: str, trail: Trail) -> str:
    """Return the `home` that a pyvenv.cfg beside or above the resolved executable names, else `start`.

    The first file that there is counts, even without that key.
    """
    for directory in (start, parent(start)):
        path = joined(directory, "pyvenv.cfg")
        home = PyvenvCfg.read(path).get("home")
        if trail.file(
            stages.START,
            path,
            named(home),
        ):
            return home or start
    return start


def _at_home(program: Program, home: str, environ: Mapping[str, str]) -> Core:
    """Return what PYTHONHOME says: one directory, or two with a colon between."""
    first, colon, second = home.partition(":")
    library = joined(first, program.subdirectory)
    platform = joined(second if colon else first, program.subdirectory)
    prefix, exec_prefix = (parent(parent(path)) or "/" for path in (library, platform))
    entries = _entries(program, environ, prefix, library, joined(platform, "lib-dynload"))
    return Core(prefix, exec_prefix, entries)


def _prefix(program: Program, trail: Trail, start: str) -> tuple[str, str]:
    """Return the prefix, and the directory of the standard library."""
    built = program.built_prefix
    if trail.file(stages.SPECIAL, joined(start, "Modules/Setup.local"), "this looks like a build directory"):
        library = joined(start, "Lib")
        if trail.file(stages.SPECIAL, joined(library, "os.py"), "it is one: its library is used"):
            return built, library
    landmarks = [f"{program.subdirectory}/{name}" for name in ("os.py", "os.pyc")]
    found = trail.up(stages.PREFIX, start, landmarks)
    if not found:
        trail.file(stages.PREFIX, joined(built, landmarks[0]), f"compiled in: prefix is {built}")
    prefix = found or built
    return prefix, joined(prefix, program.subdirectory)


def _exec_prefix(program: Program, trail: Trail, start: str) -> tuple[str, str]:
    """Return the exec prefix, and the directory of the extension modules."""
    built = program.built_exec_prefix
    marker = joined(start, "pybuilddir.txt")
    if trail.file(stages.SPECIAL, marker, "this is a build directory, whose extension modules it names"):
        return built, joined(start, reading.text(marker))
    landmark = program.subdirectory + "/lib-dynload"
    found = trail.up(stages.EXEC_PREFIX, start, [landmark], directory=True)
    if found:
        return found, joined(found, landmark)
    if trail.directory(stages.EXEC_PREFIX, joined(built, landmark), f"compiled in: exec_prefix is {built}"):
        return built, joined(built, landmark)
    return built, joined(built, program.platlibdir + "/lib-dynload")


def _entries(
    program: Program, environ: Mapping[str, str], prefix: str, library: str, dynload: str
) -> list[Entry]:
    """Return the sys.path that getpath makes: a build directory's zip is looked for at the prefix all the same."""
    told = environ.get("PYTHONPATH", "")
    found = (
        [Entry(os.path.normpath(os.path.join(here(), path)), stages.PYTHONPATH) for path in told.split(":")]
        if told
        else []
    )
    found.append(Entry(joined(prefix, program.zip), stages.STDLIB_ZIP))
    found.append(Entry(library, stages.STDLIB))
    found.extend(Entry(joined(library, name), stages.STDLIB) for name in program.extra)
    found.append(Entry(dynload, stages.LIB_DYNLOAD))
    return found
