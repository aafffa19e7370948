"""Finds the base interpreter that a spec asks for. Facts that are known already come from an index on disk."""

from __future__ import annotations

import os

from envarium import environ, errors, lanes
from envarium.files import reading
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

    The project is the one in `folder` ("": the working directory), python3 the one on PATH. `cache` is the directory of
    the index. Raises InvalidSpec, NoInterpreter, NotAnInterpreter, and NeedsFullLane if an interpreter must be started.
    """
    folder = folder or reading.working_directory()
    spec, origin = (parse(text), "") if text else _spec_of_variable() or _spec_of_project(folder)
    lookup = Lookup(Index(cache))
    try:
        preferred = _on_path(spec, lookup, folder) if origin and spec.range else None
        return preferred or _select(spec, lookup, folder) or _no_interpreter(spec, lookup, folder, origin)
    finally:
        lookup.index.save()


def check(text: str, path: str, cache: str, folder: str = "") -> tuple[Facts, bool]:
    """Return the facts of the interpreter at `path`, and whether it is one that `text` asks for. Raises as `find`."""
    facts = find(path, cache, folder)
    spec = parse(text)
    if spec.kind == VERSION:
        return facts, spec.matches(facts)
    other = find(text, cache, folder)
    return facts, os.path.realpath(other.executable) == os.path.realpath(facts.executable)


def all_interpreters(cache: str, folder: str = "") -> list[tuple[Facts, str, str]]:
    """Return facts, source and path of every interpreter, the newest first, each base once."""
    lookup = Lookup(Index(cache))
    try:
        pairs = lookup.facts(search.Search(any_version(), folder or reading.working_directory()).everywhere())
    finally:
        lookup.index.save()
    rows: dict[str, tuple[Facts, str, str]] = {}
    for candidate, facts in pairs:
        rows.setdefault(os.path.realpath(facts.executable), (facts, candidate.source, candidate.path))
    return sorted(rows.values(), key=lambda row: _rank(row[0]), reverse=True)


class Lookup:
    """The facts of candidates: from the index or, if it does not have them, from the interpreters themselves."""

    __slots__ = ("index",)

    def __init__(self, index: Index) -> None:
        self.index = index

    def answers(self, candidates: list[Candidate]) -> list[Facts | str]:
        """Return the facts of each, or why there are none."""
        answers = [self.index.lookup(candidate) for candidate in candidates]
        missing = [number for number, answer in enumerate(answers) if not answer]
        if missing:
            for number, answer in zip(
                missing, _ask([candidates[number].path for number in missing]), strict=True
            ):
                answers[number] = answer
                self.index.add(candidates[number], answer)
        return answers

    def facts(self, candidates: Iterable[Candidate]) -> list[tuple[Candidate, Facts]]:
        """Return the candidates that are interpreters, with their facts."""
        candidates = list(candidates)
        pairs = zip(candidates, self.answers(candidates), strict=True)
        return [(candidate, answer) for candidate, answer in pairs if isinstance(answer, Facts)]


def _ask(paths: list[str]) -> list[Facts | str]:
    """Start the interpreters at `paths`, and return the facts of each, or why there are none."""
    lanes.require_full()
    from envarium.interpreters import probe

    return probe.ask(paths)


def _spec_of_variable() -> tuple[Spec, str] | None:
    """Return what VIRTUALENV_PYTHON, a variable of virtualenv, asks for, and its name; None if it is not set."""
    variable = environ.VIRTUALENV_PYTHON
    try:
        return (parse(variable.get()), variable.name) if variable.get() else None
    except errors.InvalidSpec as error:
        raise errors.InvalidSpec(error.text, f"{error.reason}; {variable.name} says it") from error


def _spec_of_project(folder: str) -> tuple[Spec, str]:
    """Return what the project in `folder` asks for, and the file that says it; without a project, python3.

    The text in that file is never used as a path or as the name of any program: its author must not choose what runs.
    """
    text, origin = project.requirement(folder)
    if not text or text == pyenv.SYSTEM:
        return parse(DEFAULT), ""
    try:
        spec = parse(text)
    except errors.InvalidSpec as error:
        raise errors.InvalidSpec(text, f"{error.reason}; {origin} says it") from error
    if spec.kind == PATH or (spec.kind == NAME and text not in GENERAL_NAMES):
        directory = pyenv.installation(pyenv.root(), text)
        return Spec(text, PATH, f"{directory}/bin/python") if directory else Spec(text, NAME), origin
    return spec, origin


def _select(spec: Spec, lookup: Lookup, folder: str) -> Facts | None:
    if spec.kind == PATH:
        return _at_path(spec, lookup, folder)
    if spec.kind == NAME:
        return _by_name(spec.target, lookup, folder)
    return _newest(spec, lookup, folder)


def _at_path(spec: Spec, lookup: Lookup, folder: str) -> Facts | None:
    path = spec.target
    directory, name = os.path.split(path)
    if pyenv.root_of_shims(directory) or (
        os.path.basename(directory) == "shims" and shims.selection(directory, folder)
    ):
        return _select(parse(name), lookup, folder)
    if os.path.isdir(path):
        inside = (f"{path}/bin/{program}" for program in search.INSTALLED_NAMES)
        path = next(filter(os.path.isfile, inside), path)
    candidate = search.candidate_at(bases.base_of(path), "") or search.candidate_at(path, "")
    if candidate:
        answer = lookup.answers([candidate])[0]
    else:
        answer = _ask([path])[0]
    if isinstance(answer, str):
        raise errors.NotAnInterpreter(path, answer)
    return answer


def _on_path(spec: Spec, lookup: Lookup, folder: str) -> Facts | None:
    """Return the facts of python3 on PATH if it matches `spec`."""
    facts = _first(DEFAULT, lookup, folder)
    return facts if facts and spec.matches(facts) else None


def _by_name(name: str, lookup: Lookup, folder: str) -> Facts | None:
    """Return the facts of the first program called `name`.

    For a general name, try its other names on PATH next, and then all interpreters of that version.
    """
    if name in GENERAL_NAMES:
        return _by_general_name(name, lookup, folder)
    for candidate in search.programs(name, folder) if name else ():
        answer = lookup.answers([candidate])[0]
        if isinstance(answer, Facts):
            return answer
        raise errors.NotAnInterpreter(candidate.path, answer)
    return None


def _by_general_name(name: str, lookup: Lookup, folder: str) -> Facts | None:
    """Return the facts of `name` on PATH, or else those of "python3" for "python", and of "python" for the others."""
    facts = _first(name, lookup, folder)
    if facts:
        return facts
    spec = any_version(*(int(digit) for digit in name[len("python") :]))
    facts = _first(DEFAULT if name == "python" else "python", lookup, folder)
    return facts if facts and spec.matches(facts) else _newest(spec, lookup, folder)


def _first(name: str, lookup: Lookup, folder: str) -> Facts | None:
    """Return the facts of the first interpreter called `name`; skip programs that do not answer."""
    for candidate in search.programs(name, folder):
        answer = lookup.answers([candidate])[0]
        if isinstance(answer, Facts):
            return answer
    return None


def _newest(spec: Spec, lookup: Lookup, folder: str) -> Facts | None:
    """Return the best match: CPython before PyPy, releases before pre-releases, the newest, the first in the search.

    If the spec accepts any implementation, search for others than CPython only if there is no CPython.
    """
    for narrow in (spec,) if spec.implementation else (spec.of("CPython"), spec):
        candidates = list(search.Search(narrow, folder).everywhere())
        matching = [facts for _, facts in lookup.facts(candidates) if narrow.matches(facts)]
        if matching:
            return max(matching, key=_rank)
    return None


def _rank(facts: Facts) -> tuple[bool, bool, int, bool]:
    return facts.implementation == "CPython", facts.is_final, int(facts.hexversion), not facts.debug


def _no_interpreter(spec: Spec, lookup: Lookup, folder: str, origin: str) -> Facts:
    lanes.require_full()
    pairs = lookup.facts(search.Search(any_version(), folder).everywhere())
    ordering = sorted((facts for _, facts in pairs), key=_rank, reverse=True)
    raise errors.NoInterpreter(
        spec.text.strip(), list(dict.fromkeys(label(facts) for facts in ordering)), origin
    )


def label(facts: Facts) -> str:
    """Return the short name of the interpreter that `facts` describe, which is also a valid spec: `pypy3.9.16`."""
    stem = "pypy" if facts.implementation == "PyPy" else ""
    return stem + facts.release + facts.abi_thread
