"""The story of an explanation: from the path of an executable, by files alone, to what its `sys` will say."""

from __future__ import annotations

import itertools
import os

from envarium.activation import plan
from envarium.errors import NotAnInterpreter
from envarium.explaining import explanation as stages
from envarium.explaining import getpath_c, getpath_py, initpath, program, site_py
from envarium.explaining.explanation import Explanation, Outcome, Trouble
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
    """Return how the interpreter at the absolute path `executable`, started with `environ`, finds its home.

    It is not started; `cache` is the directory that keeps what was learnt of base interpreters earlier. Raises
    NotAnInterpreter where no file tells which Python it is.
    """
    told = program.read(executable, cache, environ)
    if not told.numbers:
        raise NotAnInterpreter(executable, _objection(executable))
    trail = Trail()
    _walk_links(told, trail)
    rules = _rules(told)
    core: Core = rules.find(told, trail, environ)
    site = site_py.run(told, core, trail, environ)
    explanation = Explanation(executable, trail.places, site.outcome)
    explanation.implementation, explanation.release = told.implementation, told.release
    explanation.rules = rules.RULES
    newest = NEWEST[told.implementation]
    explanation.newest = ".".join(map(str, newest))
    explanation.is_newer = told.numbers[:2] > newest
    explanation.environment = _environment(executable, told, site.outcome)
    if explanation.environment:
        environment = Environment(explanation.environment)
        explanation.changes = plan.activation(environment.path, environment.prompt)
    explanation.code = list(dict.fromkeys(site.code))
    explanation.troubles = _troubles(told, core, site, explanation)
    return explanation


def _objection(executable: str) -> str:
    if not os.path.isfile(executable):
        return f"it is {absence(executable)}"
    if reading.start(executable, 2) == b"#!":
        return "it is a script"
    return "neither its name nor what it holds is that of a Python"


def _rules(told: Program) -> ModuleType:
    if told.implementation == "PyPy":
        return initpath
    return getpath_py if told.is_since(3, 11) else getpath_c


def _walk_links(told: Program, trail: Trail) -> None:
    """Note the links from the path that was asked for to the file that runs, and the library that this loads."""
    chain = own_links(told.path, normalized=True)
    for path, target in itertools.pairwise(chain):
        trail.note(stages.PROGRAM, path, f"a link to {os.readlink(path)}", found=os.path.lexists(target))
    trail.file(stages.PROGRAM, chain[-1], "the file that runs")
    if told.library:
        trail.note(
            stages.PROGRAM, told.library, "the library that it loads: the interpreter proper", found=True
        )
    elif told.lost:
        trail.note(stages.PROGRAM, told.lost, "the library that it loads is nowhere to be found", found=False)


def _environment(executable: str, told: Program, outcome: Outcome) -> str:
    """Return the environment that `executable` is meant to lie in, "" if in none, even where it does not work."""
    place = os.path.dirname(os.path.dirname(executable))
    if os.path.isfile(place + "/pyvenv.cfg") or (outcome.prefix == place and outcome.base_prefix != place):
        return place
    if outcome.prefix != outcome.base_prefix:
        return outcome.prefix
    return place if os.path.exists(f"{place}/{told.subdirectory}/orig-prefix.txt") else ""


def _troubles(told: Program, core: Core, site: Site, explanation: Explanation) -> list[Trouble]:
    found = [Trouble(sentence, fatal=True) for sentence in _fatal(told, core)]
    if site.gone:
        found.append(Trouble(f"it ends at once, for its base, {site.gone}, is gone or changed", fatal=True))
    outcome, place = site.outcome, explanation.environment
    if place and outcome.prefix != place:
        found.append(
            Trouble(f"this environment is not used: its Python takes {outcome.prefix} for its prefix")
        )
    if place and outcome.prefix == outcome.base_prefix and told.numbers[0] != 2:
        found.append(Trouble("to its Python this is no environment: sys.base_prefix is sys.prefix"))
    found.extend(Trouble(sentence) for sentence in _gaps(core, explanation))
    return found


def _gaps(core: Core, explanation: Explanation) -> list[str]:
    """Return what is missing and ought to be there: what links lead to, a home, the extension modules."""
    found = []
    for place in explanation.places:
        if not place.found and place.reason.startswith("a link to ") and place.stage != stages.PROGRAM:
            found.append(f"{place.path} is {place.reason}: the search passed it by")
        elif (
            place.found
            and place.stage == stages.START
            and place.path[:1] == "/"
            and not os.path.exists(place.path)
        ):
            found.append(f"the search begins in {place.path}, which is missing")
    for entry in core.entries:
        if entry.source == stages.LIB_DYNLOAD and not os.path.isdir(entry.path):
            found.append(f"the extension modules are missing: there is no directory {entry.path}")
    return found


def _fatal(told: Program, core: Core) -> list[str]:
    """Return why the interpreter cannot start, nothing if it can."""
    if not told.real:
        *_, last = [path for path in own_links(told.path, normalized=True) if os.path.lexists(path)] or [
            told.path
        ]
        return [f"the executable cannot be started: {last} is {absence(last)}"]
    if not os.access(told.real, os.X_OK):
        return [f"the executable cannot be started: {told.real} is not executable"]
    if told.lost:
        return [f"the executable cannot be started: its library {told.lost} is missing"]
    for module in _needed(told):
        if not any(_holds(entry.path, module) for entry in core.entries):
            return [f"it cannot start: no entry of sys.path holds {module}, which is imported at the start"]
    return []


def _needed(told: Program) -> list[str]:
    """Return the files without which a start fails; from 3.11 on `os` and `site` are frozen into the interpreter."""
    encodings = [] if told.numbers[0] == 2 else ["encodings/__init__.py"]
    frozen = told.implementation == "CPython" and told.is_since(3, 11)
    return encodings if frozen else [*encodings, "os.py", "site.py"]


def _holds(entry: str, module: str) -> bool:
    """Say whether the directory `entry` holds `module` or its bytecode; a zip file is trusted to."""
    return any(os.path.isfile(path) for path in (f"{entry}/{module}", f"{entry}/{module}c", entry))
