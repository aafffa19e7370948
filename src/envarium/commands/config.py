"""Show the settings and where each comes from, or change the config file."""

from __future__ import annotations

import os
import sys

from envarium import config_file, environ, settings
from envarium.commands import config_change
from envarium.errors import WrongUsage
from envarium.output import printable, report, shown
from envarium.printing import json_output, table
from envarium.printing.table import Column
from envarium.store import lookup
from envarium.vocabulary_terms import ACTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values

COLUMNS = tuple(map(Column, ("setting", "value", "from")))

GET, SET, UNSET, EDIT, PATH = ACTIONS
NEEDED = {"": 0, GET: 1, SET: 2, UNSET: 1, EDIT: 0, PATH: 0}
"""How many words each action takes after its own."""


def run(values: Values) -> None:
    """Perform the action; without one, print the path of the config file, the store, and each setting."""
    action, key, text = (values.text(name) for name in ("action", "key", "value"))
    _check(action, key, text)
    if values.on("json") and action:
        raise WrongUsage(f"--json shows all settings, and {action} does not", "leave one of them out")
    if action == PATH:
        sys.stdout.write(printable(settings.path()) + "\n")
    elif action == EDIT:
        config_change.edit()
    elif action == GET:
        sys.stdout.write(_text(_origin(key)[0]) + "\n")
    elif action == SET:
        config_change.set_key(key, text)
    elif action == UNSET:
        config_change.unset(key)
    elif values.on("json"):
        json_output.show(_rows())
    else:
        _tell_unknown_variables()
        rows = [(str(row["setting"]), _text(row["value"]), str(row["source"])) for row in _rows()]
        table.show(COLUMNS, rows, heads=True)


def _tell_unknown_variables() -> None:
    """Report variables that look like those of settings, and are none."""
    variables = {variable.name: variable for variable in settings.VARIABLES.values()}
    for name in sorted(os.environ):
        if name.startswith(settings.PREFIX) and name not in (*variables, environ.SHARED_STORES.name):
            store = name == settings.PREFIX + "STORE"
            hint = f"it is {environ.WORKON_HOME.name}" if store else config_file.suggestion(name, variables)
            report(f"{shown(name)} is not the variable of a setting", hint)


def _check(action: str, key: str, text: str) -> None:
    """Raise WrongUsage unless `action` exists, takes the words that are given, and `key` is a setting."""
    if action not in NEEDED:
        raise WrongUsage(
            f"config cannot {shown(action)}", f"it can {', '.join(ACTIONS)}, or show all settings"
        )
    if bool(key) + bool(text) != NEEDED[action]:
        words = " ".join(
            ["envarium config", action, "KEY"[: 3 * (NEEDED[action] > 0)], "VALUE" * (action == SET)]
        )
        raise WrongUsage(f"config {action} has too few or too many arguments", f"usage: {words.rstrip()}")
    if key and key not in settings.KEYS:
        hint = config_file.suggestion(key, settings.KEYS)
        raise WrongUsage(f"{shown(key)} is not a setting", hint)


def _origin(key: str) -> tuple[object, str]:
    """Return the value of `key` and where it comes from; for the store, the path that it comes to."""
    value, source = settings.origin(key)
    if key != "store":
        return value, source
    store = lookup.current()
    source = environ.WORKON_HOME.name if environ.WORKON_HOME.get() else source
    return ":".join(one.root for one in (store, *store.shared)), source


def _text(value: object) -> str:
    """Return `value` as the config file has it, without quotes."""
    return printable(str(value).lower() if isinstance(value, bool) else str(value))


def _rows() -> list[dict[str, object]]:
    path = settings.path()
    source = "exists" if os.path.exists(path) else "does not exist"
    rows: list[dict[str, object]] = [{"setting": "config file", "value": path, "source": source}]
    for key in settings.KEYS:
        value, source = _origin(key)
        rows.append({"setting": key, "value": value, "source": source})
    return rows
