"""The variables and directories on PATH that an environment sets when it is activated, and the file that lists them.

Each line of the file is `NAME=VALUE`; in the value a backslash is doubled, and a newline and a carriage return are
written as a backslash with `n` or `r`. The name PATH means a directory to put on PATH: several lines may have it.
"""

from __future__ import annotations

FILE = ".variables"
"""The name of the file in an environment."""

PATH = "PATH"


class Variables:
    """The `values` of variables by their names, and the directories `paths`, the first on PATH first."""

    __slots__ = ("paths", "values")

    def __init__(self, values: dict[str, str] | None = None, paths: tuple[str, ...] = ()) -> None:
        self.values = values or {}
        self.paths = paths

    def __bool__(self) -> bool:
        return bool(self.values or self.paths)

    @property
    def text(self) -> str:
        """The content of the file."""
        lines = [*self.values.items(), *((PATH, path) for path in self.paths)]
        return "".join([f"{name}={_escaped(value)}\n" for name, value in lines])

    @property
    def mode(self) -> int:
        """The permissions of files that contain the values: nobody else may read a secret."""
        return 0o600 if any(is_secret(name, value) for name, value in self.values.items()) else 0o666


NONE = Variables()


def parse(text: str) -> Variables:
    """Return the variables that a file with the content `text` lists. A line that is not valid is ignored."""
    if not text:
        return NONE
    values: dict[str, str] = {}
    paths: list[str] = []
    for line in text.split("\n"):
        name, equals, value = line.partition("=")
        value = _unescaped(value)
        if not equals or not is_identifier(name) or "\0" in value:
            continue
        if name == PATH:
            paths.append(value)
        else:
            values[name] = value
    return Variables(values, tuple(paths))


def is_identifier(name: str) -> bool:
    """Return whether `name` can be the name of a variable in every shell."""
    return name.isascii() and name.isidentifier()


SECRET = ("SECRET", "TOKEN", "PASSW", "PASSPHRASE", "CREDENTIAL", "APIKEY", "PRIVATE")
SECRET_PARTS = {"KEY", "KEYS", "PASS", "PWD", "AUTH", "PAT", "DSN", "SALT", "COOKIE"}
"""What names of secrets contain, and what is one of the parts between their underscores."""


def is_secret(name: str, value: str) -> bool:
    """Return whether the variable looks like a secret: by its name, or because its value is a URL with a password."""
    name = name.upper()
    if any(word in name for word in SECRET) or not SECRET_PARTS.isdisjoint(name.split("_")):
        return True
    _, scheme, rest = value.partition("://")
    user, at, _ = rest.partition("@")
    return bool(scheme and at and ":" in user)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def _unescaped(value: str) -> str:
    return "\\".join([part.replace("\\n", "\n").replace("\\r", "\r") for part in value.split("\\\\")])
