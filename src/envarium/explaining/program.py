"""The executable: its file, its shared library, its version, and the prefix compiled into it."""

from __future__ import annotations

import functools
import os
import re

from envarium.creator import elf
from envarium.explaining import strings
from envarium.files import reading
from envarium.interpreters import index, search
from envarium.interpreters.facts import Facts
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from envarium.explaining.strings import Strings, Version

LIBRARY = re.compile(r"lib(python|pypy)(\d)\.(\d+)(t?)")
PROGRAM = re.compile(r"(python|pypy)(\d)\.(\d+)(t?)(?:[dmu]*)$")

SYSTEM_LIBRARIES = ("/usr/local/lib", "/lib", "/usr/lib", "/lib64", "/usr/lib64")


class Program:
    """The program at `path`, as read from its file and those beside it.

    `real` is the file that runs ("": none); `library` the libpython or libpypy that it loads ("": none),
    `missing` the name of one that it needs and that does not exist. `numbers` is the version, () if unknown;
    `threads` is "t" for a free-threaded build; `built_prefix` and `built_exec_prefix` are compiled in, `extra` are the
    entries that 2.7 adds to its sys.path.
    """

    __slots__ = (
        "built_exec_prefix", "built_prefix", "extra", "implementation", "library", "missing", "numbers", "path",
        "platlibdir", "real", "release", "threads",
    )  # fmt: skip

    def __init__(self, path: str) -> None:
        self.path = path
        self.real = os.path.realpath(path) if os.path.isfile(path) else ""
        self.library = ""
        self.missing = ""
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
        """Return the first two numbers of the version, with the suffix of a free-threaded build: "3.13t"."""
        return ".".join(map(str, self.numbers[:2])) + self.threads

    @property
    def subdirectory(self) -> str:
        """Return the directory of the standard library below a prefix: "lib/python3.12"."""
        return f"{self.platlibdir}/{'pypy' if self.implementation == 'PyPy' else 'python'}{self.minor}"

    @property
    def zip(self) -> str:
        """Return the path of a zipped standard library below a prefix: "lib/python312.zip"."""
        return f"{self.platlibdir}/python{self.minor.replace('.', '')}.zip"

    def is_since(self, *numbers: int) -> bool:
        """Return whether the version is `numbers` or later."""
        return self.numbers >= numbers


def read(path: str, cache: str, environ: Mapping[str, str]) -> Program:
    """Return the program at the absolute `path`, as read from files and the index in `cache`; nothing is started."""
    program = Program(path)
    if program.real:
        _find_library(program, environ.get("LD_LIBRARY_PATH", ""))
    version = _version(program)
    content = strings.read(program.library or program.real, version)
    if not os.path.exists(path) or program.missing or _is_python(program, content):
        program.implementation, program.numbers, program.threads = version
        program.built_prefix, program.built_exec_prefix = content.prefix, content.exec_prefix
        program.extra = list(content.extra)
    _find_release(program, content, _facts(program, cache))
    return program


def _find_library(program: Program, directory: str) -> None:
    header = _header(program.real, *strings.identity(program.real))
    for name in header.needed if header else ():
        if LIBRARY.match(name):
            program.library = _library_path(name, program.real, header.run_path if header else "", directory)
            program.missing = "" if program.library else name


@functools.cache
def _header(path: str, *_identity: int) -> elf.Dynamic | None:
    return elf.read(path)


def _library_path(name: str, binary: str, run_path: str, directory: str) -> str:
    """Return the path of the library `name` that the loader finds, "" if none (ld.so(8))."""
    origin = os.path.dirname(binary)
    run_paths = run_path.replace("${ORIGIN}", origin).replace("$ORIGIN", origin).split(":")
    for folder in (*directory.split(":"), *run_paths, *_multiarch(), *SYSTEM_LIBRARIES):
        if folder and os.path.isfile(f"{folder}/{name}"):
            return os.path.normpath(f"{folder}/{name}")
    return ""


@functools.cache
def _multiarch() -> list[str]:
    """Return the directories of libraries that Debian names after the platform."""
    return [
        f"{root}/{name}" for root in ("/lib", "/usr/lib") for name in reading.names(root) if "-linux-" in name
    ]


def _is_python(program: Program, content: Strings) -> bool:
    if not content.is_program:
        return False
    return bool(program.library) or content.is_signed or os.path.basename(program.real).startswith("pypy")


def _version(program: Program) -> Version:
    """Return the version in the names of the library, the file, its links, and the files beside it."""
    for name in _names(program):
        match = LIBRARY.match(name) or PROGRAM.match(name)
        if match:
            implementation = "PyPy" if match[1] == "pypy" else "CPython"
            return implementation, (int(match[2]), int(match[3])), match[4]
    return "CPython", (), ""


def _names(program: Program) -> Iterator[str]:
    yield os.path.basename(program.library)
    yield os.path.basename(program.real)
    path = program.path
    for _ in range(40):
        if not os.path.islink(path):
            break
        path = os.path.join(os.path.dirname(path), os.readlink(path))
        yield os.path.basename(path)
    directory = os.path.dirname(program.path)
    if os.path.basename(program.path).startswith(("python", "pypy")):
        yield from reading.names(directory)
        yield from reading.names(os.path.dirname(directory) + "/lib")


def _find_release(program: Program, content: Strings, facts: Facts | None) -> None:
    """Read the full version, and whether the distribution calls the library directory lib64."""
    if facts:
        program.release, program.platlibdir = facts.release, facts.platlibdir
        return
    program.release = content.release or _release_beside(program)
    prefix = os.path.dirname(os.path.dirname(program.real))
    is_lib64 = os.path.isfile(f"{prefix}/lib64/python{program.minor}/os.py")
    if is_lib64 and not os.path.isfile(f"{prefix}/{program.subdirectory}/os.py"):
        program.platlibdir = "lib64"


def _release_beside(program: Program) -> str:
    """Return the version in pyvenv.cfg as three numbers, or two numbers if that is all there is."""
    version = Environment(os.path.dirname(os.path.dirname(program.path))).version
    return version if version.startswith(program.minor.rstrip("t") + ".") else program.minor


def _facts(program: Program, cache: str) -> Facts | None:
    """Return the facts about the same file in the index, None if it has none."""
    candidate = search.candidate_at(program.real, "") if program.real else None
    facts = _index(cache, *strings.identity(f"{cache}/{index.FILE}")).lookup(candidate) if candidate else ""
    return facts if isinstance(facts, Facts) else None


@functools.cache
def _index(cache: str, *_identity: int) -> index.Index:
    return index.Index(cache)
