"""Checks of what an environment depends on: its interpreter, its base, its home."""

from __future__ import annotations

import os
import re

from envarium.creator import base_link
from envarium.files import reading
from envarium.health.finding import ERROR, WARNING, Finding, rebuild, repair
from envarium.health.subject import numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.health.subject import Subject, World

GONE = "interpreter-gone"
BASE_GONE = "base-gone"
UPGRADED = "base-upgraded"
OTHER_MINOR = "base-other-minor"
HOME = "wrong-home"
NO_CONFIG = "no-pyvenv-cfg"
NO_START = "cannot-start"
NAMES = "interpreter-names"

NAME = re.compile(r"(?:python|pypy)[\d.]*t?")

RELINKABLE = (GONE, BASE_GONE, UPGRADED, OTHER_MINOR, HOME, NO_CONFIG, NO_START)
"""What is repaired by linking the environment to an interpreter again."""


def remedy(environment: Subject) -> str:
    """Return the command that gives it a Python of the same minor version and implementation."""
    if environment.strategy.RELOCATABLE or is_classic(environment):
        return rebuild(environment.name, environment.spec)
    return repair(environment.name)


def is_classic(environment: Subject) -> bool:
    """Return whether virtualenv before 20.0 created it, whose library has modules of its own among the base's."""
    return (
        not environment.strategy.HAS_HOME
        and not environment.config.exists
        and not base_link.read(environment.path)
    )


def gone(environment: Subject, _: World) -> Iterator[Finding]:
    """Find an interpreter that is missing."""
    if not os.path.exists(environment.python):
        target = environment.link_target()
        what = f"its Python does not exist: {target or environment.python}"
        yield Finding(GONE, ERROR, environment.name, what, remedy(environment))


def names(environment: Subject, _: World) -> Iterator[Finding]:
    """Find further names of the interpreter that are missing: a shell finds another Python by them."""
    missing = missing_names(environment)
    if missing:
        what = f"its bin/{' and bin/'.join(missing)} {'do' if len(missing) > 1 else 'does'} not exist"
        yield Finding(NAMES, ERROR, environment.name, what, repair(environment.name))


def missing_names(environment: Subject) -> list[str]:
    """Return the names in `bin` that should lead to its Python, which exists, and do not."""
    folder = environment.path + "/bin"
    number = environment.library.removeprefix("python").removeprefix("pypy")
    if not number or not os.path.exists(environment.python):
        return []
    defaults = [f"python{number.partition('.')[0]}"]
    if "envarium" in environment.config:  # not every other tool creates this one
        defaults.append("python" + number)
    others = filter(NAME.fullmatch, reading.names(folder))
    return [name for name in dict.fromkeys((*defaults, *others)) if not os.path.exists(f"{folder}/{name}")]


def base_gone(environment: Subject, _: World) -> Iterator[Finding]:
    """Find a copied interpreter whose library does not exist: it cannot start, or silently is another Python."""
    if environment.strategy.HAS_HOME or not os.path.exists(environment.python):
        return
    landmark, base = f"{environment.path}/lib/{environment.library}/os.py", environment.base
    if not os.path.exists(landmark) or (base and not os.path.exists(base)):
        what = f"its base does not exist: {base or landmark}"
        yield Finding(BASE_GONE, ERROR, environment.name, what, remedy(environment))


def upgraded(environment: Subject, world: World) -> Iterator[Finding]:
    """Find a base that has another version than the environment was created for."""
    if not os.path.exists(environment.python) or not os.path.exists(environment.base):
        return
    expected, actual = numbers(environment.version), numbers(world.release(environment.base))
    if expected and actual and expected != actual:
        is_patch = expected.split(".")[:2] == actual.split(".")[:2]
        what = f"it was created for Python {expected}, and its base, {environment.base}, is now {actual}"
        if is_patch:
            yield Finding(UPGRADED, WARNING, environment.name, what, repair(environment.name))
        else:
            what += ", which does not find its packages"
            yield Finding(OTHER_MINOR, ERROR, environment.name, what, remedy(environment))


def changed(environment: Subject, world: World) -> Iterator[Finding]:
    """Find a base that was built or installed again after its binary was copied."""
    link = base_link.read(environment.path)
    if link is None or any(upgraded(environment, world)) or any(base_gone(environment, world)):
        return
    binary = link.base.get("binary")
    try:
        status = os.stat(binary)
        present = {name for name in os.listdir(link.base.get("stdlib")) if name != "__pycache__"}
    except OSError:
        what = f"its base does not exist: {binary}"
        yield Finding(BASE_GONE, ERROR, environment.name, what, remedy(environment))
        return
    actual = {"size": str(status.st_size), "mtime_ns": str(status.st_mtime_ns)}
    if any(link.base.get(key) != value for key, value in actual.items()) or _misses(link.entries, present):
        what = f"its base, {binary}, was reinstalled after it was copied"
        yield Finding(UPGRADED, WARNING, environment.name, what, repair(environment.name))


def _misses(names: tuple[str, ...], present: set[str]) -> bool:
    """Return whether `present`, the base's library now, has other modules than the links `names`."""
    modules = {name for name in present if name.endswith(".py")}
    expected = {name for name in names if name.endswith(".py")}
    return modules != expected


def home(environment: Subject, world: World) -> Iterator[Finding]:
    """Find a `home` without a Python, or with another one than the target of the links."""
    if (
        not environment.strategy.HAS_HOME
        or not environment.config.exists
        or not os.path.exists(environment.python)
    ):
        return
    directory = environment.config.get("home")
    if not directory:
        what = "its pyvenv.cfg has no home, so its Python is the base's"
        yield Finding(HOME, ERROR, environment.name, what, repair(environment.name))
        return
    names = [name for name in ("python", "python3", environment.library, "pypy3") if name]
    pythons = [f"{directory}/{name}" for name in names if os.path.exists(f"{directory}/{name}")]
    if not pythons:
        what = f"the home in its pyvenv.cfg has no Python: {directory}"
        yield Finding(HOME, ERROR, environment.name, what, repair(environment.name))
    elif os.path.islink(environment.python) and not _is_home(environment, world, directory, pythons):
        what = f"the home in its pyvenv.cfg is {directory}, but its Python is {environment.link_target()}"
        yield Finding(HOME, WARNING, environment.name, what, repair(environment.name))


def _is_home(environment: Subject, world: World, directory: str, pythons: list[str]) -> bool:
    """Return whether the links pass through `directory`, or the Python in it is the same file."""
    target, python = environment.link_target(), environment.python
    real = world.real(target) if target == os.readlink(python) else os.path.realpath(python)
    target_directory = world.real(os.path.dirname(target or real))
    is_same = any(world.real(path) == real for path in pythons)
    return is_same or world.real(directory) in (target_directory, os.path.dirname(real))


def no_config(environment: Subject, _: World) -> Iterator[Finding]:
    """Find an environment without pyvenv.cfg, or with one that is no file: a Python that opens a pipe hangs."""
    is_there = os.path.lexists(environment.path + "/pyvenv.cfg")
    if not environment.config.exists and (is_there or environment.strategy.HAS_HOME):
        none = "it has no pyvenv.cfg, so its Python is the base's"
        what = "its pyvenv.cfg cannot be read as a file" if is_there else none
        yield Finding(NO_CONFIG, ERROR, environment.name, what, repair(environment.name))


def no_start(environment: Subject, world: World) -> Iterator[Finding]:
    """Find other reasons why its Python does not start, by computing its prefix as Python does."""
    others = (gone, base_gone, home, no_config)
    if any(True for check in others for _ in check(environment, world)):
        return
    for sentence in world.fatal(environment.python)[:1]:
        yield Finding(NO_START, ERROR, environment.name, sentence, remedy(environment))
