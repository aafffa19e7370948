"""The config file: the settings that exist, and their values.

The fast lane reads it by `plain`, which understands one `key = value` per line; the full lane reads all of TOML.
"""

from __future__ import annotations

import os
import sys

from envarium import environ, lanes, strategies
from envarium.errors import BadSettings
from envarium.files import reading
from envarium.files.reading import system_reason
from envarium.lanes import NeedsFullLane

FORMS = ("symlink", "file")
"""The forms of a link from a project to its environment, the usual one first."""

NO_LINK = "no"

AUTO, UV, PIP = "auto", "uv", "pip"
"""What may install packages."""

KEYS: dict[str, tuple[type, object, str]] = {
    "store": (
        str,
        "",
        "the directory of the environments, if WORKON_HOME is not set (if empty: ~/.virtualenvs)",
    ),
    "strategy": (
        str,
        "pyvenv.cfg",
        "how new environments find their standard library: " + ", ".join(strategies.CHOICES),
    ),
    "reserve": (bool, True, "whether to prepare pip for the next environment in the background"),
    "auto": (
        bool,
        False,
        "whether envarium setup and envarium init make shells activate the environment that a project is linked to",
    ),
    "picker": (
        bool,
        False,
        "whether workon without a name lets you choose from a list on the terminal; envarium setup tells the shells",
    ),
    "fetch": (
        bool,
        False,
        "whether mkvenv installs a Python with uv, pyenv or mise if no installed one matches",
    ),
    "installer": (
        str,
        AUTO,
        f"what installs packages: {AUTO} (uv if it is on PATH, else pip), {UV}, {PIP}",
    ),
    "lock_wait": (int, 600, "how many seconds a command waits for another one that holds a lock"),
    "trash_days": (int, 7, "how many days a removed environment can be restored; 0 deletes at once"),
    "link": (
        str,
        NO_LINK,
        "the form of the link that mkvenv -a and mkproject put into the project: "
        + ", ".join((NO_LINK, *FORMS)),
    ),
}

CHOICES = {"strategy": strategies.CHOICES, "installer": (AUTO, UV, PIP), "link": (NO_LINK, *FORMS)}
"""The values that a setting may have, where not every value of its type is valid."""


def path() -> str:
    """Return the path of the config file: in the user config directory as platformdirs has it."""
    if sys.platform == "darwin":
        return os.path.join(environ.home(), "Library", "Application Support", "envarium", "config.toml")
    directory = environ.XDG_CONFIG_HOME.get()
    base = directory if directory[:1] == "/" else os.path.join(environ.home(), ".config")
    return os.path.join(base, "envarium", "config.toml")


def plain(text: str) -> dict[str, object]:
    """Return the keys and values of `text`, if splitting its lines reads it exactly.

    Raises NeedsFullLane otherwise, as with control characters, which need a TOML parser.
    """
    lines = text.split("\n")
    if not all(line.isprintable() for line in lines):
        raise NeedsFullLane
    values: dict[str, object] = {}
    for line in lines:
        content = line.strip()
        if not content or content[0] == "#":
            continue
        key, equals, value = content.partition("=")
        key, value = key.strip(), value.strip()
        if not equals or not key.isidentifier() or not key.isascii() or key in values:
            raise NeedsFullLane
        values[key] = _literal(value)
    return values


def _literal(value: str) -> object:
    if value in ("true", "false"):
        return value == "true"
    if value.isascii() and value.isdigit() and len(value) < 19 and (value == "0" or value[0] != "0"):
        return int(value)
    quote, inner = value[:1], value[1:-1]
    if len(value) >= 2 and quote in "\"'" and value[-1] == quote and quote not in inner and "\\" not in inner:
        return inner
    raise NeedsFullLane


def _keys(text: str, path: str) -> dict[str, object]:
    if not lanes.full:
        return plain(text)
    from envarium import toml

    try:
        return toml.parse(text)
    except ValueError as error:
        raise BadSettings(path, str(error).lower()) from error


def value(key: str) -> object:
    """Return the value of `key` in the config file, else its default.

    Raises BadSettings where the file is invalid, NeedsFullLane where only the full lane can read it.
    """
    kind, default, _ = KEYS[key]
    file = path()
    try:
        text = reading.read(file).decode().replace("\r\n", "\n")
    except (FileNotFoundError, NotADirectoryError):
        return default
    except OSError as error:
        raise BadSettings(file, system_reason(error)) from error
    except UnicodeDecodeError as error:
        raise BadSettings(file, "it is not valid UTF-8") from error
    keys = _keys(text, file)
    for name in keys:
        if name not in KEYS:
            raise BadSettings(file, f'"{name}" is not a setting; the settings are {", ".join(KEYS)}')
    setting = keys.get(key, default)
    if type(setting) is not kind:
        raise BadSettings(file, f'"{key}" must be of type {kind.__name__}')
    if key in CHOICES and setting not in CHOICES[key]:
        raise BadSettings(file, f'"{key}" must be one of {", ".join(CHOICES[key])}')
    return setting
