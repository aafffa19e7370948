"""Adds a base interpreter to what an environment consists of that depends on an installed one."""

from __future__ import annotations

import os

from envarium import creation
from envarium.creator import base_link, bootstrap, copy_based, self_check
from envarium.creator.request import Request
from envarium.discovery.walk import CONDA
from envarium.interpreters import find
from envarium.packing import layouts, links, proven
from envarium.packing.members import DIRECTORY, LINK
from envarium.packing.refusals import CannotPack
from envarium.store.environment import HIDDEN
from envarium.store.own import FACTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.interpreters.facts import Facts
    from envarium.packing.items import Item, Items
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store

PREFIX = "/envarium-packed"
"""A directory that does not exist, and that only root can create: files name what they contain of it until unpacked."""

OF_BASE = (base_link.FILE, "pyvenv.cfg", "lib64")
"""Entries of an environment that only tell of its base."""


def request(store: Store, source: Environment, strategy: str) -> Request:
    """Return the request for an environment like `source`, of `strategy`, in an archive.

    Raises CannotPack, and what finding an interpreter raises.
    """
    python = find.find(_base(source), store.own(FACTS))
    if python.minor != ".".join(source.version.split(".")[:2]):
        raise CannotPack(
            source.name, f"its base is Python {python.version} now, not {source.version}", _repair(source)
        )
    path = f"{PREFIX}/{source.name}"
    asked = Request(path, python, prompt=source.config.prompt, system_site=source.system_site)
    asked.strategies = (strategy,)
    texts = creation.activators(asked.strategy, path, asked.prompt or source.name, source.variables)
    asked.files = {f"{python.scripts}/{name}": text for name, text in texts.items()}
    return asked


def base(store: Store, asked: Request, scratch: str) -> Items:
    """Return what the environment that is `asked` for consists of, without packages.

    Unless it is known to work, it is created in `scratch`, and checked. Raises what creation raises.
    """
    layout = creation.lay_out(asked)
    planned = layouts.items_of(layout)
    known = {path: item for path, item in planned.items() if path not in asked.files}
    digest = proven.digest(asked.python, known)
    if asked.strategy.RELOCATABLE and not proven.contains(store, digest):
        root = f"{scratch}/base"
        os.mkdir(root)
        layout.write(root)
        self_check.check(root, asked.path, asked.python)
        proven.add(store, digest)
    return planned


def _base(source: Environment) -> str:
    """Return the base of `source`. Raises CannotPack if it does not exist."""
    if source.base and os.path.exists(source.base):
        return source.base
    if os.path.isdir(f"{source.path}/{CONDA}"):
        raise CannotPack(source.name, "conda installed its Python", "conda-pack packs it")
    raise CannotPack(source.name, "its base interpreter does not exist", _repair(source))


def _repair(source: Environment) -> str:
    return f"repair it first: envarium repair {source.name}"


def merge(base: Items, tree: Items, python: Facts) -> Items:
    """Return `base` with those of `tree` that are not from a base of `python`, where `base` has nothing."""
    library = copy_based.library(python)
    skipped = {*OF_BASE, f"{library}/{HIDDEN}", f"{library}/{copy_based.ORIGIN}"}
    skipped |= {f"{python.purelib}/{bootstrap.MODULE}{end}" for end in (".py", ".pth", ".start")}
    merged = dict(base)
    for path, item in sorted(tree.items()):
        is_directory = path in base and base[path].kind == item.kind == DIRECTORY
        folder = path.rpartition("/")[0]
        is_of_base = not folder or folder in base
        if folder in skipped or path in skipped or (is_of_base and _is_link_out(path, item)):
            skipped.add(path)
        elif path in base and not is_directory:
            skipped.add(path)
        else:
            merged[path] = item
    return merged


def _is_link_out(path: str, item: Item) -> bool:
    """Return whether `item` is a link into the base: in a library or in `bin`, and out of the environment."""
    is_own = item.target.startswith(PREFIX + "/") or not links.leads_out(path, item.target)
    return item.kind == LINK and "-packages/" not in path and not is_own
