"""Layers: environments that are on another one, whose packages and programs they see after their own.

The symlink `.on` in an environment leads to the one that it is on. It is relative in a store, so that the store can be
moved, and everything else follows it: the module of `creator/layer.py` on sys.path, and the activators on PATH.
"""

from __future__ import annotations

import os

from envarium import errors
from envarium.activation.variables import Variables
from envarium.files import reading, writing
from envarium.output import printable, shown
from envarium.store.own import TRASH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from envarium.store.environment import Environment
    from envarium.store.lookup import Store

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
    start = os.path.realpath(path) if os.path.islink(path) and link[:1] != "/" else path
    return os.path.normpath(os.path.join(start, link))


def name(path: str) -> str:
    """Return the name of the environment that the one at `path` is on: its path where that is in another directory."""
    base = target(path)
    return os.path.basename(base) if os.path.dirname(base) == os.path.dirname(path) else base


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
    """Replace the content of the link of the environment at `path` by `content`, in one step. Raises OSError."""
    writing.replace_by(lambda new: os.symlink(content, new), f"{path}/{LINK}")


def upon(store: Store, path: str) -> list[str]:
    """Return the paths of the environments that are directly on the one at `path`, in `store` and in its trash."""
    paths = [f"{store.root}/{name}" for name in reading.names(store.root)]
    trash = store.own(TRASH)
    paths += [
        f"{trash}/{bin_}/{name}" for bin_ in reading.names(trash) for name in reading.names(f"{trash}/{bin_}")
    ]
    return [one for one in paths if lead(store, read(one)) == path]


def lead(store: Store, link: str) -> str:
    """Return the path that `link` leads to from an environment in `store`, also while that is in the trash."""
    return os.path.normpath(os.path.join(f"{store.root}/-", link)) if link else ""


def names_upon(store: Store, path: str) -> list[str]:
    """Return the names of those in `store`."""
    return [os.path.basename(one) for one in upon(store, path) if os.path.dirname(one) == store.root]


def follow(store: Store, old: str, new: str) -> None:
    """Put the environments that are on the one at `old` on the one at `new`. Raises OSError."""
    for path in upon(store, old):
        point(path, link(f"{store.root}/-", new))


def carry(store: Store, source: str, replica: str) -> str:
    """Put the copy at `replica` of the environment at `source` on what that is on, and return the path of the latter.

    A relative link is one from the store, also in the trash and in staging. Raises OSError.
    """
    content = read(source)
    if not content:
        return ""
    if not f"{source}/".startswith(os.path.realpath(store.root) + "/"):
        content = os.path.realpath(f"{source}/{LINK}")
    base = lead(store, content)
    point(replica, link(f"{store.root}/-", base))
    return base


def objection(path: str, packages: str, base: Environment) -> str:
    """Return why the environment at `path` cannot be on `base`, "" if it can.

    `packages` is its directory of packages, inside it, which tells the implementation and the version.
    """
    if f"{base.path}/{packages}" != base.site_packages:
        return f"{shown(base.name)} has another Python, {printable(base.version) or 'which is not known'}"
    others = [base.path, *below(base.path)]
    if any(reading.is_same(path, other) for other in others):
        return "an environment cannot be on itself"
    return name_conflict(path, others)


def name_conflict(path: str, others: Iterable[str]) -> str:
    """Return why the environment at `path` cannot be on `others` because of their names, "" if it can.

    pip compares the beginning of a path with its prefix (pip, _internal/utils/misc.py, is_local).
    """
    real = os.path.realpath(path)
    for other in others:
        if os.path.realpath(other).startswith(real):
            return f"pip would take the packages in {shown(other)} for its own, as its path begins with {shown(path)}"
    return ""


def check(environment: Environment, packages: str, base: Environment) -> None:
    """Raise EnvariumError where `environment`, with `packages`, cannot be on `base`."""
    reason = objection(environment.path, packages, base)
    if reason:
        sentence = f"{shown(environment.name)} cannot be on {shown(base.name)}: {reason}"
        hint = "choose another name" if "pip would" in reason else "leave out --on"
        raise errors.EnvariumError(sentence, hint)
