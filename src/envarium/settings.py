"""The settings that exist, and their values: variables override the config file.

A config file that is not valid stops no command: what is wrong is reported and left out.

The fast lane reads it by `plain`, which understands one `key = value` per line; the full lane reads all of TOML.
"""

from __future__ import annotations

import os
import sys

from envarium import environ, errors, lanes, strategies
from envarium.files import reading
from envarium.files.reading import system_reason
from envarium.lanes import NeedsFullLane
from envarium.output import report, shown

FORMS = ("symlink", "file")
"""The forms of a link from a project to its environment, the usual one first."""

NO_LINK = "no"

AUTO, UV, PIP = "auto", "uv", "pip"
"""What may install packages."""

KEYS: dict[str, tuple[type, object, str]] = {
    "store": (str, "", "the directory of the environments if WORKON_HOME is not set; empty: ~/.virtualenvs"),
    "strategy": (
        str,
        "pyvenv.cfg",
        "how new environments find their standard library: " + ", ".join(strategies.CHOICES),
    ),
    "reserve": (str, AUTO, "whether to prepare pip in advance; auto: not on battery power, nor when busy"),
    "auto": (
        bool,
        False,
        "whether envarium setup and envarium init make shells activate the environment that a project is linked to",
    ),
    "picker": (
        bool,
        False,
        "whether workon without a name lets you choose from a list on the terminal; run envarium setup after a change",
    ),
    "fetch": (bool, False, "whether mkvenv installs a Python with uv, pyenv or mise if none matches"),
    "installer": (str, AUTO, f"what installs packages: {AUTO} (uv if it is on PATH, else pip), {UV}, {PIP}"),
    "lock_wait": (int, 600, "how many seconds a command waits for another one that holds a lock"),
    "trash_days": (int, 7, "how many days a removed environment can be restored; 0 deletes at once"),
    "plain": (
        bool,
        False,
        "whether every list prints one fact a line, without columns, colour and progress, as screen readers need it",
    ),
    "link": (
        str,
        NO_LINK,
        "the form of the link that mkvenv -a and mkproject put into the project: "
        + ", ".join((NO_LINK, *FORMS)),
    ),
}

CHOICES: dict[str, tuple[object, ...]] = {
    "strategy": strategies.CHOICES,
    "reserve": (AUTO, True, False),
    "installer": (AUTO, UV, PIP),
    "link": (NO_LINK, *FORMS),
}
"""The values that a setting may have, where not every value of its type is valid."""

TYPES = {str: "a text in quotes", bool: "true or false", int: "a whole number, such as 7"}
"""What values of a type look like in the config file."""

TOO_LARGE = 10**9
"""What numbers are less than: as seconds or days, more could not be reckoned with."""

BOOLEANS = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off"), False),
}
"""How a variable or a command line writes a boolean."""

IN_FILE, BY_DEFAULT = "config file", "default"

PREFIX = "ENVARIUM_"
"""How the variables of settings begin."""

VARIABLES = {
    key: environ.Variable(PREFIX + key.upper(), f"overrides the setting {key}: {meaning}")
    for key, (_, _, meaning) in KEYS.items()
    if key != "store"
}
"""The variable that overrides each setting; for the store it is WORKON_HOME, which shells and other tools read too."""


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


def value(key: str) -> object:
    """Return the value of `key`: that of its variable, else that in the config file, else its default.

    Raises EnvariumError where the variable has no valid value, NeedsFullLane where only the full lane can read it.
    """
    return origin(key)[0]


def origin(key: str) -> tuple[object, str]:
    """Return the value of `key`, and where it comes from: the name of a variable, IN_FILE or BY_DEFAULT."""
    _, default, _ = KEYS[key]
    variable = VARIABLES.get(key)
    text = variable.get() if variable else ""
    if variable and text:
        setting = of_text(key, text)
        if setting is None:
            hint = f"set it to a valid value, or unset {variable.name}"
            raise errors.EnvariumError(f"{variable.name} must be {valid(key)}, not {shown(text)}", hint)
        return setting, variable.name
    keys = _in_file()
    if key not in keys:
        return default, BY_DEFAULT
    if is_valid(key, keys[key]):
        return keys[key], IN_FILE
    lanes.require_full()
    from envarium import config_file

    _report(config_file.invalid(_text(), key, valid(key)))
    return default, BY_DEFAULT


def is_valid(key: str, setting: object) -> bool:
    """Return whether `setting` may be the value of `key`."""
    if isinstance(setting, int) and not 0 <= setting < TOO_LARGE:
        return False
    choices = [choice for choice in CHOICES.get(key, ()) if type(choice) is type(setting)]
    return setting in choices if key in CHOICES else type(setting) is KEYS[key][0]


def valid(key: str) -> str:
    """Return which values `key` may have, as text."""
    return f"one of {', '.join(choices(key))}" if key in CHOICES else TYPES[KEYS[key][0]]


def choices(key: str) -> list[str]:
    """Return the values that `key` may have, as a command line writes them; none if they cannot be listed."""
    return [str(one).lower() if isinstance(one, bool) else str(one) for one in CHOICES.get(key, ())]


def of_text(key: str, text: str) -> object:
    """Return the value of `key` that a variable or a command line writes as `text`, None if it is not valid."""
    kind = KEYS[key][0]
    boolean = BOOLEANS.get(text.lower())
    setting: object = text
    if kind is bool or (boolean is not None and boolean in CHOICES.get(key, ())):
        setting = boolean
    elif kind is int:
        setting = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
    return setting if is_valid(key, setting) else None


def _in_file() -> dict[str, object]:
    """Return the keys and values of the config file; report what is wrong with it, and leave that out.

    Raises NeedsFullLane where only the full lane can read it.
    """
    text = _text()
    keys = _parsed(text) if lanes.full else plain(text)
    for name in keys:
        if name not in KEYS:
            lanes.require_full()
            from envarium import config_file

            _report(config_file.unknown(text, name, KEYS))
    return keys


def content() -> tuple[str, str]:
    """Return the text of the config file, "" if there is none, and the reason why it cannot be read, "" if it can."""
    try:
        return reading.read(path()).decode().replace("\r\n", "\n"), ""
    except (FileNotFoundError, NotADirectoryError):
        return "", ""
    except OSError as error:
        return "", system_reason(error)
    except UnicodeDecodeError:
        return "", "it is not valid UTF-8"


def _text() -> str:
    """Return the text of the config file, "" if it cannot be read, which is reported."""
    text, reason = content()
    _report(reason)
    return text


def _parsed(text: str) -> dict[str, object]:
    from envarium import config_file

    keys, mistake = config_file.parse(text)
    _report(mistake)
    return keys


def _report(reason: str) -> None:
    """Report once in this process what is wrong with the config file, if anything is."""
    if reason and reason not in _reported:
        lanes.require_full()
        _reported.add(reason)
        wrong = errors.BadSettings(path(), reason)
        report(wrong.sentence, wrong.hint)


_reported: set[str] = set()
