"""Explains how an interpreter finds its prefixes and sys.path, from files alone."""

from __future__ import annotations

import itertools
import os

from envarium.activation import plan
from envarium.errors import NotAnInterpreter
from envarium.explaining import explanation as stages
from envarium.explaining import getpath_c, getpath_py, initpath, site_py
from envarium.explaining.explanation import Explanation, Outcome, Trouble
from envarium.explaining.program import read
from envarium.explaining.trail import Trail, absence, own_links
from envarium.files import reading
from envarium.store.environment import Environment

NEWEST = {"CPython": (3, 15), "PyPy": (3, 11)}
"""The newest version of each implementation whose search is known."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from envarium.explaining.explanation import Core
    from envarium.explaining.program import Program
    from envarium.explaining.site_py import Site


def explain(executable: str, cache: str, environ: Mapping[str, str]) -> Explanation:
    """Return how the interpreter at the absolute path `executable`, started with `environ`, finds its prefixes.

    The interpreter is not started. `cache` is the directory of the index of base interpreters. Raises NotAnInterpreter
    if the version cannot be read from files.
    """
    program = _program(executable, cache, environ)
    trail = Trail()
    _walk_links(program, trail)
    rules = _rules(program)
    core: Core = rules.find(program, trail, environ)
    site = site_py.run(program, core, trail, environ)
    explanation = Explanation(executable, trail.locations, site.outcome)
    explanation.implementation, explanation.release = program.implementation, program.release
    explanation.rules = rules.RULES
    newest = NEWEST[program.implementation]
    explanation.newest = ".".join(map(str, newest))
    explanation.is_newer = program.numbers[:2] > newest
    explanation.environment = _environment(executable, program, site.outcome)
    if explanation.environment:
        environment = Environment(explanation.environment)
        explanation.changes = plan.activation(environment.path, environment.prompt)
    explanation.code = list(dict.fromkeys(site.code))
    explanation.troubles = _troubles(program, core, site, explanation)
    return explanation


def fatal(executable: str, cache: str) -> list[str]:
    """Return why the interpreter at `executable`, started without variables, cannot start; nothing if it can.

    It is what `explain` says about that. Raises NotAnInterpreter.
    """
    program, trail = _program(executable, cache, {}), Trail()
    core: Core = _rules(program).find(program, trail, {})
    return _fatal(program, core, site_py.run(program, core, trail, {}))


def _program(executable: str, cache: str, environ: Mapping[str, str]) -> Program:
    program = read(executable, cache, environ)
    if not program.numbers:
        raise NotAnInterpreter(executable, _reason(executable))
    return program


def _reason(executable: str) -> str:
    if not os.path.isfile(executable):
        return f"it is {absence(executable)}"
    if reading.start(executable, 2) == b"#!":
        return "it is a script"
    return "neither its name nor its content is that of a Python"


def _rules(program: Program) -> ModuleType:
    if program.implementation == "PyPy":
        return initpath
    return getpath_py if program.is_since(3, 11) else getpath_c


def _walk_links(program: Program, trail: Trail) -> None:
    """Note the links from `program.path` to the file that runs, and the shared library that it loads."""
    chain = own_links(program.path, normalized=True)
    for path, target in itertools.pairwise(chain):
        trail.note(stages.PROGRAM, path, f"a link to {os.readlink(path)}", present=os.path.lexists(target))
    trail.file(stages.PROGRAM, chain[-1], "the file that runs")
    if program.library:
        trail.note(stages.PROGRAM, program.library, "the shared library that it loads", present=True)
    elif program.missing:
        trail.note(stages.PROGRAM, program.missing, "its shared library, which is missing", present=False)


def _environment(executable: str, program: Program, outcome: Outcome) -> str:
    """Return the environment that contains `executable`, even one that does not work; "" if there is none."""
    path = os.path.dirname(os.path.dirname(executable))
    if os.path.isfile(path + "/pyvenv.cfg") or (outcome.prefix == path and outcome.base_prefix != path):
        return path
    if outcome.prefix != outcome.base_prefix:
        return outcome.prefix
    return path if os.path.exists(f"{path}/{program.subdirectory}/orig-prefix.txt") else ""


def _troubles(program: Program, core: Core, site: Site, explanation: Explanation) -> list[Trouble]:
    troubles = [Trouble(sentence, fatal=True) for sentence in _fatal(program, core, site)]
    outcome, path = site.outcome, explanation.environment
    if path and outcome.prefix != path:
        troubles.append(Trouble(f"this environment is not used: its Python has the prefix {outcome.prefix}"))
    if path and outcome.prefix == outcome.base_prefix and program.numbers[0] != 2:
        troubles.append(
            Trouble("its Python does not treat it as an environment: sys.base_prefix is sys.prefix")
        )
    troubles.extend(Trouble(sentence) for sentence in _gaps(core, explanation))
    return troubles


def _gaps(core: Core, explanation: Explanation) -> list[str]:
    """Return what is missing: targets of links, the directory where the search begins, the extension modules."""
    sentences = []
    for location in explanation.locations:
        path, reason, stage = location.path, location.reason, location.stage
        if not location.present and reason.startswith("a link to ") and stage != stages.PROGRAM:
            sentences.append(f"{path} is {reason}: the search ignores it")
        elif location.present and stage == stages.START and path[:1] == "/" and not os.path.exists(path):
            sentences.append(f"the search begins in {path}, which is missing")
    for entry in core.entries:
        if entry.source == stages.LIB_DYNLOAD and not os.path.isdir(entry.path):
            sentences.append(f"the extension modules are missing: {entry.path} is not a directory")
    return sentences


def _fatal(program: Program, core: Core, site: Site) -> list[str]:
    base = f"it exits at once: its base, {site.missing_base}, is missing or changed"
    return [*_unable(program, core), *([base] if site.missing_base else [])]


def _unable(program: Program, core: Core) -> list[str]:
    """Return why the interpreter does not come to run `site`; nothing if it does."""
    if not program.real:
        links = own_links(program.path, normalized=True)
        last = next(filter(os.path.lexists, reversed(links)), program.path)
        return [f"the executable cannot be started: {last} is {absence(last)}"]
    if not os.access(program.real, os.X_OK):
        return [f"the executable cannot be started: {program.real} is not executable"]
    if program.missing:
        return [f"the executable cannot be started: its library {program.missing} is missing"]
    for module in _startup_files(program):
        if not any(_contains(entry.path, module) for entry in core.entries):
            return [f"it cannot start: no entry of sys.path contains {module}, which is imported at startup"]
    return []


def _startup_files(program: Program) -> list[str]:
    """Return the files that a start requires; from 3.11 on `os` and `site` are frozen into the interpreter."""
    encodings = [] if program.numbers[0] == 2 else ["encodings/__init__.py"]
    frozen = program.implementation == "CPython" and program.is_since(3, 11)
    return encodings if frozen else [*encodings, "os.py", "site.py"]


def _contains(entry: str, module: str) -> bool:
    """Return whether the directory `entry` contains `module` or its bytecode; a zip file is assumed to."""
    return any(os.path.isfile(path) for path in (f"{entry}/{module}", f"{entry}/{module}c", entry))
