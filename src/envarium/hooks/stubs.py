"""Stubs of hooks: comments that describe when each is called. They are never run or sourced.

All have one old date, and so has a file with which the shells compare them: a newer hook has been edited. If a copy of
the store lost the dates, the shells read the hooks instead.
"""

from __future__ import annotations

import os

from envarium import environ
from envarium.hooks import events
from envarium.shells import registry
from envarium.store import names

DATE = 500_000_000
"""Nanoseconds since 1970: not a whole second, so a file whose date was reset to 0 or 1 has another."""

MARK = ".envarium/stub"
"""The file of that date, inside the store."""

STARTED, SOURCED, EITHER = "started", "sourced", "sourced, yet executable"

GLOBAL = {
    "initialize": (SOURCED, "when the integration is loaded"),
    "premkvirtualenv": (
        STARTED,
        "when an environment has been created, before its activation",
        "argument: its name",
    ),
    "postmkvirtualenv": (SOURCED, "when a new environment has been activated"),
    "prermvirtualenv": (STARTED, "before an environment is removed", "argument: its name"),
    "postrmvirtualenv": (STARTED, "when an environment has been removed", "argument: its name"),
    "preactivate": (STARTED, "before an environment is activated", "argument: its name"),
    "postactivate": (SOURCED, "when an environment has been activated"),
    "predeactivate": (SOURCED, "before an environment is deactivated"),
    "postdeactivate": (SOURCED, "when an environment has been deactivated"),
    "get_env_details": (
        STARTED,
        "when an environment is shown; what it prints is added",
        "argument: its name",
    ),
    "premkproject": (STARTED, "before a project directory is created", "argument: its name"),
    "postmkproject": (EITHER, "when a project directory has been created and is the working directory"),
}
"""How each hook is called, and its comments."""

LOCAL = {
    "preactivate": (STARTED, "before this environment is activated", "argument: its name"),
    "get_env_details": (
        STARTED,
        "when this environment is shown; what it prints is added",
        "argument: its name",
    ),
    "predeactivate": (SOURCED, "before this environment is deactivated"),
    "postdeactivate": (SOURCED, "when this environment has been deactivated"),
    "postactivate": (SOURCED, "when this environment has been activated"),
}


def local(shell: str = "") -> dict[str, tuple[str, bool]]:
    """Return the text of each hook for the `bin/` of a new environment, and whether it is executable.

    A `shell` with sourced hooks of its own has these too.
    """
    return _stubs(LOCAL, shell)


def make_global(root: str, shell: str = "") -> None:
    """Create the missing hooks in the directory of global hooks.

    A `shell` with sourced hooks of its own gets these too. Nothing is done if the directory is not writable.
    """
    directory = events.directory(root)
    try:
        os.makedirs(directory, exist_ok=True)
        for name, (text, executable) in _stubs(GLOBAL, shell).items():
            _write_new(f"{directory}/{name}", text, 0o755 if executable else 0o644)
        _make_mark(f"{root}/{MARK}")
    except OSError:
        pass


def make_local(path: str, shell: str = "") -> None:
    """Create the missing hooks in the environment at `path`, likewise."""
    try:
        for name, (text, executable) in local(shell).items():
            _write_new(f"{path}/bin/{name}", text, 0o755 if executable else 0o644)
    except OSError:
        pass


def date_local(directory: str) -> None:
    """Set the date of the stubs in `directory`, the `bin/` of a new environment. Raises OSError."""
    for name in os.listdir(directory):
        if names.is_hook(name):
            date(f"{directory}/{name}")


def date(path: str) -> None:
    """Set the date of the new stub at `path`. Raises OSError."""
    os.utime(path, ns=(DATE, DATE))


def _make_mark(path: str) -> None:
    try:
        os.mkdir(os.path.dirname(path), 0o700)
    except FileExistsError:
        pass
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o644))
    date(path)


def _write_new(path: str, text: str, mode: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return
    with open(descriptor, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)
    date(path)


def _stubs(hooks: dict[str, tuple[str, ...]], name: str) -> dict[str, tuple[str, bool]]:
    interpreter = environ.SHELL.get()
    if interpreter[:1] != "/" or not interpreter.isprintable():
        interpreter = "/bin/sh"
    stubs = {hook: (_text(interpreter, lines), kind != SOURCED) for hook, (kind, *lines) in hooks.items()}
    suffix = registry.integrated(name).HOOK_SUFFIX if name else ""
    if suffix:
        own = interpreter if os.path.basename(interpreter) == name else f"/usr/bin/env {name}"
        for hook, (kind, *lines) in hooks.items():
            if kind != STARTED:
                stubs[hook + suffix] = (_text(own, lines), False)
    return stubs


def _text(interpreter: str, lines: list[str]) -> str:
    first, *more = lines
    return "\n".join(
        [f"#!{interpreter}", f"# This hook is called {first}.", *(f"# {line}" for line in more), "", ""]
    )
