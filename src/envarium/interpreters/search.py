"""Where interpreters are looked for, in order, by directory listings and stats alone: nothing is started."""

from __future__ import annotations

import os

from envarium.files import reading
from envarium.interpreters import bases, places, pyenv, shims
from envarium.interpreters.spec import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.interpreters.spec import Spec

INSTALLED_NAMES = ("python3", "python", "pypy3", "pypy")
"""What the interpreter of an installation of its own may be called, any of which will do."""


class Candidate:
    """A file that may be an interpreter.

    `source` says who keeps it, `implementation` and `version` what its name tells ("" and no numbers: nothing),
    `signature` which state of the file this is.
    """

    __slots__ = ("implementation", "path", "signature", "source", "version")

    def __init__(self, path: str, source: str, status: os.stat_result) -> None:
        self.path = path
        self.source = source
        self.signature = _signature(status)
        self.implementation, self.version = told_by(os.path.basename(path))


def candidate(path: str, source: str) -> Candidate | None:
    """Return the candidate at `path`, None where no executable file stands there."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return Candidate(path, source, status) if _is_program(status) else None


def signature(path: str) -> str:
    """Return what tells one state of the file at `path` (where a link leads) from another, "" if it is missing."""
    try:
        return _signature(os.stat(path))
    except OSError:
        return ""


def _signature(status: os.stat_result) -> str:
    return f"{status.st_dev}:{status.st_ino}:{status.st_size}:{status.st_mtime_ns}"


def _is_program(status: os.stat_result) -> bool:
    return status.st_mode & 0o170000 == 0o100000 and status.st_mode & 0o111 != 0


def told_by(name: str) -> tuple[str, tuple[int, ...]]:
    """Return the implementation and version that the name of a file or an installation tells.

    Such as `python3.12`, `pypy3`, `3.12.1`, `pypy3.9-7.3.11`, `cpython-3.12.1-linux-x86_64-gnu`, `3.14.0rc1`.
    """
    implementation, rest = "", name
    for stem, meant in (("cpython-", "CPython"), ("pypy", "PyPy"), ("python", "")):
        if name.startswith(stem):
            implementation, rest = meant, name[len(stem) :].lstrip("-@")
            break
    numbers: list[int] = []
    for part in rest.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits or len(digits) > 4:
            break
        numbers.append(int(digits))
        if digits != part:
            break
    if rest == name and numbers:
        implementation = "CPython"
    return implementation, tuple(numbers[:3])


class Search:
    """One walk through all the places; every directory and every file is looked at once."""

    __slots__ = ("directories", "files", "folder", "names", "wanted")

    def __init__(self, wanted: Spec, folder: str) -> None:
        self.wanted = wanted
        self.folder = folder
        self.names = names_for(wanted)
        self.directories: set[tuple[int, int]] = set()
        self.files: set[tuple[str, tuple[int, ...]]] = set()

    def everywhere(self) -> Iterator[Candidate]:
        """Yield what may match, in the order of search."""
        yield from self.on_path()
        for parent, source in places.collections():
            for name in reading.names(parent):
                yield from self.installation(parent + "/" + name, source)
        for place, source in places.installations():
            yield from self.installation(place, source)
        for directory, source in places.directories():
            yield from self.directory(directory, source)

    def on_path(self) -> Iterator[Candidate]:
        """Yield what may match on PATH."""
        for directory in places.path_directories():
            if os.path.basename(directory) != "shims":
                yield from self.directory(directory, "PATH")
                continue
            for place, source in shims.selected(directory, self.folder):
                yield from self.installation(place, source)

    def directory(self, directory: str, source: str) -> Iterator[Candidate]:
        """Yield what may match in `directory`; the `bin` of an environment stands for the environment's base."""
        try:
            status = os.stat(directory)
        except OSError:
            return
        if (status.st_dev, status.st_ino) in self.directories:
            return
        self.directories.add((status.st_dev, status.st_ino))
        inside = None
        for name in self.names or python_names(directory, self.wanted.implementation):
            found = candidate(directory + "/" + name, source)
            if found is None:
                continue
            if inside is None:
                inside = bases.is_environment_bin(directory)
            if inside:
                yield from self._new(candidate(bases.default_base(found.path), source))
                return
            yield from self._new(found)

    def installation(self, place: str, source: str) -> Iterator[Candidate]:
        """Yield the interpreter of the installation at `place`, if that may match."""
        implementation, version = told_by(os.path.basename(place))
        if not self.wanted.may_match(implementation, version):
            return
        for name in INSTALLED_NAMES:
            found = candidate(f"{place}/bin/{name}", source)
            if found is None:
                continue
            if bases.is_environment_bin(place + "/bin"):
                found = candidate(bases.default_base(found.path), source)
            elif version:
                found.implementation, found.version = implementation, version
            yield from self._new(found)
            return

    def _new(self, found: Candidate | None) -> Iterator[Candidate]:
        """Yield `found` unless its file was seen already, or its name says that it cannot match."""
        if found is None or not self.wanted.may_match(found.implementation, found.version):
            return
        if (found.signature, ()) in self.files and len(found.version) < 2:
            return
        if (found.signature, found.version[:2]) not in self.files:
            self.files.add((found.signature, found.version[:2]))
            self.files.add((found.signature, ()))
            yield found


def named(name: str, folder: str) -> Iterator[Candidate]:
    """Yield the programs called `name`: on PATH, shims standing for what they select, then that version of pyenv.

    A program in an environment stands for the environment's base.
    """
    for directory in places.path_directories():
        folders = [(directory, "PATH")]
        if os.path.basename(directory) == "shims":
            folders = [(place + "/bin", source) for place, source in shims.selected(directory, folder)]
        for place, source in folders:
            found = candidate(f"{place}/{name}", source)
            if found and bases.is_environment_bin(place):
                found = candidate(bases.default_base(found.path), found.source)
            if found:
                yield found
    place = pyenv.installed(pyenv.root(), name)
    for python in INSTALLED_NAMES if place else ():
        found = candidate(bases.base_of(f"{place}/bin/{python}"), "pyenv")
        if found:
            yield found
            return


def names_for(wanted: Spec) -> tuple[str, ...]:
    """Return the names that an interpreter `wanted` may have, the versioned one first; none: any name."""
    if wanted.kind != VERSION or wanted.range or len(wanted.version) < 2:
        return ()
    minor = f"{wanted.version[0]}.{wanted.version[1]}"
    major = str(wanted.version[0])
    threads = "t" if wanted.threads else ""
    cpython = (f"python{minor}{threads}", f"python{major}", "python")
    pypy = (f"pypy{minor}", f"pypy{major}", "pypy")
    return {"CPython": cpython, "PyPy": pypy}.get(wanted.implementation, cpython + pypy)


def python_names(directory: str, implementation: str) -> list[str]:
    """Return the names that interpreters of `implementation` ("": any) have in `directory`, versioned ones first."""
    stems = {"CPython": ("python",), "PyPy": ("pypy",)}.get(implementation, ("python", "pypy"))
    try:
        names = os.listdir(directory)
    except OSError:
        return []
    return sorted(
        (name for name in names if name.startswith(stems) and _is_python_name(name)),
        key=lambda name: ("." not in name, name),
    )


def _is_python_name(name: str) -> bool:
    for stem in ("python", "pypy"):
        if name.startswith(stem):
            rest = name[len(stem) :].removesuffix("t")
            return not rest or (rest[0] in "23" and rest.replace(".", "", 1).isdecimal())
    return False
