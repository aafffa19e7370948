"""The places that the launchers and activators of an environment name as its own: those of a move or a copy by hand."""

from __future__ import annotations

import os
import re
import shlex

from envarium.files import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.store.environment import Environment

DIRECT = re.compile(rb"#!\s*(/[^\0\n]*?/(?:python|pypy)[\w.]*)(?:\s|$)")
THROUGH_SH = re.compile(rb"#!\s*/bin/sh\s*\n'''exec' *(\S[^\n]*?) \"\$0\" \"\$@\"")
ACTIVATES = re.compile(r"^[^#\n]*?\bVIRTUAL_ENV['\"\]]*[ =]\s*=?\s*(['\"]?/.*)$", re.MULTILINE)
"""The statement of an activator, in any shell or in Python, that sets the variable to a place."""

FIRST = 1024
"""Bytes of a launcher that hold its first lines."""


def launchers(environment: Environment) -> Iterator[tuple[str, str]]:
    """Yield the programs in `bin` that another environment's Python runs, or one that is gone: name and interpreter."""
    for name, path in _interpreters(environment):
        if _is_elsewhere(environment, path):
            yield name, path


def _interpreters(environment: Environment) -> Iterator[tuple[str, str]]:
    folder = environment.path + "/bin"
    for name in reading.names(folder):
        path = _interpreter(f"{folder}/{name}")
        if path:
            yield name, path


def _interpreter(launcher: str) -> str:
    """Return the absolute path of the interpreter in the first lines of `launcher`, "" if they contain none."""
    head = first_bytes(launcher)
    match = DIRECT.match(head) or THROUGH_SH.match(head)
    path = os.fsdecode(match[1]) if match else ""
    if match and match.re is THROUGH_SH:
        path = _unquoted(path)
    return path if path[:1] == "/" else ""


def first_bytes(path: str) -> bytes:
    """Return how the regular file at `path` begins, nothing where it cannot be read."""
    return b"" if os.path.islink(path) else reading.start(path, FIRST)


def _is_elsewhere(environment: Environment, path: str) -> bool:
    """Return whether the interpreter at `path` is another environment's or was; a base's own is somebody's choice."""
    folder = os.path.dirname(path)
    place = os.path.dirname(folder)
    if folder == environment.path + "/bin" or reading.is_same(folder, environment.path + "/bin"):
        return False
    is_gone = not os.path.lexists(folder) and not environment.base.startswith(place + "/")
    return is_gone or os.path.exists(place + "/pyvenv.cfg")


def activators(environment: Environment) -> Iterator[tuple[str, str]]:
    """Yield the activators that name a place: name and place."""
    for name in reading.names(environment.path + "/bin"):
        if name.lower().startswith("activate"):
            place = _activated(f"{environment.path}/bin/{name}")
            if place:
                yield name, place


def _activated(path: str) -> str:
    """Return the place that the activator at `path` sets VIRTUAL_ENV to, "" where that is computed or not told."""
    match = ACTIVATES.search(reading.text(path))
    value = _unquoted(match[1]) if match else ""
    is_literal = "$" not in value or (match and match[1][0] == "'")
    return value if value[:1] == "/" and is_literal else ""


def _unquoted(text: str) -> str:
    """Return the first word of shell code that `text` begins with, "" where it is none."""
    try:
        words = shlex.split(text)
    except ValueError:
        return ""
    return words[0] if words else ""


def others(environment: Environment) -> list[str]:
    """Return the places that its files name and that are not its own, each once."""
    places = [os.path.dirname(os.path.dirname(path)) for _, path in launchers(environment)]
    places += [place for _, place in activators(environment) if not reading.is_same(place, environment.path)]
    return list(dict.fromkeys(places))


def former(environment: Environment) -> list[str]:
    """Return the places that its files name and that are its own: by another spelling, or where it was before."""
    places = [os.path.dirname(os.path.dirname(path)) for _, path in _interpreters(environment)]
    places += [place for _, place in activators(environment)]
    base = environment.base
    return [
        place
        for place in dict.fromkeys(places)
        if reading.is_same(place, environment.path)
        or not (os.path.lexists(place) or base.startswith(place + "/"))
    ]
