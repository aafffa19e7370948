"""From an environment to the interpreter that it was made from, by its pyvenv.cfg alone."""

from __future__ import annotations

import os

from envarium.files import reading

DEEPEST = 10
"""Environments made inside environments that are followed; a longer chain is a circle."""


def base_of(executable: str) -> str:
    """Return the base interpreter of the environment that `executable` lies in: itself if it lies in none.

    "" means that the environment's base is gone.
    """
    for _ in range(DEEPEST):
        directory = os.path.dirname(executable)
        keys = _keys(os.path.dirname(directory) + "/pyvenv.cfg")
        if keys is None:
            return executable
        executable = _named_by(keys, directory)
        if not executable:
            return ""
    return ""


def is_environment_bin(directory: str) -> bool:
    """Say whether `directory` is the `bin` of an environment."""
    return os.path.exists(os.path.dirname(directory) + "/pyvenv.cfg")


def _keys(path: str) -> dict[str, str] | None:
    """Return the lines of the pyvenv.cfg at `path`, None where there is none."""
    try:
        text = reading.read(path).decode("utf-8", "surrogateescape")
    except OSError:
        return None
    found: dict[str, str] = {}
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        if equals:
            found.setdefault(key.strip().lower(), value.strip())
    return found


def _named_by(keys: dict[str, str], own: str) -> str:
    """Return the executable that `keys` name, "" if none of it is left; `own` is the environment's bin itself.

    `home` with the versioned name comes before `executable`, whose directories venv has resolved. A self-contained
    environment names its base by a path inside itself.
    """
    minor = ".".join((keys.get("version") or keys.get("version_info") or "").split(".")[:2])
    home = keys.get("home", "")
    stem = "pypy" if os.path.lexists(own + "/pypy3") else "python"
    for path in (
        os.path.join(os.path.dirname(own), keys["base-executable"]) if "base-executable" in keys else "",
        f"{home}/{stem}{minor}",
        keys.get("executable", ""),
        f"{home}/{stem}3",
        f"{home}/{stem}",
    ):
        if path[:1] == "/" and os.path.dirname(path) != own and os.path.isfile(path):
            return path
    return ""
