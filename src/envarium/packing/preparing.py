"""What an archive of an environment is to contain, so that it may be unpacked anywhere. Nothing is copied."""

from __future__ import annotations

import os
import tempfile

from envarium.creator import self_contained
from envarium.errors import EnvariumError, SystemRefused
from envarium.files import deleting
from envarium.interpreters import script
from envarium.output import shown
from envarium.packing import bytecode, collecting, contained, flat, links, manifest, outside, platforms
from envarium.packing.contents import Contents
from envarium.packing.refusals import CannotPack
from envarium.relocating import engine, flattening, sharing
from envarium.relocating.spelling import Rewriter
from envarium.store import change, receipts, uses
from envarium.store.environment import TEMPORARY, Environment, project_file
from envarium.store.linking import RECORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.packing.collecting import Collection
    from envarium.packing.items import Items
    from envarium.store.lookup import Store

    Thin = Callable[[Environment, Items], object]
    """Deletes what is not to be packed from the items of an environment."""


OF_MACHINE = (TEMPORARY, RECORD, receipts.FILE, uses.FILE, manifest.FILE)
"""Files of an environment that are about this machine, or its user."""

ACTIVATORS = (
    "activate.csh",
    "activate.nu",
    "activate.xsh",
    "activate.bat",
    "deactivate.bat",
    "deactivate.csh",
)
"""Activators for shells that do not tell the path of a file: with the environment, they would name another path."""


class Movable(Environment):
    """An environment whose launchers are to find its Python beside themselves, whatever its pyvenv.cfg says."""

    __slots__ = ()

    @property
    def is_movable(self) -> bool:
        """Whether launchers are to find the Python beside themselves: always, as an archive is unpacked anywhere."""
        return True


def prepare(store: Store, source: Environment, thin: Thin, strategy: str = self_contained.NAME) -> Contents:
    """Return the contents of an archive of `source`, of `strategy`: self-contained, flat, or pyvenv.cfg without Python.

    They are to be closed. Raises CannotPack, SystemRefused, and what creating and relocating raise.
    """
    if source.is_self_contained and strategy == links.WITHOUT_PYTHON:
        raise CannotPack(
            source.name, "it is self-contained: its Python is inside it", "pack it without --no-python"
        )
    scratch = _scratch(store)
    try:
        return _prepared(store, source, thin, strategy, scratch)
    except BaseException as error:
        deleting.delete(scratch)
        if isinstance(error, OSError):
            raise SystemRefused(f"pack {shown(source.name)}", error) from error
        raise


def _scratch(store: Store) -> str:
    """Return a new directory for temporary files: in the store, unless that can only be read."""
    if os.access(store.root, os.W_OK):
        try:
            return change.stage(store)
        except EnvariumError:
            pass
    return tempfile.mkdtemp(prefix="envarium-")


def _prepared(store: Store, source: Environment, thin: Thin, strategy: str, scratch: str) -> Contents:
    prefix = f"{contained.PREFIX}/{source.name}"
    original, tree, rewriter = _found(store, source, prefix, scratch)
    inside = source.site_packages.removeprefix(source.path + "/")
    thin(original, tree.items)
    outside.relative(tree.items, prefix)
    outside.refuse(tree.items, source.name, f"{original.path}/{inside}", inside)
    collecting.update_records(tree.items, rewriter)
    python = f"{original.path}/bin/python"
    if not source.is_self_contained:
        asked = contained.request(store, source, self_contained.NAME if strategy == flat.NAME else strategy)
        tree.items = contained.merge(contained.base(store, asked, scratch), tree.items, asked.python)
        python = asked.python.executable
    for name in (*OF_MACHINE, project_file(), *(f"bin/{name}" for name in ACTIVATORS)):
        tree.items.pop(name, None)
    if strategy == flat.NAME:
        flat.flatten(tree.items)
    links.close(tree.items, source.name, prefix, with_python=strategy != links.WITHOUT_PYTHON)
    facts = {"name": source.name, "strategy": strategy, "prefix": prefix}
    asking = platforms.PlatformQuestion(python, source.name, script.isolated(source.version))
    try:
        compiling = bytecode.Compilation(python, source.name, tree.items, scratch)
    except BaseException:
        asking.stop()
        raise
    return Contents(facts, tree, scratch, asking, compiling)


def _found(
    store: Store, source: Environment, prefix: str, scratch: str
) -> tuple[Environment, Collection, Rewriter]:
    """Return where the files of `source` are, what is there, naming `prefix`, and what rewrites its path to that.

    One that is on others is copied with what it sees of them.
    """
    movable = Movable(source.path, source.name)
    real = os.path.realpath(source.path)
    if source.on:
        before = collecting.of_tree(real)
        copied = engine.relocate(store, movable, prefix, (source.path,), sharing.LINK)
        os.rename(copied.root, f"{scratch}/flattened")
        root = f"{scratch}/flattened"
        flattening.flatten(store, movable, root, prefix)
        tree = collecting.of_tree(root)
        tree.stamps, tree.listings = before.stamps, before.listings
        return Environment(root, source.name), tree, Rewriter(())
    rewriter = collecting.rewriter_of(source, prefix)
    rewrite = collecting.rewriting(engine.labels(rewriter, movable, prefix))
    return Environment(real, source.name), collecting.of_tree(real, rewrite, rewriter), rewriter
