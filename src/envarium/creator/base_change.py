"""What changes in an existing environment when it is linked again to its base, or to another of the same version."""

from __future__ import annotations

import os

from envarium.creator.layout import Layout
from envarium.files import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.interpreters.facts import Facts
    from envarium.store.environment import Environment
    from envarium.store.pyvenv_cfg import PyvenvCfg

REFRESHED = (
    "base-prefix",
    "base-exec-prefix",
    "base-executable",
    "executable",
)
"""The keys about the base in pyvenv.cfg besides home and version; every other line is the environment's own."""

LIBRARIES = ("lib", "lib64")
"""Directories of the environment that stay: links to them let the rest be tried elsewhere."""


def links(environment: Environment, python: Facts, new: PyvenvCfg) -> Layout:
    """Return the links, and the copies where it has such, in `bin`, and the pyvenv.cfg that `new` would be."""
    layout = Layout()
    layout.directory("bin")
    names = _pythons(environment, python)
    for name in names:
        path = f"{environment.path}/bin/{name}"
        if os.path.isfile(path) and not os.path.islink(path):
            layout.copies[f"bin/{name}"] = os.path.realpath(python.executable)
        elif _leads_to(path, names):
            layout.links[f"bin/{name}"] = os.readlink(path)
        else:
            layout.links[f"bin/{name}"] = python.executable
    layout.files["pyvenv.cfg"] = config(environment, new).text
    for folder in LIBRARIES:
        if os.path.lexists(f"{environment.path}/{folder}"):
            layout.links[folder] = f"{environment.path}/{folder}"
    return layout


def _leads_to(path: str, names: list[str]) -> bool:
    """Return whether the links that begin at `path` lead to another of `names` beside it, and not round in a circle."""
    passed = {os.path.basename(path)}
    while os.path.islink(path) and "/" not in os.readlink(path):
        name = os.readlink(path)
        if name in passed or name not in names:
            return False
        passed.add(name)
        path = f"{os.path.dirname(path)}/{name}"
    return len(passed) > 1


def _pythons(environment: Environment, python: Facts) -> list[str]:
    """Return the names of the interpreter in `bin`: those that it should have, and others that it has."""
    has = [name for name in reading.names(environment.path + "/bin") if name in ("pythonw", *python.names)]
    return list(dict.fromkeys((*python.names, *has)))


def config(environment: Environment, new: PyvenvCfg) -> PyvenvCfg:
    """Return its pyvenv.cfg with what `new` says of the base, every other line kept."""
    old = environment.config
    if not old.text:
        return new
    versions = [key for key in ("version", "version_info") if key in old] or ["version"]
    for key in ("home", *versions, *(key for key in REFRESHED if key in old)):
        if key in new:
            old = old.changed(key, _as_before(new.get(key), old.get(key)))
    return old


def _as_before(value: str, old: str) -> str:
    """Return `value` with the suffix that `old` has after three numbers: virtualenv writes 3.12.1.final.0."""
    numbers = old.split(".")
    return ".".join([value, *numbers[3:]]) if len(numbers) == 5 and numbers[0].isdigit() else value
