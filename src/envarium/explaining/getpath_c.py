"""The search of CPython 2.7 to 3.10, as in Modules/getpath.c, from files alone."""

from __future__ import annotations

from envarium.explaining import explanation as stages
from envarium.explaining.explanation import Core, Entry
from envarium.explaining.trail import home_meaning, join, own_links, parent, python_path
from envarium.files import reading
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from envarium.explaining.program import Program
    from envarium.explaining.trail import Trail

RULES = "Modules/getpath.c"


def find(program: Program, trail: Trail, environ: Mapping[str, str]) -> Core:
    """Return what the interpreter has determined when it imports `site`."""
    start = parent(own_links(program.path, normalized=False)[-1])
    if program.is_since(3, 3):
        start = _start(start, trail)
    home = environ.get("PYTHONHOME", "")
    trail.note_pythonhome(home)
    if home:
        return _at_home(program, home, environ)
    reason = "the search begins here, in the directory of the target of the links"
    trail.note(stages.START, start, reason, present=True)
    prefix, library = _prefix(program, trail, start)
    exec_prefix, dynload = _exec_prefix(program, trail, start)
    return Core(prefix, exec_prefix, _entries(program, environ, prefix, library, dynload))


def _start(start: str, trail: Trail) -> str:
    """Return the `home` of the pyvenv.cfg beside or above the resolved executable, else `start`.

    The first file that exists counts, even without that key.
    """
    for directory in (start, parent(start)):
        path = join(directory, "pyvenv.cfg")
        home = PyvenvCfg.read(path).get("home")
        if trail.file(stages.START, path, home_meaning(home)):
            return home or start
    return start


def _at_home(program: Program, home: str, environ: Mapping[str, str]) -> Core:
    """Return what follows from PYTHONHOME: one directory, or two separated by a colon."""
    first, colon, second = home.partition(":")
    library = join(first, program.subdirectory)
    platform = join(second if colon else first, program.subdirectory)
    prefix, exec_prefix = (parent(parent(path)) or "/" for path in (library, platform))
    entries = _entries(program, environ, prefix, library, join(platform, "lib-dynload"))
    return Core(prefix, exec_prefix, entries)


def _prefix(program: Program, trail: Trail, start: str) -> tuple[str, str]:
    """Return the prefix, and the directory of the standard library."""
    default = program.built_prefix
    if trail.file(stages.SPECIAL, join(start, "Modules/Setup.local"), "this looks like a build directory"):
        library = join(start, "Lib")
        if trail.file(stages.SPECIAL, join(library, "os.py"), "it is a build directory: its library is used"):
            return default, library
    landmarks = [f"{program.subdirectory}/{name}" for name in ("os.py", "os.pyc")]
    prefix = trail.up(stages.PREFIX, start, landmarks)
    if not prefix:
        trail.file(stages.PREFIX, join(default, landmarks[0]), f"compiled in: prefix is {default}")
    prefix = prefix or default
    return prefix, join(prefix, program.subdirectory)


def _exec_prefix(program: Program, trail: Trail, start: str) -> tuple[str, str]:
    """Return the exec prefix, and the directory of the extension modules."""
    default = program.built_exec_prefix
    marker = join(start, "pybuilddir.txt")
    if trail.file(stages.SPECIAL, marker, "a build directory; this names its extension modules"):
        return default, join(start, reading.text(marker))
    landmark = program.subdirectory + "/lib-dynload"
    directory = trail.up(stages.EXEC_PREFIX, start, [landmark], directory=True)
    if directory:
        return directory, join(directory, landmark)
    if trail.directory(stages.EXEC_PREFIX, join(default, landmark), f"compiled in: exec_prefix is {default}"):
        return default, join(default, landmark)
    return default, join(default, program.platlibdir + "/lib-dynload")


def _entries(
    program: Program, environ: Mapping[str, str], prefix: str, library: str, dynload: str
) -> list[Entry]:
    """Return the sys.path that getpath sets; the zip of a build directory is below the prefix too."""
    entries = python_path(environ)
    entries.append(Entry(join(prefix, program.zip), stages.STDLIB_ZIP))
    entries.append(Entry(library, stages.STDLIB))
    entries.extend(Entry(join(library, name), stages.STDLIB) for name in program.extra)
    entries.append(Entry(dynload, stages.LIB_DYNLOAD))
    return entries
