"""Searches for interpreters with directory listings and stat calls only: nothing is started."""

from __future__ import annotations

import os

from envarium.files import reading
from envarium.interpreters import bases, locations, pyenv, shims
from envarium.interpreters.spec import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.interpreters.spec import Spec

INSTALLED_NAMES = ("python3", "python", "pypy3", "pypy")
"""The possible names of the interpreter in an installation; they are the same program."""


class Candidate:
    """A file that may be an interpreter.

    `source` is the tool that owns it, or its directory; `implementation` and `version` come from its name ("" and no
    numbers if it has none); `signature` identifies the state of the file.
    """

    __slots__ = ("implementation", "path", "signature", "source", "version")

    def __init__(self, path: str, source: str, status: os.stat_result) -> None:
        self.path = path
        self.source = source
        self.signature = _signature(status)
        self.implementation, self.version = parse_name(os.path.basename(path))


def candidate_at(path: str, source: str) -> Candidate | None:
    """Return the candidate at `path`, None if there is no executable file."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return Candidate(path, source, status) if _is_program(status) else None


def signature(path: str) -> str:
    """Return the signature of the file at `path`, or of a link's target; "" if it does not exist."""
    try:
        return _signature(os.stat(path))
    except OSError:
        return ""


def _signature(status: os.stat_result) -> str:
    return f"{status.st_dev}:{status.st_ino}:{status.st_size}:{status.st_mtime_ns}"


def _is_program(status: os.stat_result) -> bool:
    return status.st_mode & 0o170000 == 0o100000 and status.st_mode & 0o111 != 0


def parse_name(name: str) -> tuple[str, tuple[int, ...]]:
    """Return the implementation and version in the name of a file or an installation.

    Such as `python3.12`, `pypy3`, `3.12.1`, `pypy3.9-7.3.11`, `cpython-3.12.1-linux-x86_64-gnu`, `3.14.0rc1`.
    """
    implementation, rest = "", name
    for stem, value in (("cpython-", "CPython"), ("pypy", "PyPy"), ("python", "")):
        if name.startswith(stem):
            implementation, rest = value, name[len(stem) :].lstrip("-@")
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
    """A search for `spec` in all locations; every directory and every file is examined once."""

    __slots__ = ("directories", "files", "folder", "names", "spec")

    def __init__(self, spec: Spec, folder: str) -> None:
        self.spec = spec
        self.folder = folder
        self.names = names_for(spec)
        self.directories: set[tuple[int, int]] = set()
        self.files: set[tuple[str, tuple[int, ...]]] = set()

    def everywhere(self) -> Iterator[Candidate]:
        """Yield the candidates that may match, in the order of the search."""
        yield from self.on_path()
        for parent, source in locations.collections():
            for name in reading.names(parent):
                yield from self.installation(parent + "/" + name, source)
        for path, source in locations.installations():
            yield from self.installation(path, source)
        for path, source in locations.directories():
            yield from self.directory(path, source)

    def on_path(self) -> Iterator[Candidate]:
        """Yield the candidates on PATH that may match."""
        for directory in locations.path_directories():
            if os.path.basename(directory) != "shims":
                yield from self.directory(directory, "PATH")
                continue
            for path, source in shims.selection(directory, self.folder):
                yield from self.installation(path, source)

    def directory(self, directory: str, source: str) -> Iterator[Candidate]:
        """Yield the candidates in `directory` that may match; in the `bin` of an environment, its base."""
        try:
            status = os.stat(directory)
        except OSError:
            return
        if (status.st_dev, status.st_ino) in self.directories:
            return
        self.directories.add((status.st_dev, status.st_ino))
        is_environment = None
        for name in self.names or python_names(directory, self.spec.implementation):
            candidate = candidate_at(directory + "/" + name, source)
            if candidate is None:
                continue
            if is_environment is None:
                is_environment = bases.is_environment_bin(directory)
            if is_environment:
                yield from self._new(candidate_at(bases.default_base(candidate.path), source))
                return
            yield from self._new(candidate)

    def installation(self, path: str, source: str) -> Iterator[Candidate]:
        """Yield the interpreter of the installation at `path`, if that may match."""
        implementation, version = parse_name(os.path.basename(path))
        if not self.spec.may_match(implementation, version):
            return
        for name in INSTALLED_NAMES:
            candidate = candidate_at(f"{path}/bin/{name}", source)
            if candidate is None:
                continue
            if bases.is_environment_bin(path + "/bin"):
                candidate = candidate_at(bases.default_base(candidate.path), source)
            elif version:
                candidate.implementation, candidate.version = implementation, version
            yield from self._new(candidate)
            return

    def _new(self, candidate: Candidate | None) -> Iterator[Candidate]:
        """Yield `candidate` unless its file was examined already, or its name shows that it cannot match."""
        if candidate is None or not self.spec.may_match(candidate.implementation, candidate.version):
            return
        if (candidate.signature, ()) in self.files and len(candidate.version) < 2:
            return
        if (candidate.signature, candidate.version[:2]) not in self.files:
            self.files.add((candidate.signature, candidate.version[:2]))
            self.files.add((candidate.signature, ()))
            yield candidate


def programs(name: str, folder: str) -> Iterator[Candidate]:
    """Yield the programs called `name`: those on PATH, or what shims there select, then pyenv's version of that name.

    For a program in an environment, yield the environment's base.
    """
    for entry in locations.path_directories():
        directories = [(entry, "PATH")]
        if os.path.basename(entry) == "shims":
            directories = [(path + "/bin", source) for path, source in shims.selection(entry, folder)]
        for directory, source in directories:
            candidate = candidate_at(f"{directory}/{name}", source)
            if candidate and bases.is_environment_bin(directory):
                candidate = candidate_at(bases.default_base(candidate.path), candidate.source)
            if candidate:
                yield candidate
    version = pyenv.installation(pyenv.root(), name)
    for python in INSTALLED_NAMES if version else ():
        candidate = candidate_at(bases.base_of(f"{version}/bin/{python}"), "pyenv")
        if candidate:
            yield candidate
            return


def names_for(spec: Spec) -> tuple[str, ...]:
    """Return the names that an interpreter for `spec` may have, the versioned one first; none: any name."""
    if spec.kind != VERSION or spec.range or len(spec.version) < 2:
        return ()
    minor = f"{spec.version[0]}.{spec.version[1]}"
    major = str(spec.version[0])
    threads = "t" if spec.threads else ""
    cpython = (f"python{minor}{threads}", f"python{major}", "python")
    pypy = (f"pypy{minor}", f"pypy{major}", "pypy")
    return {"CPython": cpython, "PyPy": pypy}.get(spec.implementation, cpython + pypy)


def python_names(directory: str, implementation: str) -> list[str]:
    """Return the names of the interpreters of `implementation` ("": any) in `directory`, versioned ones first."""
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
