"""Checks of what an environment depends on: its interpreter, its base, its home."""

from __future__ import annotations

import os

from envarium.creator import base_link
from envarium.health.finding import ERROR, WARNING, Finding, rebuild, repair
from envarium.health.subject import numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.health.subject import Environment, World

GONE = "interpreter-gone"
BASE_GONE = "base-gone"
UPGRADED = "base-upgraded"
OTHER_MINOR = "base-other-minor"
HOME = "wrong-home"
NO_CONFIG = "no-pyvenv-cfg"
NO_START = "cannot-start"

RELINKED = (GONE, BASE_GONE, UPGRADED, OTHER_MINOR, HOME, NO_CONFIG, NO_START)
"""What linking the environment to an interpreter again repairs."""


def remedy(environment: Environment, world: World) -> str:
    """Return the command that gives it a Python: of the same minor version if there may be one, else the newest."""
    if environment.strategy.RELOCATABLE or (environment.spec and not world.minors(environment.spec)):
        return rebuild(environment.name)
    return repair(environment.name)


def gone(environment: Environment, world: World) -> Iterator[Finding]:
    """Find an interpreter that is missing."""
    if not os.path.exists(environment.python):
        target = environment.link_target()
        what = f"its Python does not exist: {target or environment.python}"
        yield Finding(GONE, ERROR, environment.name, what, remedy(environment, world))


def base_gone(environment: Environment, world: World) -> Iterator[Finding]:
    """Find a copied interpreter whose library does not exist: it cannot start, or silently is another Python."""
    if environment.strategy.HAS_HOME or not os.path.exists(environment.python):
        return
    landmark = f"{environment.path}/lib/{environment.library}/os.py"
    if not os.path.exists(landmark) or not os.path.exists(environment.base):
        what = f"its base does not exist: {environment.base or landmark}"
        yield Finding(BASE_GONE, ERROR, environment.name, what, remedy(environment, world))


def upgraded(environment: Environment, world: World) -> Iterator[Finding]:
    """Find a base that has another version than the environment was created for."""
    if not os.path.exists(environment.python) or not os.path.exists(environment.base):
        return
    made_for, now = numbers(environment.version), numbers(world.release(environment.base))
    if made_for and now and made_for != now:
        is_patch = made_for.split(".")[:2] == now.split(".")[:2]
        what = f"it was created for Python {made_for}, and its base, {environment.base}, is now {now}"
        if is_patch:
            yield Finding(UPGRADED, WARNING, environment.name, what, repair(environment.name))
        else:
            what += ", which does not find its packages"
            yield Finding(OTHER_MINOR, ERROR, environment.name, what, remedy(environment, world))


def changed(environment: Environment, world: World) -> Iterator[Finding]:
    """Find a base that was built or installed anew since its binary was copied."""
    told = base_link.read(environment.path)
    if told is None or any(upgraded(environment, world)) or any(base_gone(environment, world)):
        return
    binary = told.base.get("binary")
    try:
        status = os.stat(binary)
        there = {name for name in os.listdir(told.base.get("stdlib")) if name != "__pycache__"}
    except OSError:
        what = f"its base does not exist: {binary}"
        yield Finding(BASE_GONE, ERROR, environment.name, what, remedy(environment, world))
        return
    now = {"size": str(status.st_size), "mtime_ns": str(status.st_mtime_ns)}
    if any(told.base.get(key) != value for key, value in now.items()) or _misses(told.entries, there):
        what = f"its base, {binary}, was reinstalled after it was copied"
        yield Finding(UPGRADED, WARNING, environment.name, what, repair(environment.name))


def _misses(linked: tuple[str, ...], there: set[str]) -> bool:
    """Say whether the base's library holds other modules now than those that were `linked`."""
    modules = {name for name in there if name.endswith(".py")}
    known = {name for name in linked if name.endswith(".py")}
    return modules != known


def home(environment: Environment, _: World) -> Iterator[Finding]:
    """Find a `home` that leads nowhere, or to another Python than the links do."""
    if (
        not environment.strategy.HAS_HOME
        or not environment.config.exists
        or not os.path.exists(environment.python)
    ):
        return
    told = environment.config.get("home")
    if not told:
        what = "its pyvenv.cfg has no home, so its Python is the base's"
        yield Finding(HOME, ERROR, environment.name, what, repair(environment.name))
        return
    inside = [name for name in ("python", "python3", environment.library, "pypy3") if name]
    pythons = [f"{told}/{name}" for name in inside if os.path.exists(f"{told}/{name}")]
    if not pythons:
        what = f"the home in its pyvenv.cfg has no Python: {told}"
        yield Finding(HOME, ERROR, environment.name, what, repair(environment.name))
    elif os.path.islink(environment.python) and not _is_home(environment, told, pythons):
        what = f"the home in its pyvenv.cfg is {told}, but its Python is {environment.link_target()}"
        yield Finding(HOME, WARNING, environment.name, what, repair(environment.name))


def _is_home(environment: Environment, told: str, pythons: list[str]) -> bool:
    """Say whether the links pass through `told`, or what stands in it is the same file."""
    real = os.path.realpath(environment.python)
    passed = os.path.realpath(os.path.dirname(environment.link_target() or real))
    same = any(os.path.realpath(path) == real for path in pythons)
    return same or os.path.realpath(told) in (passed, os.path.dirname(real))


def no_config(environment: Environment, _: World) -> Iterator[Finding]:
    """Find an environment without pyvenv.cfg, which its Python does not recognize."""
    if environment.strategy.HAS_HOME and not os.path.exists(environment.path + "/pyvenv.cfg"):
        what = "it has no pyvenv.cfg, so its Python is the base's"
        yield Finding(NO_CONFIG, ERROR, environment.name, what, repair(environment.name))


def no_start(environment: Environment, world: World) -> Iterator[Finding]:
    """Find whatever else keeps its Python from starting, by the search that it would make itself."""
    others = (gone, base_gone, home, no_config)
    if any(True for check in others for _ in check(environment, world)):
        return
    for sentence in world.fatal(environment.python)[:1]:
        yield Finding(NO_START, ERROR, environment.name, sentence, remedy(environment, world))
