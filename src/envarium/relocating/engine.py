"""Copies an environment into staging with its paths rewritten for another location.

The copy is checked before it is published. The source is not changed.
"""

from __future__ import annotations

import os

from envarium import errors
from envarium.files import deleting, reading
from envarium.output import shown
from envarium.relocating.check import Check
from envarium.relocating.labels import Labels
from envarium.relocating.sharing import Sharer
from envarium.relocating.spelling import Move, Rewriter
from envarium.relocating.tree import Tree
from envarium.store import change, layers, references
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from envarium.store.lookup import Store


class Replica:
    """An environment that is ready to be published: its `root` in staging, and the `tree` that built it."""

    __slots__ = ("root", "tree")

    def __init__(self, root: str, tree: Tree) -> None:
        self.root = root
        self.tree = tree

    @property
    def rewritten(self) -> int:
        """Return the number of rewritten files."""
        return len(self.tree.rewritten)


def relocate(store: Store, source: Environment, target: str, olds: Iterable[str], method: str) -> Replica:
    """Build a copy of the environment `source` in staging, to be moved to the path `target`.

    `olds` are the paths to rewrite in its files, besides those that its launchers and activators name; `method` is how
    files are shared (sharing.COPY, sharing.LINK). Raises RelocationFailed, SystemRefused, InsideItself and
    UnusableStore, and leaves nothing behind then.
    """
    real = os.path.realpath(source.path)
    if (os.path.realpath(store.root) + "/").startswith(real + "/"):
        raise errors.InsideItself(source.path)
    former = [path for path in references.former(source) if path != real]
    rewriter = Rewriter(moves((*olds, *former), target), is_movable=source.is_movable)
    root = change.stage(store)
    check = Check(root, source.path, rewriter)
    try:
        tree = Tree(real, root, labels(rewriter, source, target), Sharer(method))
        tree.make(check.start)
        Environment(real, source.name).expect(tree.identity)
        _refuse_others(Environment(root, source.name), target)
        _carry_link(store, source, root, target)
        check.finish(tree.uncompiled)
        layers.carry(store, real, root)
        tree.finish()
    except BaseException as error:
        check.stop()
        deleting.delete(root)
        if isinstance(error, OSError):
            raise errors.SystemRefused(f"make {shown(target)} from {shown(source.path)}", error) from error
        raise
    return Replica(root, tree)


def moves(olds: Iterable[str], target: str) -> tuple[Move, ...]:
    """Return the moves from each of `olds` to `target`, and from its real path to the real path of `target`."""
    by_old_path = {old: Move(old, target) for old in olds}
    for old in tuple(by_old_path):
        by_old_path.setdefault(os.path.realpath(old), Move(os.path.realpath(old), os.path.realpath(target)))
    return tuple(sorted(by_old_path.values(), key=lambda move: -len(move.old)))


def _refuse_others(replica: Environment, target: str) -> None:
    """Raise RelocationFailed if the files of `replica`, to be moved to `target`, still name another environment."""
    for path in references.others(replica):
        if path != target and os.path.exists(path) and not reading.is_same(path, target):
            raise errors.RelocationFailed(replica.name, f"its files name another environment, {shown(path)}")


def _carry_link(store: Store, source: Environment, root: str, target: str) -> None:
    """Put the copy at `root` on what `source` is on, by a link that also leads there from staging.

    Raises RelocationFailed if it cannot be there, OSError.
    """
    base = layers.carry(store, os.path.realpath(source.path), root)
    reason = layers.name_conflict(target, [base, *layers.below(base)]) if base else ""
    if reason:
        raise errors.RelocationFailed(source.name, reason)
    if base:
        layers.point(root, base)


def labels(rewriter: Rewriter, source: Environment, target: str) -> Labels:
    """Return the old and new labels: a label of its own stays, the name becomes the new name."""
    names = {os.path.basename(path) for path in (source.path, *(move.old for move in rewriter.moves))}
    label = source.config.prompt
    if label and label not in names:
        return Labels(rewriter, (label,), label, source.applied)
    olds = (label,) if label else tuple(names)
    return Labels(rewriter, olds, os.path.basename(target), source.applied)
