"""Layers: environments that are on another one, whose packages and programs they see after their own.

The symlink `.on` in an environment leads to the one that it is on. It is relative in a store, so that the store can be
moved, and everything else follows it: the module of `creator/layer.py` on sys.path, and the activators on PATH.
"""

from __future__ import annotations

import os

from envarium.activation.variables import Variables
from envarium.errors import EnvariumError, printable, shown
from envarium.files import reading, writing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.environment import Environment

LINK = ".on"

DEEPEST = 40
"""The number of links that the kernel follows in one path (path_resolution(7))."""


def read(path: str) -> str:
    """Return the content of the link of the environment at `path`, "" if it is on none."""
    try:
        return os.readlink(f"{path}/{LINK}")
    except OSError:
        return ""


def target(path: str) -> str:
    """Return the path of the environment that the one at `path` is on, even if it does not exist; "" for none."""
    link = read(path)
    if not link:
        return ""
    place = os.path.realpath(path) if os.path.islink(path) and link[:1] != "/" else path
    return os.path.normpath(os.path.join(place, link))


def below(path: str) -> list[str]:
    """Return the paths of the environments that the one at `path` is on, the nearest first, each once."""
    paths: list[str] = []
    known = {os.path.realpath(path)}
    while (path := target(path)) and os.path.realpath(path) not in known and len(paths) < DEEPEST:
        known.add(os.path.realpath(path))
        paths.append(path)
    return paths


def programs(path: str, number: int) -> tuple[str, ...]:
    """Return the directories of programs of the `number` environments that the one at `path` is on."""
    return tuple(f"{path}{f'/{LINK}' * count}/bin" for count in range(1, number + 1))


def with_programs(path: str, variables: Variables) -> Variables:
    """Return `variables` of the environment at `path` with the programs of those that it is on behind its own."""
    more = programs(path, len(below(path)))
    return Variables(variables.values, (*variables.paths, *more)) if more else variables


def link(path: str, base: str) -> str:
    """Return what the link in the environment at `path` contains to lead to the environment at `base`."""
    return f"../{os.path.basename(base)}" if os.path.dirname(path) == os.path.dirname(base) else base


def point(path: str, content: str) -> None:
    """Let the link of the environment at `path` contain `content`, in one step. Raises OSError."""
    writing.replace_by(lambda new: os.symlink(content, new), f"{path}/{LINK}")


def objection(path: str, packages: str, base: Environment) -> str:
    """Return why the environment at `path` cannot be on `base`, "" if it can.

    `packages` is its directory of packages, inside it, which tells the implementation and the version.
    """
    if f"{base.path}/{packages}" != base.site_packages:
        return f"{shown(base.name)} has another Python, {printable(base.version) or 'which is not known'}"
    others = [base.path, *below(base.path)]
    for other in others:
        if reading.is_same(path, other):
            return "an environment cannot be on itself"
        if os.path.realpath(other).startswith(os.path.realpath(path)):
            return f"pip would take the packages in {shown(other)} for its own, as its path begins with {shown(path)}"
    return ""


def check(environment: Environment, packages: str, base: Environment) -> None:
    """Raise EnvariumError where `environment`, with `packages`, cannot be on `base`."""
    reason = objection(environment.path, packages, base)
    if reason:
        sentence = f"{shown(environment.name)} cannot be on {shown(base.name)}: {reason}"
        hint = "choose another name" if "pip would" in reason else "leave out --on"
        raise EnvariumError(sentence, hint)
