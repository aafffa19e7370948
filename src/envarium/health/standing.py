"""Checks of what names the environment's own place: launchers and activators, which a move by hand leaves behind."""

from __future__ import annotations

import os
import re
import shlex

from envarium.files import reading
from envarium.health.finding import ERROR, WARNING, Finding, repair
from envarium.shells import registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.health.subject import Environment, World

LAUNCHERS = "launchers-elsewhere"
ACTIVATORS = "activators-elsewhere"
MISSING = "activators-missing"

ACTIVATOR = "activate"
"""The one that other tools ask for, too."""

DIRECT = re.compile(rb"#!\s*(/[^\0\n]*?/(?:python|pypy)[\w.]*)(?:\s|$)")
THROUGH_SH = re.compile(rb"#!\s*/bin/sh\s*\n'''exec' *(\S[^\n]*?) \"\$0\" \"\$@\"")
TELLS = re.compile(r"^\s*(?:\\?export\s+|set -gx\s+)?VIRTUAL_ENV[= ]\s*(['\"]?/.*)$", re.MULTILINE)

FIRST = 1024
"""Bytes of a launcher that hold its first lines."""


def launchers(environment: Environment, _: World) -> Iterator[Finding]:
    """Find programs in `bin` that another environment's Python runs, or none."""
    found = {name: path for name, path in _interpreters(environment) if _is_elsewhere(environment, path)}
    if found:
        name, path = next(iter(found.items()))
        others = f" and {len(found) - 1} more" if len(found) > 1 else ""
        what = f"its program {name}{others} runs with {path}, not with its own Python"
        yield Finding(LAUNCHERS, ERROR, environment.name, what, repair(environment.name))


def _interpreters(environment: Environment) -> Iterator[tuple[str, str]]:
    """Yield each launcher with the interpreter that its first lines name."""
    folder = environment.path + "/bin"
    for name in reading.names(folder):
        head = first_bytes(f"{folder}/{name}")
        told = DIRECT.match(head) or THROUGH_SH.match(head)
        path = os.fsdecode(told[1]) if told else ""
        if told and told.re is THROUGH_SH:
            path = _unquoted(path)
        if path[:1] == "/":
            yield name, path


def first_bytes(path: str) -> bytes:
    """Return how the regular file at `path` begins, nothing where it cannot be read."""
    return b"" if os.path.islink(path) else reading.start(path, FIRST)


def _is_elsewhere(environment: Environment, path: str) -> bool:
    """Say whether the interpreter at `path` is gone or another environment's; a base's own is somebody's choice."""
    folder = os.path.dirname(path)
    if folder == environment.path + "/bin" or reading.is_same(folder, environment.path + "/bin"):
        return False
    return not os.path.exists(path) or os.path.exists(os.path.dirname(folder) + "/pyvenv.cfg")


def activators(environment: Environment, _: World) -> Iterator[Finding]:
    """Find an activator that activates another path."""
    for name in sourced():
        told = activated(f"{environment.path}/bin/{name}")
        if told and told != environment.path and not reading.is_same(told, environment.path):
            what = f"its bin/{name} activates {told}, not {environment.path}"
            yield Finding(ACTIVATORS, ERROR, environment.name, what, repair(environment.name))
            return


def others(environment: Environment) -> list[str]:
    """Return the places that its launchers and activators name in place of its own, each once."""
    named = [os.path.dirname(os.path.dirname(path)) for _, path in _interpreters(environment)
             if _is_elsewhere(environment, path)]  # fmt: skip
    told = [activated(f"{environment.path}/bin/{name}") for name in sourced()]
    named += [place for place in told if place and not reading.is_same(place, environment.path)]
    return list(dict.fromkeys(named))


def activated(path: str) -> str:
    """Return the place that the activator at `path` sets VIRTUAL_ENV to, "" where that is computed or not told."""
    found = TELLS.search(reading.text(path))
    value = _unquoted(found[1]) if found else ""
    return value if value[:1] == "/" and "$" not in value else ""


def missing(environment: Environment, _: World) -> Iterator[Finding]:
    """Find that an activator is missing."""
    lost = [name for name in sourced() if not os.path.isfile(f"{environment.path}/bin/{name}")]
    if lost:
        level = ERROR if ACTIVATOR in lost else WARNING
        what = f"its bin/{' and bin/'.join(lost)} {'are' if len(lost) > 1 else 'is'} missing"
        yield Finding(MISSING, level, environment.name, what, repair(environment.name))


def sourced() -> list[str]:
    """Return the names of the activators that the shell integration sources, each once."""
    return list(dict.fromkeys(registry.integrated(name).FILE for name in registry.INTEGRATED))


def _unquoted(text: str) -> str:
    """Return the first word of shell code that `text` begins with, "" where it is none."""
    try:
        words = shlex.split(text)
    except ValueError:
        return ""
    return words[0] if words else ""
