"""A copy of an environment in staging that may be unpacked anywhere, with its manifest. The original is not changed."""

from __future__ import annotations

import os

from envarium.creator import self_contained
from envarium.errors import SystemRefused, shown
from envarium.files import deleting
from envarium.files.deleting import attempt
from envarium.interpreters import script
from envarium.packing import bytecode, contained, entries, flat, links, manifest, outside, platforms
from envarium.packing.manifest import Manifest
from envarium.packing.refusals import CannotPack
from envarium.relocating import engine, flattening, sharing
from envarium.store import change, kernel, receipts, uses
from envarium.store.environment import TEMPORARY, Environment, project_file
from envarium.store.linking import RECORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from envarium.relocating.engine import Relocated
    from envarium.store.lookup import Store

    Thin = Callable[[str], object]
    """Deletes what is not to be packed from the tree at a path."""


OF_MACHINE = (TEMPORARY, RECORD, kernel.RECORD, receipts.FILE, uses.FILE, manifest.FILE)
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
        """Whether that is so."""
        return True


class Staged:
    """The environment at `root` in staging, its `manifest`, and a function that tells whether the original changed."""

    __slots__ = ("_copied", "_source", "manifest", "root")

    def __init__(self, root: str, manifest: Manifest, source: Environment, copied: Relocated) -> None:
        self.root = root
        self.manifest = manifest
        self._source = os.path.realpath(source.path)
        self._copied = copied

    def refuse_changed(self) -> None:
        """Raise CannotPack if the original is not as it was when it was copied."""
        if self._copied.tree.has_changed(self._source):
            raise changed(os.path.basename(self._source))


def changed(name: str) -> CannotPack:
    """Return the error that the environment `name` changes while it is packed."""
    return CannotPack(
        name, "it changes while it is packed", "no archive was written; wait until nothing is installed"
    )


def stage(store: Store, source: Environment, thin: Thin, strategy: str = self_contained.NAME) -> Staged:
    """Return a copy of `source` for an archive, of `strategy`: self-contained, flat, or pyvenv.cfg without its Python.

    Raises CannotPack, SystemRefused, and what creating and relocating raise; leaves nothing in staging then.
    """
    if source.is_self_contained and strategy == links.WITHOUT_PYTHON:
        raise CannotPack(
            source.name, "it is self-contained: its Python is inside it", "pack it without --no-python"
        )
    prefix = f"{contained.PREFIX}/{source.name}"
    copied = engine.relocate(store, Movable(source.path, source.name), prefix, (source.path,), sharing.LINK)
    root, rest, rewritten = copied.root, "", [*copied.tree.rewritten]
    try:
        flattening.flatten(store, Movable(source.path, source.name), root, prefix)
        thin(root)
        outside.relative(root, prefix)
        outside.refuse(root, source.name)
        if not source.is_self_contained:
            root, rest = change.stage(store), copied.root
            layout = self_contained.NAME if strategy == flat.NAME else strategy
            rewritten += contained.rebuild(store, source, rest, root, layout)
        for name in (*OF_MACHINE, project_file(), *(f"bin/{name}" for name in ACTIVATORS)):
            attempt(os.unlink, f"{root}/{name}")
        return Staged(root, _finish(root, source, strategy, sorted({*rewritten})), source, copied)
    except BaseException as error:
        deleting.delete(root)
        if isinstance(error, OSError):
            raise SystemRefused(f"pack {shown(source.name)}", error) from error
        raise
    finally:
        if rest:
            deleting.delete(rest)


def _finish(root: str, source: Environment, strategy: str, candidates: Iterable[str]) -> Manifest:
    """Take what leads out of the environment at `root` out of it, and write its manifest.

    `candidates` are the files that may contain its path.
    """
    name, prefix = source.name, f"{contained.PREFIX}/{source.name}"
    if strategy == flat.NAME:
        flat.flatten(root)
    links.close(root, name, prefix, with_python=strategy != links.WITHOUT_PYTHON)
    rewritten = tuple(outside.naming(root, prefix, candidates))
    bytecode.normalize(root, name, [path for path in rewritten if path.endswith(".py")])
    facts = platforms.of_environment(root, name, script.isolated(source.version))
    needed = platforms.Needed()
    try:
        everything = tuple(entries.hashed(root, needed.look))
    except ValueError as error:
        raise CannotPack(name, f"its {shown(str(error))} is a pipe, a socket or a device") from error
    facts.update(name=name, libc_needed=needed.version, strategy=strategy, prefix=prefix)
    result = Manifest(facts, everything, rewritten)
    manifest.write(root, result)
    return result
