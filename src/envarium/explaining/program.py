"""The executable: its file, its shared library, its version, and the prefix compiled into it."""

from __future__ import annotations

import functools
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
"""The maximum size of a program or a library, in bytes."""

PROGRAM = re.compile(r"(python|pypy)(\d)\.(\d+)(t?)(?:[dmu]*)$")

MAGIC = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""The first bytes of programs on Linux and macOS."""

SIGNATURE = b"PYTHONHOME"
"""A string in every CPython, and in no PyPy."""

PREFIXES = rb"\0(/[^\0\n]+)\0(?:(/[^\0\n]+)\0)?"
"""PREFIX and, if different, EXEC_PREFIX, as C strings."""

PREFIX_PATTERNS = {
    (2, 7): PREFIXES + rb"lib/python00\.zip\0",
    (3, 10): PREFIXES + rb"(?:lib/)?python3\.\d+\0",
    (3, 99): rb"\0WITH_NEXT_FRAMEWORK" + PREFIXES,
}
"""PREFIX with adjacent strings in the library, up to each version: Modules/getpath.c uses them together."""

SYSTEM_LIBRARIES = ("/usr/local/lib", "/lib", "/usr/lib", "/lib64", "/usr/lib64")


Version = tuple[str, tuple[int, ...], str]
"""An implementation, the numbers of its version, and "t" for a free-threaded build."""


class Strings:
    """What the `content` of a program or library says of a Python of this version.

    `prefix` and `exec_prefix` are PREFIX and EXEC_PREFIX (if both are equal, the linker keeps one), `extra` the entries
    that 2.7 adds to its sys.path, `release` three numbers with the suffix of a pre-release; each is empty if unknown.
    """

    __slots__ = ("exec_prefix", "extra", "is_program", "is_signed", "prefix", "release")

    def __init__(self, content: bytes, version: Version) -> None:
        implementation, numbers, _ = version
        self.is_program = content.startswith(MAGIC)
        self.is_signed = SIGNATURE in content
        pattern = next((pattern for last, pattern in PREFIX_PATTERNS.items() if numbers <= last), b"")
        match = re.search(pattern, content) if pattern and implementation == "CPython" else None
        self.prefix = os.fsdecode(match[1]) if match else ""
        self.exec_prefix = os.fsdecode(match[2] or match[1]) if match else ""
        extra = re.search(rb"\0:(plat-[\w:-]+)\0", content) if numbers[:1] == (2,) else None
        self.extra = os.fsdecode(extra[1]).split(":") if extra else []
        self.release = _release(content, numbers) if implementation == "CPython" and numbers else ""


def _release(content: bytes, numbers: tuple[int, ...]) -> str:
    pattern = rb"(?<!\d)%d\.%d\.\d+(?:(?:a|b|rc)\d+)?(?=\+?\0)" % numbers[:2]
    match = re.search(pattern, content)
    return match[0].decode() if match else ""


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
    strings = _strings(program.library or program.real, version)
    if not os.path.exists(path) or program.missing or _is_python(program, strings):
        program.implementation, program.numbers, program.threads = version
        program.built_prefix, program.built_exec_prefix = strings.prefix, strings.exec_prefix
        program.extra = list(strings.extra)
    _find_release(program, strings, _facts(program, cache))
    return program


def _find_library(program: Program, directory: str) -> None:
    header = elf.read(program.real)
    for name in header.needed if header else ():
        if LIBRARY.match(name):
            program.library = _library_path(name, program.real, header.run_path if header else "", directory)
            program.missing = "" if program.library else name


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


def _is_python(program: Program, strings: Strings) -> bool:
    if not strings.is_program:
        return False
    return bool(program.library) or strings.is_signed or os.path.basename(program.real).startswith("pypy")


def _version(program: Program) -> Version:
    """Return the version in the names of the library, the file, its links, and the files beside it."""
    for name in _names(program):
        match = LIBRARY.match(name) or PROGRAM.match(name)
        if match:
            implementation = "PyPy" if match[1] == "pypy" else "CPython"
            return implementation, (int(match[2]), int(match[3])), match[4]
    return "CPython", (), ""


def _names(program: Program) -> list[str]:
    names = [os.path.basename(program.library), os.path.basename(program.real)]
    path = program.path
    while os.path.islink(path) and len(names) < 40:
        path = os.path.join(os.path.dirname(path), os.readlink(path))
        names.append(os.path.basename(path))
    directory = os.path.dirname(program.path)
    is_named = os.path.basename(program.path).startswith(("python", "pypy"))
    for location in (directory, os.path.dirname(directory) + "/lib") if is_named else ():
        try:
            names.extend(sorted(os.listdir(location)))
        except OSError:
            pass
    return names


def _strings(path: str, version: Version) -> Strings:
    """Return what the file at `path` contains; many environments have one library, which is read once."""
    try:
        status = os.stat(path)
    except OSError:
        return Strings(b"", version)
    return _read_strings(path, version, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


@functools.cache
def _read_strings(path: str, version: Version, *_identity: int) -> Strings:
    try:
        return Strings(reading.read(path, LARGEST), version)
    except OSError:
        return Strings(b"", version)


def _find_release(program: Program, strings: Strings, facts: Facts | None) -> None:
    """Read the full version, and whether the distribution calls the library directory lib64."""
    if facts:
        program.release, program.platlibdir = facts.release, facts.platlibdir
        return
    program.release = strings.release or _release_beside(program)
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
    facts = Index(cache).lookup(candidate) if candidate else ""
    return facts if isinstance(facts, Facts) else None
