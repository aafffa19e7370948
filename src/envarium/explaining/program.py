"""The program itself: what file it is, which library it loads, its version, and the prefix compiled into it."""

from __future__ import annotations

import os
import re

from envarium.creator import elf
from envarium.files import reading
from envarium.interpreters import search
from envarium.interpreters.facts import Facts
from envarium.interpreters.index import Index
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

LIBRARY = re.compile(r"lib(python|pypy)(\d)\.(\d+)(t?)")
LARGEST = 1 << 28
"""Bytes that a program or a library may have."""

PROGRAM = re.compile(r"(python|pypy)(\d)\.(\d+)(t?)(?:[dmu]*)$")

MAGIC = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""How programs of Linux and macOS begin."""

SIGN = b"PYTHONHOME"
"""A text that every CPython holds, and no PyPy."""

PREFIXES = rb"\0(/[^\0\n]+)\0(?:(/[^\0\n]+)\0)?"
"""PREFIX and, where it differs, EXEC_PREFIX, as texts of C."""

BESIDE = {
    (2, 7): PREFIXES + rb"lib/python00\.zip\0",
    (3, 10): PREFIXES + rb"(?:lib/)?python3\.\d+\0",
    (3, 99): rb"\0WITH_NEXT_FRAMEWORK" + PREFIXES,
}
"""What stands beside them in the library, up to each version: texts that Modules/getpath.c uses together."""

SYSTEM_LIBRARIES = ("/usr/local/lib", "/lib", "/usr/lib", "/lib64", "/usr/lib64")


class Program:
    """The program at `path`, as its file and those beside it tell.

    `real` is the file that runs ("": none); `library` the libpython or libpypy that it loads ("": none), `lost` the
    name of one that it needs and that is nowhere. `numbers` is the version, () where nothing tells it; `threads` is
    "t" for a free-threaded build; `built_prefix` and `built_exec_prefix` are compiled in, `extra` are the entries that
    2.7 adds to its sys.path.
    """

    __slots__ = (
        "built_exec_prefix", "built_prefix", "extra", "implementation", "library", "lost", "numbers", "path",
        "platlibdir", "real", "release", "threads",
    )  # fmt: skip

    def __init__(self, path: str) -> None:
        self.path = path
        self.real = os.path.realpath(path) if os.path.isfile(path) else ""
        self.library = ""
        self.lost = ""
        self.implementation = "CPython"
        self.numbers: tuple[int, ...] = ()
        self.threads = ""
        self.release = ""
        self.built_prefix = ""
        self.built_exec_prefix = ""
        self.extra: list[str] = []
        self.platlibdir = "lib"

    @property
    def minor(self) -> str:
        """Return the first two numbers of the version, with the sign of a free-threaded build: "3.13t"."""
        return ".".join(map(str, self.numbers[:2])) + self.threads

    @property
    def subdirectory(self) -> str:
        """Return where the standard library stands below a prefix: "lib/python3.12"."""
        return f"{self.platlibdir}/{'pypy' if self.implementation == 'PyPy' else 'python'}{self.minor}"

    @property
    def zip(self) -> str:
        """Return where a zipped standard library would stand below a prefix: "lib/python312.zip"."""
        return f"{self.platlibdir}/python{self.minor.replace('.', '')}.zip"

    def is_since(self, *numbers: int) -> bool:
        """Say whether the version is `numbers` or later."""
        return self.numbers >= numbers


def read(path: str, cache: str, environ: Mapping[str, str]) -> Program:
    """Return what files, and what `cache` keeps, tell of the program at the absolute `path`; nothing is started."""
    program = Program(path)
    if program.real:
        _find_library(program, environ.get("LD_LIBRARY_PATH", ""))
    content = _content(program.library or program.real)
    if not os.path.exists(path) or program.lost or _is_python(program, content):
        _find_version(program)
    _find_prefixes(program, content)
    _find_release(program, content, _facts(program, cache))
    return program


def _find_library(program: Program, searched: str) -> None:
    said = elf.read(program.real)
    for name in said.needed if said else ():
        if LIBRARY.match(name):
            program.library = _located(name, program.real, said.run_path if said else "", searched)
            program.lost = "" if program.library else name


def _located(name: str, binary: str, run_path: str, searched: str) -> str:
    """Return the library called `name` that the loader takes, "" if there is none (ld.so(8))."""
    origin = os.path.dirname(binary)
    told = [entry.replace("${ORIGIN}", origin).replace("$ORIGIN", origin) for entry in run_path.split(":")]
    multiarch = [f"{place}/{entry}" for place in ("/lib", "/usr/lib") for entry in reading.names(place)
                 if "-linux-" in entry]  # fmt: skip
    for directory in (*searched.split(":"), *told, *multiarch, *SYSTEM_LIBRARIES):
        if directory and os.path.isfile(f"{directory}/{name}"):
            return os.path.normpath(f"{directory}/{name}")
    return ""


def _is_python(program: Program, content: bytes) -> bool:
    if not content.startswith(MAGIC):
        return False
    return bool(program.library) or SIGN in content or os.path.basename(program.real).startswith("pypy")


def _find_version(program: Program) -> None:
    """Read implementation and version off the names of the library, the file, its links, and what lies beside it."""
    for name in _names(program):
        told = LIBRARY.match(name) or PROGRAM.match(name)
        if told:
            program.implementation = "PyPy" if told[1] == "pypy" else "CPython"
            program.numbers = int(told[2]), int(told[3])
            program.threads = told[4]
            return


def _names(program: Program) -> list[str]:
    names = [os.path.basename(program.library), os.path.basename(program.real)]
    path = program.path
    while os.path.islink(path) and len(names) < 40:
        path = os.path.join(os.path.dirname(path), os.readlink(path))
        names.append(os.path.basename(path))
    directory = os.path.dirname(program.path)
    is_named = os.path.basename(program.path).startswith(("python", "pypy"))
    for place in (directory, os.path.dirname(directory) + "/lib") if is_named else ():
        try:
            names.extend(sorted(os.listdir(place)))
        except OSError:
            pass
    return names


def _content(path: str) -> bytes:
    try:
        return reading.read(path, LARGEST)
    except OSError:
        return b""


def _find_prefixes(program: Program, content: bytes) -> None:
    """Read PREFIX and EXEC_PREFIX off the library's own bytes; where both are the same, the linker keeps one."""
    pattern = next((pattern for last, pattern in BESIDE.items() if program.numbers <= last), b"")
    found = re.search(pattern, content) if pattern and program.implementation == "CPython" else None
    if found:
        program.built_prefix = os.fsdecode(found[1])
        program.built_exec_prefix = os.fsdecode(found[2] or found[1])
    extra = re.search(rb"\0:(plat-[\w:-]+)\0", content) if program.numbers[:1] == (2,) else None
    program.extra = os.fsdecode(extra[1]).split(":") if extra else []


def _find_release(program: Program, content: bytes, facts: Facts | None) -> None:
    """Read the whole version, and the library directory of distributions that call it lib64."""
    if facts:
        program.release, program.platlibdir = facts.release, facts.platlibdir
        return
    program.release = _release(program, content)
    home = os.path.dirname(os.path.dirname(program.real))
    alone = os.path.isfile(f"{home}/lib64/python{program.minor}/os.py")
    if alone and not os.path.isfile(f"{home}/{program.subdirectory}/os.py"):
        program.platlibdir = "lib64"


def _release(program: Program, content: bytes) -> str:
    """Return the version as three numbers, with what follows in a pre-release; two where no more can be told."""
    if program.implementation == "CPython" and program.numbers:
        pattern = re.escape(program.minor.rstrip("t")).encode() + rb"\.\d+(?:(?:a|b|rc)\d+)?(?=\+?\0)"
        for found in re.finditer(pattern, content):
            if not content[found.start() - 1 : found.start()].isdigit():
                return found[0].decode()
    told = Environment(os.path.dirname(os.path.dirname(program.path))).version
    return told if told.startswith(program.minor.rstrip("t") + ".") else program.minor


def _facts(program: Program, cache: str) -> Facts | None:
    """Return what the same file, a base interpreter, has told when it was asked earlier, if it ever was."""
    found = search.candidate(program.real, "") if program.real else None
    known = Index(cache).known(found) if found else ""
    return known if isinstance(known, Facts) else None
