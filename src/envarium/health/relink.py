"""Giving an environment an interpreter of its own minor version again, where it stands."""

from __future__ import annotations

import os

from envarium.creator import copy_based, pyvenv_cfg, record
from envarium.creator.layout import Layout
from envarium.creator.request import Request
from envarium.errors import CannotRepair
from envarium.files import reading
from envarium.health import finding, swap, trial
from envarium.health.subject import CONFIG, SELF_CONTAINED, Environment
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.interpreters.facts import Facts

REFRESHED = (
    "base-prefix",
    "base-exec-prefix",
    "base-executable",
    "executable",
)
"""What pyvenv.cfg may say of the base besides home and version; every other line is the environment's own."""

STAND_INS = ("lib", "lib64")
"""Links to the environment's own directories, for the trial alone."""


def relink(environment: Environment, python: Facts, scratch: str) -> list[str]:
    """Link `environment` to `python`, tried in the empty directory `scratch` first; return the files that changed.

    Raises CannotRepair, and then nothing has changed, and OSError.
    """
    if environment.kind == SELF_CONTAINED:
        reason = "it holds its own base, which is damaged"
        raise CannotRepair(
            environment.name, reason, f"build it anew with {finding.rebuild(environment.name)}"
        )
    request = Request(environment.path, python, system_site=environment.system_site)
    layout = _linked(environment, request) if environment.kind == CONFIG else _copied(environment, request)
    layout.write(scratch)
    trial.check(scratch, python, environment.name)
    built = [path for path in (*layout.links, *layout.files, *layout.copies) if path not in STAND_INS]
    changed = swap.put(built, scratch, environment.path)
    return changed + _drop_dangling(environment)


def _linked(environment: Environment, request: Request) -> Layout:
    """Return the links, and the copies where it has such, in `bin`, and pyvenv.cfg; `lib` stands in for its own."""
    python = request.python
    layout = Layout()
    layout.directory("bin")
    for name in _pythons(environment, python):
        path = f"{environment.path}/bin/{name}"
        if os.path.isfile(path) and not os.path.islink(path):
            layout.copies[f"bin/{name}"] = os.path.realpath(python.executable)
        elif os.path.islink(path) and "/" not in os.readlink(path):
            layout.links[f"bin/{name}"] = os.readlink(path)
        else:
            layout.links[f"bin/{name}"] = python.executable
    layout.files["pyvenv.cfg"] = refreshed(environment, PyvenvCfg.of(pyvenv_cfg.values(python, request))).text
    for folder in STAND_INS:
        if os.path.lexists(f"{environment.path}/{folder}"):
            layout.links[folder] = f"{environment.path}/{folder}"
    return layout


def _pythons(environment: Environment, python: Facts) -> list[str]:
    """Return the names in `bin` that stand for the interpreter: those that it should have, and others that it has."""
    has = [name for name in reading.names(environment.path + "/bin") if name in ("pythonw", *python.names)]
    return list(dict.fromkeys((*python.names, *has)))


def _copied(environment: Environment, request: Request) -> Layout:
    """Return all of a copy environment that comes from its base."""
    reason = copy_based.refusal(request)
    if reason:
        raise CannotRepair(environment.name, reason)
    layout = copy_based.build(request)
    del layout.files[".gitignore"]
    layout.files["pyvenv.cfg"] = refreshed(environment, PyvenvCfg(layout.files["pyvenv.cfg"])).text
    return layout


def refreshed(environment: Environment, new: PyvenvCfg) -> PyvenvCfg:
    """Return its pyvenv.cfg with what `new` says of the base, every other line kept."""
    config = environment.config
    if not config.text:
        return new
    versions = [key for key in ("version", "version_info") if key in config] or ["version"]
    for key in ("home", *versions, *(key for key in REFRESHED if key in config)):
        if key in new:
            config = config.changed(key, _as_before(new.get(key), config.get(key)))
    return config


def _as_before(value: str, old: str) -> str:
    """Return `value` with what `old` had behind three numbers: virtualenv writes 3.12.1.final.0."""
    numbers = old.split(".")
    return ".".join([value, *numbers[3:]]) if len(numbers) == 5 and numbers[0].isdigit() else value


def _drop_dangling(environment: Environment) -> list[str]:
    """Take away links into the base's library that lead nowhere now: modules that it has no longer."""
    if environment.kind == CONFIG or record.read(environment.path) is None:
        return []
    dropped = []
    for name in reading.names(f"{environment.path}/lib/{environment.library}"):
        path = f"{environment.path}/lib/{environment.library}/{name}"
        if os.path.islink(path) and not os.path.exists(path):
            os.unlink(path)
            dropped.append(path)
    return dropped
