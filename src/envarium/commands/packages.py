"""Installing what was asked for into a new environment, by its own pip."""

from __future__ import annotations

import os

from envarium import environ
from envarium.errors import NoSuchFile, report, shown


def check(requirements: tuple[str, ...]) -> None:
    """Raise NoSuchFile if one of the requirements files is missing: before anything is made."""
    for path in requirements:
        if "://" not in path and not os.path.isfile(os.path.expanduser(path)):
            raise NoSuchFile(path)


def wanted(packages: tuple[str, ...], requirements: tuple[str, ...]) -> list[str]:
    """Return what `pip install` is to be called with, nothing if nothing was asked for."""
    words = []
    for path in requirements:
        words += ["-r", path if "://" in path else os.path.abspath(os.path.expanduser(path))]
    return [*words, *packages]


def install(place: str, packages: tuple[str, ...], requirements: tuple[str, ...]) -> int:
    """Install into the environment at `place` with one call of pip; 0 if all went well."""
    if not packages and not requirements:
        return 0
    words = [place + "/bin/python", "-I", "-m", "pip", "install", *wanted(packages, requirements)]
    inside = {name: value for name, value in os.environ.items() if name != environ.PYTHONHOME.name}
    code = os.spawnve(os.P_WAIT, words[0], words, inside)
    if code:
        report(
            f"pip could not install everything into {shown(os.path.basename(place))}",
            "the environment is there; mend the cause and call pip install in it",
        )
    return 1 if code else 0
