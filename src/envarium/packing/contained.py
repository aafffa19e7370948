"""Puts a base interpreter into a copy of an environment that depends on an installed one. The original is not read."""

from __future__ import annotations

import os

from envarium import creation
from envarium.creator import base_link, bootstrap, copy_based
from envarium.creator.request import Request
from envarium.interpreters import find
from envarium.packing.refusals import CannotPack
from envarium.store.environment import HIDDEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store

PREFIX = "/envarium-packed"
"""A directory that does not exist, and that only root can create: files name what they contain of it until unpacked."""

OF_BASE = (base_link.FILE, "pyvenv.cfg", "lib64")
"""Entries of an environment that only tell of its base."""


def rebuild(store: Store, source: Environment, copy: str, root: str, strategy: str) -> list[str]:
    """Create an environment of `strategy` at `root`, with what was installed in `source`, taken from its `copy`.

    Return the new files that may contain the path that stands for that of the environment. Raises CannotPack,
    and what finding an interpreter and creation raise.
    """
    python = find.find(_base(source), store.own("interpreters"))
    if python.minor != ".".join(source.version.split(".")[:2]):
        raise CannotPack(
            source.name, f"its base is Python {python.version} now, not {source.version}", _repair(source)
        )
    path = f"{PREFIX}/{source.name}"
    request = Request(path, python, prompt=source.config.prompt, system_site=source.system_site)
    request.strategies = (strategy,)
    texts = creation.activators(request.strategy, path, request.prompt or source.name, source.variables)
    request.files = {f"{python.scripts}/{name}": text for name, text in texts.items()}
    creation.build(request, root)
    library = copy_based.library(python)
    dropped = {*OF_BASE, f"{library}/{HIDDEN}", f"{library}/{copy_based.ORIGIN}"}
    dropped |= {f"{python.purelib}/{bootstrap.MODULE}{end}" for end in (".py", ".pth", ".start")}
    _merge(copy, root, "", dropped)
    return list(request.files)


def _base(source: Environment) -> str:
    """Return the base of `source`. Raises CannotPack if it does not exist."""
    if source.base and os.path.exists(source.base):
        return source.base
    raise CannotPack(source.name, "its base interpreter does not exist", _repair(source))


def _repair(source: Environment) -> str:
    return f"repair it first: envarium repair {source.name}"


def _merge(copy: str, root: str, inside: str, dropped: set[str]) -> None:
    """Move what is in the directory `inside` of `copy`, and not `dropped`, to `root`, where that has nothing there."""
    for name in sorted(os.listdir(f"{copy}/{inside}")):
        path = f"{inside}{name}"
        source, target = f"{copy}/{path}", f"{root}/{path}"
        if path in dropped or _is_link_out(source, copy):
            continue
        if os.path.isdir(target) and not os.path.islink(target) and not os.path.islink(source):
            _merge(copy, root, path + "/", dropped)
        elif not os.path.lexists(target):
            os.rename(source, target)


def _is_link_out(path: str, root: str) -> bool:
    """Return whether `path` is a link into the base: in a library or in `bin`, and out of the environment."""
    if not os.path.islink(path) or "-packages/" in path.removeprefix(root):
        return False
    link = os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(path)))
    return not link.startswith(root + "/")
