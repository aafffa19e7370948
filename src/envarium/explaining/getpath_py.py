"""The search of CPython 3.11 and later, as in Modules/getpath.py, from files alone."""

from __future__ import annotations

import os

from envarium.explaining import explanation as stages
from envarium.explaining.explanation import Core, Entry
from envarium.explaining.trail import home_meaning, join, own_links, parent
from envarium.files import reading
from envarium.files.reading import working_directory
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from envarium.explaining.program import Program
    from envarium.explaining.trail import Trail

RULES = "Modules/getpath.py"


class Search:
    """The state of one search.

    `start` is where the walk up begins, `home` the value of PYTHONHOME or the directory of a `._pth` file, `stdlib` and
    `dynload` the directories of the standard library and of the extension modules if not derived from the prefixes.
    """

    __slots__ = ("dynload", "environ", "home", "program", "pth", "start", "stdlib", "trail", "venv")

    def __init__(self, program: Program, trail: Trail, environ: Mapping[str, str]) -> None:
        self.program = program
        self.trail = trail
        self.environ = environ
        self.home = ""
        self.start = ""
        self.venv = ""
        self.stdlib = ""
        self.dynload = ""
        self.pth = ""


def find(program: Program, trail: Trail, environ: Mapping[str, str]) -> Core:
    """Return what the interpreter has determined when it imports `site`."""
    if environ.get("PYTHONPLATLIBDIR"):
        program.platlibdir = environ["PYTHONPLATLIBDIR"]
    search = Search(program, trail, environ)
    _find_start(search)
    _find_underpth(search)
    building = _find_build(search)
    core = _prefixes(search, building)
    core.entries = _entries(search, core, building=building is not None)
    if building is not None:
        core.prefix, core.exec_prefix = program.built_prefix, program.built_exec_prefix
    core.venv = search.venv if program.is_since(3, 14) else ""
    if search.pth:
        _apply_underpth(search.pth, core)
    return core


def _find_start(search: Search) -> None:
    """Find where the search begins: PYTHONHOME, the `home` of a pyvenv.cfg, or the directory of the executable.

    From 3.14 on a pyvenv.cfg marks an environment even if PYTHONHOME is set or the file has no `home`.
    """
    search.home = search.environ.get("PYTHONHOME", "")
    search.trail.note_pythonhome(search.home)
    beside = parent(search.program.path)
    always = search.program.is_since(3, 14)
    for directory in (parent(beside), beside) if always or not search.home else ():
        path = join(directory, "pyvenv.cfg")
        home = PyvenvCfg.read(path).get("home")
        meaning = _environment_meaning(search, directory, home) if always else home_meaning(home)
        if search.trail.file(stages.START, path, meaning):
            search.start = "" if search.home else home
            search.venv = directory if home or always else ""
            break
    beginning = "the search begins here, at home; no link is followed"
    if not search.start:
        search.start = parent(own_links(search.program.path, normalized=True)[-1])
        beginning = "the search begins here, in the directory of the target of the links"
    if not search.home:
        search.trail.note(stages.START, search.start, beginning, present=True)


def _environment_meaning(search: Search, directory: str, home: str) -> str:
    """Return what a pyvenv.cfg in `directory` with `home` ("" for none) means from 3.14 on."""
    if search.home:
        rest = "PYTHONHOME overrides its home" if home else "it has no home"
    else:
        rest = f"home is {home}" if home else "it has no home: the search begins without one"
    return f"prefix is {directory}, an environment; {rest}"


def _find_underpth(search: Search) -> None:
    """Look for a `._pth` file: beside the library (from 3.14 on), the executable, the target of its links."""
    program = search.program
    paths = [program.library] if program.library and program.is_since(3, 14) else []
    for path in dict.fromkeys((*paths, program.path, own_links(program.path, normalized=True)[-1])):
        if search.trail.file(
            stages.SPECIAL, path + "._pth", "it replaces sys.path, and its directory is home"
        ):
            search.pth = path + "._pth"
            search.home = parent(path)
            return


def _find_build(search: Search) -> str | None:
    """Return the source directory if the executable is in a build directory, else None."""
    marker = join(search.start, "pybuilddir.txt")
    if search.trail.file(stages.SPECIAL, marker, "a build directory; this names its extension modules"):
        search.dynload = join(search.start, reading.text(marker).partition("\n")[0])
    elif not search.trail.file(
        stages.SPECIAL, join(search.start, "Modules/Setup.local"), "a build directory"
    ):
        return None
    source = search.trail.up(stages.SPECIAL, search.start, ["Lib/os.py"])
    search.stdlib = join(source or search.start, "Lib")
    return source


def _prefixes(search: Search, building: str | None) -> Core:
    program = search.program
    prefix, exec_prefix = building or "", search.start if building is not None else ""
    if search.home:
        prefix, colon, exec_prefix = search.home.partition(":")
        exec_prefix = exec_prefix if colon else prefix
        search.stdlib = ""
    prefix = prefix or _beside_library(search) or _above(search) or _built(search)
    if not exec_prefix:
        landmark = program.subdirectory + "/lib-dynload"
        exec_prefix = search.trail.up(stages.EXEC_PREFIX, search.start, [landmark], directory=True)
        default = program.built_exec_prefix
        if not exec_prefix:
            search.trail.directory(
                stages.EXEC_PREFIX, join(default, landmark), f"compiled in: exec_prefix is {default}"
            )
        exec_prefix = exec_prefix or default
    return Core(prefix, exec_prefix or prefix, [])


def _beside_library(search: Search) -> str:
    """Return the prefix found by a zipped library above the shared library, from 3.14 on."""
    program = search.program
    if not program.library or not program.is_since(3, 14):
        return ""
    return search.trail.up(stages.PREFIX, parent(program.library), [program.zip])


def _above(search: Search) -> str:
    """Return the prefix found by walking up to the root, first for a zipped library, then for os.py."""
    program = search.program
    landmarks = [f"{program.subdirectory}/{name}" for name in ("os.py", "os.pyc")]
    return search.trail.up(stages.PREFIX, search.start, [program.zip]) or search.trail.up(
        stages.PREFIX, search.start, landmarks
    )


def _built(search: Search) -> str:
    default = search.program.built_prefix
    path = join(default, search.program.subdirectory + "/os.py")
    search.trail.file(stages.PREFIX, path, f"compiled in: prefix is {default}")
    return default


def _entries(search: Search, core: Core, *, building: bool) -> list[Entry]:
    program = search.program
    value = search.environ.get("PYTHONPATH", "")
    entries = [Entry(_absolute(path), stages.PYTHONPATH) for path in value.split(":")] if value else []
    zipped = join(program.built_prefix if building else core.prefix, program.zip)
    stdlib = search.stdlib or join(core.prefix, program.subdirectory)
    dynload = search.dynload or join(core.exec_prefix, program.subdirectory + "/lib-dynload")
    for path, source in ((zipped, stages.STDLIB_ZIP), (stdlib, stages.STDLIB), (dynload, stages.LIB_DYNLOAD)):
        entries.append(Entry(os.path.normpath(path), source))
    return entries


def _absolute(path: str) -> str:
    """Return the entry of PYTHONPATH as in the interpreter: in the root, a relative one begins with two slashes."""
    return os.path.normpath(
        path if path[:1] == "/" else f"{working_directory()}/{path}" if path else working_directory()
    )


def _apply_underpth(path: str, core: Core) -> None:
    """Set sys.path, and whether `site` is imported, from the `._pth` file; variables are ignored."""
    core.isolated = True
    core.site = False
    core.entries = []
    lines = [
        line.partition("#")[0].strip() for line in reading.text(path).removeprefix(reading.BOM).splitlines()
    ]
    for line in filter(None, lines):
        if line == "import site":
            core.site = True
        elif not line.startswith("import "):
            entry = os.path.normpath(join(parent(path), line))
            core.entries.append(Entry(entry, stages.UNDERPTH, path))
