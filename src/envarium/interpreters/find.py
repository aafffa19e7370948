"""From what was asked for to the facts of one base interpreter, with what was learnt before kept on disk."""

from __future__ import annotations

import os

from envarium import environ, lanes
from envarium.errors import InvalidSpec, NoInterpreter, NotAnInterpreter
from envarium.interpreters import bases, project, pyenv, search, shims
from envarium.interpreters.facts import Facts
from envarium.interpreters.index import Index
from envarium.interpreters.spec import GENERAL_NAMES, NAME, PATH, VERSION, Spec, any_version, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from envarium.interpreters.search import Candidate

DEFAULT = "python3"


def find(text: str, cache: str, folder: str = "") -> Facts:
    """Return the facts of the interpreter that `text` asks for; with "", VIRTUALENV_PYTHON, the project or python3.

    The project is the one in `folder`, python3 the one on PATH.

    `cache` is the directory that keeps what was learnt, `folder` "" the working directory. Raises InvalidSpec,
    NoInterpreter, NotAnInterpreter, and NeedsFullLane where an interpreter must be started.
    """
    folder = folder or _here()
    wanted, origin = (parse(text), "") if text else _asked_by_variable() or _asked_by_project(folder)
    known = Knowledge(Index(cache))
    try:
        preferred = _on_path(wanted, known, folder) if origin and wanted.range else None
        return preferred or _chosen(wanted, known, folder) or _none(wanted, known, folder, origin)
    finally:
        known.index.save()


def answers(text: str, path: str, cache: str, folder: str = "") -> tuple[Facts, bool]:
    """Return the facts of the interpreter at `path`, and whether it is one that `text` asks for. Raises as `find`."""
    facts = find(path, cache, folder)
    wanted = parse(text)
    if wanted.kind == VERSION:
        return facts, wanted.matches(facts)
    other = find(text, cache, folder)
    return facts, os.path.realpath(other.executable) == os.path.realpath(facts.executable)


def all_found(cache: str, folder: str = "") -> list[tuple[Facts, str, str]]:
    """Return facts, source and path of every interpreter there is, the newest first, each base once."""
    known = Knowledge(Index(cache))
    try:
        pairs = known.facts(search.Search(any_version(), folder or _here()).everywhere())
    finally:
        known.index.save()
    bases_seen: dict[str, tuple[Facts, str, str]] = {}
    for found, facts in pairs:
        bases_seen.setdefault(os.path.realpath(facts.executable), (facts, found.source, found.path))
    return sorted(bases_seen.values(), key=lambda row: _rank(row[0]), reverse=True)


def _here() -> str:
    """Return the working directory, the root if that is gone."""
    try:
        return os.getcwd()
    except OSError:
        return "/"


class Knowledge:
    """What the index and, where it is silent, the interpreters themselves say of candidates."""

    __slots__ = ("index",)

    def __init__(self, index: Index) -> None:
        self.index = index

    def answers(self, found: list[Candidate]) -> list[Facts | str]:
        """Return the facts of each, or why there are none."""
        answers = [self.index.known(one) for one in found]
        silent = [number for number, answer in enumerate(answers) if not answer]
        if silent:
            for number, answer in zip(silent, _ask([found[number].path for number in silent]), strict=True):
                answers[number] = answer
                self.index.learn(found[number], answer)
        return answers

    def facts(self, found: Iterable[Candidate]) -> list[tuple[Candidate, Facts]]:
        """Return those candidates that are interpreters, with their facts."""
        listed = list(found)
        pairs = zip(listed, self.answers(listed), strict=True)
        return [(one, answer) for one, answer in pairs if isinstance(answer, Facts)]


def _ask(paths: list[str]) -> list[Facts | str]:
    """Start the interpreters at `paths`, and return the facts of each, or why there are none."""
    lanes.require_full()
    from envarium.interpreters import probe

    return probe.ask(paths)


def _asked_by_variable() -> tuple[Spec, str] | None:
    """Return what VIRTUALENV_PYTHON asks for, as it does of virtualenv, and its name; None where it is not set."""
    variable = environ.VIRTUALENV_PYTHON
    try:
        return (parse(variable.get()), variable.name) if variable.get() else None
    except InvalidSpec as error:
        raise InvalidSpec(error.text, f"{error.reason}; {variable.name} says it") from error


def _asked_by_project(folder: str) -> tuple[Spec, str]:
    """Return what the project in `folder` wants and the file that says it; without a project, python3.

    The word in that file is never a path and never the name of any program: whoever wrote it must not choose what runs.
    """
    word, origin = project.asked(folder)
    if not word or word == pyenv.SYSTEM:
        return parse(DEFAULT), ""
    try:
        wanted = parse(word)
    except InvalidSpec as error:
        raise InvalidSpec(word, f"{error.reason}; {origin} says it") from error
    if wanted.kind == PATH or (wanted.kind == NAME and word not in GENERAL_NAMES):
        place = pyenv.installed(pyenv.root(), word)
        return Spec(word, PATH, f"{place}/bin/python") if place else Spec(word, NAME), origin
    return wanted, origin


def _chosen(wanted: Spec, known: Knowledge, folder: str) -> Facts | None:
    if wanted.kind == PATH:
        return _at_path(wanted, known, folder)
    if wanted.kind == NAME:
        return _by_name(wanted.place, known, folder)
    return _newest(wanted, known, folder)


def _at_path(wanted: Spec, known: Knowledge, folder: str) -> Facts | None:
    path = wanted.place
    directory, name = os.path.split(path)
    if pyenv.root_of_shims(directory) or (
        os.path.basename(directory) == "shims" and shims.selected(directory, folder)
    ):
        return _chosen(parse(name), known, folder)
    if os.path.isdir(path):
        inside = (f"{path}/bin/{program}" for program in search.INSTALLED_NAMES)
        path = next(filter(os.path.isfile, inside), path)
    found = search.candidate(bases.base_of(path), "") or search.candidate(path, "")
    if found:
        answer = known.answers([found])[0]
    else:
        answer = _ask([path])[0]
    if isinstance(answer, str):
        raise NotAnInterpreter(path, answer)
    return answer


def _on_path(wanted: Spec, known: Knowledge, folder: str) -> Facts | None:
    """Return the facts of python3 on PATH if that is one of those `wanted`."""
    facts = _first(DEFAULT, known, folder)
    return facts if facts and wanted.matches(facts) else None


def _by_name(name: str, known: Knowledge, folder: str) -> Facts | None:
    """Return the facts of the first program called `name`.

    A general name goes on to the other names of the same on PATH, and then to whatever there is of it.
    """
    if name in GENERAL_NAMES:
        return _by_general_name(name, known, folder)
    for found in search.named(name, folder) if name else ():
        answer = known.answers([found])[0]
        if isinstance(answer, Facts):
            return answer
        raise NotAnInterpreter(found.path, answer)
    return None


def _by_general_name(name: str, known: Knowledge, folder: str) -> Facts | None:
    """Return the facts of `name` on PATH: for "python" that of "python3", and the other way round, comes next."""
    facts = _first(name, known, folder)
    if facts:
        return facts
    wanted = any_version(*(int(digit) for digit in name[len("python") :]))
    facts = _first(DEFAULT if name == "python" else "python", known, folder)
    return facts if facts and wanted.matches(facts) else _newest(wanted, known, folder)


def _first(name: str, known: Knowledge, folder: str) -> Facts | None:
    """Return the facts of the first interpreter called `name`; what does not answer is passed over."""
    for found in search.named(name, folder):
        answer = known.answers([found])[0]
        if isinstance(answer, Facts):
            return answer
    return None


def _newest(wanted: Spec, known: Knowledge, folder: str) -> Facts | None:
    """Return the best match: CPython before PyPy, releases before pre-releases, the newest, the earliest found.

    Where any implementation will do, others than CPython are looked for only if there is none of it.
    """
    for narrowed in (wanted,) if wanted.implementation else (wanted.of("CPython"), wanted):
        listed = list(search.Search(narrowed, folder).everywhere())
        matching = [facts for _, facts in known.facts(listed) if narrowed.matches(facts)]
        if matching:
            return max(matching, key=_rank)
    return None


def _rank(facts: Facts) -> tuple[bool, bool, int, bool]:
    return facts.implementation == "CPython", facts.is_final, int(facts.hexversion), not facts.debug


def _none(wanted: Spec, known: Knowledge, folder: str, origin: str) -> Facts:
    lanes.require_full()
    everything = known.facts(search.Search(any_version(), folder).everywhere())
    ranked = sorted((facts for _, facts in everything), key=_rank, reverse=True)
    raise NoInterpreter(wanted.text.strip(), list(dict.fromkeys(label(facts) for facts in ranked)), origin)


def label(facts: Facts) -> str:
    """Return what a person calls the interpreter that `facts` describe, and what a spec may say: `pypy3.9.16`."""
    stem = "pypy" if facts.implementation == "PyPy" else ""
    return stem + facts.release + facts.abi_thread
