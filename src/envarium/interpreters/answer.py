"""The answer of an interpreter, turned into its facts or, in an environment, into the base to ask instead."""

from __future__ import annotations

import os

from envarium.files import reading
from envarium.interpreters.facts import Facts

PREFIX = "/@/"
"""The prefix of the paths inside an environment, in an answer."""

SAME = (
    "implementation", "version", "hexversion", "exec_prefix", "platlibdir", "abi_thread", "cache_tag",
    "lib64", "framework", "debug", "prefix", "stdlib", "platstdlib", "site_directories",
)  # fmt: skip


def read(values: list[str]) -> dict[str, str]:
    """Return the answer's keys and values."""
    return dict(item.split(" = ", 1) for item in values if " = " in item)


def base(values: dict[str, str]) -> str:
    """Return the base interpreter of the environment that answered: "" if it is no environment or has no base.

    Up to 3.10 `sys._base_executable` is the environment's own.
    """
    if not is_environment(values):
        return ""
    names = (versioned(values), os.path.basename(values["base_executable"]), "python3", "python")
    paths = [values["base_executable"]]
    for directory in (values["home"], values["base_exec_prefix"] + "/bin", values["base_prefix"] + "/bin"):
        paths.extend(f"{directory}/{name}" for name in names if directory and name)
    for path in paths:
        if path != values["executable"] and os.path.isfile(path) and not _is_in(path, values["prefix"]):
            return path
    return ""


def is_environment(values: dict[str, str]) -> bool:
    """Return whether the interpreter that answered is in an environment."""
    return values["base_prefix"] != values["prefix"]


def facts(values: dict[str, str]) -> Facts:
    """Return the facts of the base interpreter that answered. Raises KeyError if a key is missing."""
    fields = {key: values[key] for key in SAME}
    fields["executable"] = _executable(values)
    fields["release"] = values["version"] + values["suffix"]
    for key in ("purelib", "platlib", "scripts", "include"):
        fields[key] = values[key].partition(PREFIX)[2]
    fields["libpython"] = _libpython(values)
    fields["ensurepip_wheel"] = _wheel(values)
    fields["names"] = " ".join(_names(values))
    return Facts(fields)


def versioned(values: dict[str, str]) -> str:
    """Return the name that contains implementation and version: `python3.12`, `python3.13t`, `pypy3.9`."""
    return _stem(values) + _minor(values) + values["abi_thread"]


def _stem(values: dict[str, str]) -> str:
    return "pypy" if values["implementation"] == "PyPy" else "python"


def _minor(values: dict[str, str]) -> str:
    return ".".join(values["version"].split(".")[:2])


def _names(values: dict[str, str]) -> list[str]:
    minor = _minor(values)
    names = [stem + number for stem in ("python", "pypy") for number in ("", minor[0], minor)]
    return names if _stem(values) == "pypy" else names[:3] + [versioned(values)] * bool(values["abi_thread"])


def _executable(values: dict[str, str]) -> str:
    """Return the base's own path: the one in its prefix if that is the same file, or else the path it was started by.

    A link elsewhere, such as one in ~/bin, would make a wrong `home`.
    """
    executable = values["executable"]
    for directory in (os.path.dirname(executable), values["exec_prefix"] + "/bin"):
        if os.path.dirname(directory) != values["exec_prefix"]:
            continue
        for name in (versioned(values), "python" + _minor(values), os.path.basename(executable)):
            if reading.is_same(f"{directory}/{name}", executable):
                return f"{directory}/{name}"
    return executable


def _libpython(values: dict[str, str]) -> str:
    """Return the shared library that is really mapped; if that is unknown, the one in the build's configuration.

    Debian builds a shared one too, which its own static interpreter does not use.
    """
    if values["mapped"] != "unknown":
        return values["mapped"]
    return values["shared"] if os.path.isfile(values["shared"]) else ""


def _wheel(values: dict[str, str]) -> str:
    """Return the newest pip wheel of ensurepip, or of the directory that a distributor configures for it."""
    distributor = values["wheels"] or ("/usr/share/python-wheels" if values["prefix"] == "/usr" else "")
    for directory in (values["stdlib"] + "/ensurepip/_bundled", distributor.rstrip("/")):
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
