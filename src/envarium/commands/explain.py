"""Explain how a Python finds its standard library, from files alone."""

from __future__ import annotations

import os

from rich.console import Console

from envarium import environ
from envarium.command_line import Answer
from envarium.errors import NoSuchEnvironment, NotAnInterpreter
from envarium.explaining import as_json, explain, render, verify
from envarium.files import reading
from envarium.interpreters import locations, pyenv
from envarium.printing import json_output, terminal
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from envarium.command_line import Values
    from envarium.store.lookup import Store

LONGEST = 10_000
"""The columns of a line that is not to be broken."""

DEFAULTS = ("python3", "python")


def run(values: Values) -> Answer:
    """Print the explanation; with --verify, start the interpreter, and fail if its answer differs."""
    store = lookup.current()
    executable = subject(values.text("subject"), store)
    variables = dict(os.environ)
    explanation = explain.explain(executable, store.facts(), variables)
    differences = verify.differences(explanation, variables) if values.on("verify") else []
    if values.on("json"):
        data = as_json.explanation_data(explanation)
        data.update({"verified": as_json.comparison(differences)} if values.on("verify") else {})
        json_output.show(data)
    else:
        console = Console(highlight=False, width=LONGEST if terminal.is_plain() else None)
        render.show(explanation, console)
        if values.on("verify"):
            render.show_comparison(differences, console)
    return Answer(code=1 if differences else 0)


def subject(word: str, store: Store) -> str:
    """Return the executable that `word` means: an environment's name, a path, or a program on PATH.

    "" means the active environment, else the python3 on PATH. Raises NoSuchEnvironment, NotAnInterpreter, and what the
    store raises.
    """
    if not word:
        active = environ.active()
        return active + "/bin/python" if active else _default()
    if "/" in word:
        path = os.path.abspath(os.path.expanduser(word))
        path = path + "/bin/python" if os.path.isdir(path) else path
        if pyenv.root_of_shims(os.path.dirname(path)):
            return on_path(os.path.basename(path), [os.path.dirname(path)]) or path
        if not os.path.lexists(path):
            raise NotAnInterpreter(path, "there is no such file")
        return path
    try:
        return store.reach(word).python
    except NoSuchEnvironment:
        program_path = on_path(word, locations.path_directories())
        if not program_path:
            raise
        return program_path


def _default() -> str:
    for name in DEFAULTS:
        program_path = on_path(name, locations.path_directories())
        if program_path:
            return program_path
    raise NotAnInterpreter(DEFAULTS[0], "there is none on PATH")


def on_path(name: str, directories: Iterable[str]) -> str:
    """Return the first program called `name` in `directories`; for a shim of pyenv, what it selects."""
    for directory in directories:
        shims = pyenv.root_of_shims(directory) if os.path.basename(directory) == "shims" else ""
        selected = pyenv.selection(shims, reading.working_directory()) if shims else []
        folders = [f"{prefix}/bin" for prefix in selected] if shims else [directory]
        for folder in folders:
            path = f"{folder}/{name}"
            if locations.is_program(path):
                return path
    return ""
