"""The paths of environments in launchers and activators: after a move or a copy by hand, they are another's."""

from __future__ import annotations

import os

from envarium.files import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.store.environment import Environment

PROGRAMS = ("python", "pypy")
"""How the name of an interpreter begins."""

VARIABLE = "VIRTUAL_ENV"

FIRST = 1024
"""Bytes of a launcher that hold its first lines."""


def launchers(environment: Environment) -> Iterator[tuple[str, str]]:
    """Yield the programs in `bin` whose first line names another or a deleted environment's Python: name and Python."""
    for name, path in _interpreters(environment):
        if _is_elsewhere(environment, path):
            yield name, path


def own_launchers(environment: Environment) -> list[str]:
    """Return the programs in `bin` that name the environment's own Python by its path."""
    folder = environment.path + "/bin"
    return [
        name for name, path in _interpreters(environment) if reading.is_same(os.path.dirname(path), folder)
    ]


def _interpreters(environment: Environment) -> Iterator[tuple[str, str]]:
    folder = environment.path + "/bin"
    for name in reading.names(folder):
        path = _interpreter(f"{folder}/{name}")
        if path:
            yield name, path


def _interpreter(launcher: str) -> str:
    """Return the absolute path of the Python in the first lines of `launcher`, "" if they contain none."""
    first, _, rest = os.fsdecode(first_bytes(launcher)).partition("\n")
    line = first.removeprefix("#!").strip()
    if first[:2] != "#!" or line[:1] != "/":
        return ""
    if line == "/bin/sh" and rest.startswith("'''exec'"):
        path = _word(rest.partition("\n")[0][len("'''exec'") :].lstrip(), "")
        return path if path[:1] == "/" and os.path.basename(path).startswith(PROGRAMS) else ""
    parts = line.split("/")
    for number, part in enumerate(parts):
        name, blank, _ = part.partition(" ")
        if name.startswith(PROGRAMS) and (blank or number == len(parts) - 1):
            return "/".join([*parts[:number], name])
    return ""


def first_bytes(path: str) -> bytes:
    """Return the first bytes of the regular file at `path`, none if it cannot be read."""
    return b"" if os.path.islink(path) else reading.start(path, FIRST)


def _is_elsewhere(environment: Environment, path: str) -> bool:
    """Return whether `path` is or was the interpreter of another environment; users choose base interpreters."""
    folder = os.path.dirname(path)
    root = os.path.dirname(folder)
    if folder == environment.path + "/bin" or reading.is_same(folder, environment.path + "/bin"):
        return False
    is_gone = not os.path.lexists(folder) and not environment.base.startswith(root + "/")
    return is_gone or os.path.exists(root + "/pyvenv.cfg")


def activators(environment: Environment) -> Iterator[tuple[str, str]]:
    """Yield the activators that contain the path of an environment: name and path."""
    for name in reading.names(environment.path + "/bin"):
        if name.lower().startswith("activate"):
            path = _former_path(f"{environment.path}/bin/{name}")
            if path:
                yield name, path


def _former_path(path: str) -> str:
    """Return the value that the activator at `path` gives VIRTUAL_ENV, "" if it is computed or missing."""
    for line in reading.text(path).split("\n"):
        if VARIABLE not in line:
            continue
        before, _, after = line.rpartition(VARIABLE)
        value = after.lstrip("'\"]").lstrip(" =")
        is_set = after[:1] in " ='\"" and before[-1:] != "_" and "#" not in before
        if is_set and value.lstrip("'\"")[:1] == "/":
            active = _word(value, os.path.splitext(path)[1])
            return active if "$" not in active or value[0] == "'" else ""
    return ""


ESCAPING = (".fish", ".py", ".xsh")
"""The files in whose single quotes a backslash escapes."""


def _word(text: str, suffix: str) -> str:
    """Return the first word of `text`, code of the shell whose activators end in `suffix`, without its quotes."""
    word, quote = "", ""
    characters = iter(text)
    for character in characters:
        if character == "\\" and (quote != "'" or suffix in ESCAPING):
            word += next(characters, "")
        elif quote:
            word, quote = (word, "") if character == quote else (word + character, quote)
        elif character in "'\"":
            word += character if suffix == ".ps1" and word else ""  # a doubled quote
            quote = character
        elif character.isspace() or character == ";":
            break
        else:
            word += character
    return word


def others(environment: Environment) -> list[str]:
    """Return the paths of environments in its files that are not its own, each once."""
    paths = [os.path.dirname(os.path.dirname(path)) for _, path in launchers(environment)]
    paths += [path for _, path in activators(environment) if not reading.is_same(path, environment.path)]
    return list(dict.fromkeys(paths))


def former(environment: Environment) -> list[str]:
    """Return the paths in its files that are its own: spelled in another way, or those before it was moved."""
    paths = [os.path.dirname(os.path.dirname(path)) for _, path in _interpreters(environment)]
    paths += [path for _, path in activators(environment)]
    base = environment.base
    return [
        path
        for path in dict.fromkeys(paths)
        if reading.is_same(path, environment.path)
        or not (os.path.lexists(path) or base.startswith(path + "/"))
    ]
