"""From an environment to the interpreter that it was made from, by its pyvenv.cfg alone."""

from __future__ import annotations

import os

from envarium.store.pyvenv_cfg import PyvenvCfg

DEEPEST = 10
"""Environments made inside environments that are followed; a longer chain is a circle."""


def base_of(executable: str) -> str:
    """Return the base interpreter of the environment that `executable` lies in: itself if it lies in none.

    "" means that the environment's base is gone.
    """
    for _ in range(DEEPEST):
        directory = os.path.dirname(executable)
        config = PyvenvCfg.read(os.path.dirname(directory) + "/pyvenv.cfg")
        if not config.exists:
            return executable
        executable = _named_by(config, directory)
        if not executable:
            return ""
    return ""


def is_environment_bin(directory: str) -> bool:
    """Say whether `directory` is the `bin` of an environment."""
    return os.path.exists(os.path.dirname(directory) + "/pyvenv.cfg")


def _named_by(config: PyvenvCfg, own: str) -> str:
    """Return the executable that `config` names, "" if none of it is left; `own` is the environment's bin itself.

    `home` with the versioned name comes before `executable`, whose directories venv has resolved. A self-contained
    environment names its base by a path inside itself.
    """
    minor = ".".join(config.version.split(".")[:2])
    home = config.get("home")
    stem = "pypy" if os.path.lexists(own + "/pypy3") else "python"
    for path in (
        os.path.join(os.path.dirname(own), config.get("base-executable"))
        if "base-executable" in config
        else "",
        f"{home}/{stem}{minor}",
        config.get("executable"),
        f"{home}/{stem}3",
        f"{home}/{stem}",
    ):
        if path[:1] == "/" and os.path.dirname(path) != own and os.path.isfile(path):
            return path
    return ""
