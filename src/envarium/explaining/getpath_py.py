"""The search of CPython 3.11 and later, as Modules/getpath.py does it, on files alone."""

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

RULES = "Modules/getpath.py"


class Search:
    """One search, and what it has found so far.

    `start` is where the walk up begins, `home` what PYTHONHOME or a `._pth` file says, `stdlib` and `dynload` the
    directories of the standard library and of the extension modules where something other than the prefixes names them.
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
    """Return what the interpreter knows when `site` is imported."""
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
    """Find where the search begins: at PYTHONHOME, at the `home` of a pyvenv.cfg, or beside the file itself.

    From 3.14 on a pyvenv.cfg makes an environment also where PYTHONHOME is set, or where it names no home.
    """
    search.home = search.environ.get("PYTHONHOME", "")
    search.trail.note(stages.START, "PYTHONHOME", believed(search.home), found=bool(search.home))
    beside = parent(search.program.path)
    always = search.program.is_since(3, 14)
    for directory in (parent(beside), beside) if always or not search.home else ():
        path = joined(directory, "pyvenv.cfg")
        home = PyvenvCfg.read(path).get("home")
        if search.trail.file(stages.START, path, _made(search, directory, home) if always else named(home)):
            search.start = "" if search.home else home
            search.venv = directory if home or always else ""
            break
    beginning = "the search begins here, at that home; no link is followed"
    if not search.start:
        search.start = parent(own_links(search.program.path, normalized=True)[-1])
        beginning = "the search begins here, beside the file that the links lead to"
    if not search.home:
        search.trail.note(stages.START, search.start, beginning, found=True)


def _made(search: Search, directory: str, home: str) -> str:
    """Return what a pyvenv.cfg in `directory` that names `home` ("" for none) means from 3.14 on."""
    if search.home:
        rest = "PYTHONHOME counts in place of its home" if home else "it names no home"
    else:
        rest = f"home is {home}" if home else "it names no home: the search begins without one"
    return f"prefix is {directory}, an environment; {rest}"


def _find_underpth(search: Search) -> None:
    """Look for a file that replaces sys.path: beside the library (from 3.14 on), the executable, the file itself."""
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
    """Return the directory with the source of a build directory that the executable lies in, None if in none."""
    marker = joined(search.start, "pybuilddir.txt")
    if search.trail.file(
        stages.SPECIAL, marker, "this is a build directory, whose extension modules it names"
    ):
        search.dynload = joined(search.start, reading.text(marker).partition("\n")[0])
    elif not search.trail.file(
        stages.SPECIAL, joined(search.start, "Modules/Setup.local"), "a build directory"
    ):
        return None
    source = search.trail.up(stages.SPECIAL, search.start, ["Lib/os.py"])
    search.stdlib = joined(source or search.start, "Lib")
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
        built = program.built_exec_prefix
        if not exec_prefix:
            search.trail.directory(
                stages.EXEC_PREFIX, joined(built, landmark), f"compiled in: exec_prefix is {built}"
            )
        exec_prefix = exec_prefix or built
    return Core(prefix, exec_prefix or prefix, [])


def _beside_library(search: Search) -> str:
    """Return the prefix that a zipped library above the shared library tells, from 3.14 on."""
    program = search.program
    if not program.library or not program.is_since(3, 14):
        return ""
    return search.trail.up(stages.PREFIX, parent(program.library), [program.zip])


def _above(search: Search) -> str:
    """Return the prefix found by walking up: first for a zipped library all the way, then for os.py."""
    program = search.program
    landmarks = [f"{program.subdirectory}/{name}" for name in ("os.py", "os.pyc")]
    return search.trail.up(stages.PREFIX, search.start, [program.zip]) or search.trail.up(
        stages.PREFIX, search.start, landmarks
    )


def _built(search: Search) -> str:
    built = search.program.built_prefix
    path = joined(built, search.program.subdirectory + "/os.py")
    search.trail.file(stages.PREFIX, path, f"compiled in: prefix is {built}")
    return built


def _entries(search: Search, core: Core, *, building: bool) -> list[Entry]:
    program = search.program
    told = search.environ.get("PYTHONPATH", "")
    found = [Entry(_absolute(path), stages.PYTHONPATH) for path in told.split(":")] if told else []
    zipped = joined(program.built_prefix if building else core.prefix, program.zip)
    stdlib = search.stdlib or joined(core.prefix, program.subdirectory)
    dynload = search.dynload or joined(core.exec_prefix, program.subdirectory + "/lib-dynload")
    for path, source in ((zipped, stages.STDLIB_ZIP), (stdlib, stages.STDLIB), (dynload, stages.LIB_DYNLOAD)):
        found.append(Entry(os.path.normpath(path), source))
    return found


def _absolute(path: str) -> str:
    """Return the entry of PYTHONPATH as the interpreter does: below the root, a relative one gets two slashes."""
    return os.path.normpath(path if path[:1] == "/" else f"{here()}/{path}" if path else here())


def _apply_underpth(path: str, core: Core) -> None:
    """Let the `._pth` file say what sys.path is, and whether `site` is imported; variables count no more."""
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
            entry = os.path.normpath(joined(parent(path), line))
            core.entries.append(Entry(entry, stages.UNDERPTH, path))
