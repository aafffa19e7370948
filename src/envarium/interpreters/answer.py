"""From what an interpreter answered to its facts, or to the base that must be asked in its stead."""

from __future__ import annotations

import os

from envarium.files import reading
from envarium.interpreters.facts import Facts

SIGN = "/@/"
"""What stands before the paths inside an environment, in an answer."""

COPIED = (
    "implementation", "version", "hexversion", "exec_prefix", "platlibdir", "abi_thread", "abiflags", "cache_tag",
    "lib64", "framework", "debug", "prefix", "stdlib", "platstdlib", "site_directories",
)  # fmt: skip


def read(values: list[str]) -> dict[str, str]:
    """Return the keys and values that were told."""
    return dict(item.split(" = ", 1) for item in values if " = " in item)


def base(said: dict[str, str]) -> str:
    """Return the interpreter that the environment which answered was made from: "" if it was none, or if it is gone.

    Up to 3.10 `sys._base_executable` is the environment's own.
    """
    if not is_environment(said):
        return ""
    names = (versioned(said), os.path.basename(said["base_executable"]), "python3", "python")
    places = [said["base_executable"]]
    for directory in (said["home"], said["base_exec_prefix"] + "/bin", said["base_prefix"] + "/bin"):
        places.extend(f"{directory}/{name}" for name in names if directory and name)
    for place in places:
        if place != said["asked"] and os.path.isfile(place) and not _is_in(place, said["prefix"]):
            return place
    return ""


def is_environment(said: dict[str, str]) -> bool:
    """Say whether the interpreter that answered lies in an environment."""
    return said["base_prefix"] != said["prefix"]


def facts(said: dict[str, str]) -> Facts:
    """Return the facts of the base interpreter that answered. Raises KeyError where something is missing."""
    found = {key: said[key] for key in COPIED}
    found["executable"] = _executable(said)
    found["release"] = said["version"] + said["suffix"]
    for key in ("purelib", "platlib", "scripts", "include"):
        found[key] = said[key].partition(SIGN)[2]
    found["libpython"] = _libpython(said)
    found["ensurepip_wheel"] = _wheel(said)
    found["names"] = " ".join(_names(said))
    return Facts(found)


def versioned(said: dict[str, str]) -> str:
    """Return the name that tells implementation and version: `python3.12`, `python3.13t`, `pypy3.9`."""
    return _stem(said) + _minor(said) + said["abi_thread"]


def _stem(said: dict[str, str]) -> str:
    return "pypy" if said["implementation"] == "PyPy" else "python"


def _minor(said: dict[str, str]) -> str:
    return ".".join(said["version"].split(".")[:2])


def _names(said: dict[str, str]) -> list[str]:
    minor = _minor(said)
    names = [stem + number for stem in ("python", "pypy") for number in ("", minor[0], minor)]
    return names if _stem(said) == "pypy" else names[:3] + [versioned(said)] * bool(said["abi_thread"])


def _executable(said: dict[str, str]) -> str:
    """Return the base's own path: in its prefix if the same file stands there, else where it was asked.

    A link elsewhere, such as one in ~/bin, would make a wrong `home`.
    """
    asked = said["asked"]
    for directory in (os.path.dirname(asked), said["exec_prefix"] + "/bin"):
        if os.path.dirname(directory) != said["exec_prefix"]:
            continue
        for name in (versioned(said), "python" + _minor(said), os.path.basename(asked)):
            if reading.is_same(f"{directory}/{name}", asked):
                return f"{directory}/{name}"
    return asked


def _libpython(said: dict[str, str]) -> str:
    """Return the shared library that is really mapped; where that is unknown, the one that the build names.

    Debian builds a shared one too, which its own static interpreter does not use.
    """
    if said["mapped"] != "unknown":
        return said["mapped"]
    return said["shared"] if os.path.isfile(said["shared"]) else ""


def _wheel(said: dict[str, str]) -> str:
    """Return the newest pip wheel among those of ensurepip, or of the directory that a distributor gives it."""
    distributor = said["wheels"] or ("/usr/share/python-wheels" if said["prefix"] == "/usr" else "")
    for directory in (said["stdlib"] + "/ensurepip/_bundled", distributor.rstrip("/")):
        try:
            wheels = [name for name in os.listdir(directory) if name.startswith("pip-")] if directory else []
        except OSError:
            continue
        if wheels:
            return directory + "/" + max(wheels, key=_numbers)
    return ""


def _numbers(name: str) -> list[int]:
    digits = "".join(character if character.isdigit() else " " for character in name)
    return [int(number) for number in digits.split()]


def _is_in(path: str, directory: str) -> bool:
    return reading.is_same(os.path.dirname(os.path.dirname(path)), directory)
