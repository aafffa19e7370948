"""The engine of copying, renaming and mending: an environment is made anew, aside, as it is to stand at another place.

It is whole and has run before anybody sees it. What it is made from is left as it is.
"""

from __future__ import annotations

import os

from envarium.errors import InsideItself, RelocationFailed, SystemRefused, shown
from envarium.files import deleting
from envarium.relocating.check import Check
from envarium.relocating.labels import Labels
from envarium.relocating.sharing import Sharer
from envarium.relocating.spelling import Move, Rewriter
from envarium.relocating.tree import Tree
from envarium.store import change

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from envarium.store.environment import Environment
    from envarium.store.lookup import Store


class Relocated:
    """An environment that is ready to be published: its `root` in staging, and how it was made, `tree`."""

    __slots__ = ("root", "tree")

    def __init__(self, root: str, tree: Tree) -> None:
        self.root = root
        self.tree = tree

    @property
    def rewritten(self) -> int:
        """How many files were rewritten."""
        return len(self.tree.rewritten)


def relocate(store: Store, source: Environment, target: str, olds: Iterable[str], wanted: str) -> Relocated:
    """Make, in staging, the environment `source` so that it is whole at the path `target`.

    `olds` are the paths that its files may name, that of `source` itself if it is one; `wanted` is how files are shared
    (sharing.COPY, sharing.LINK). Raises RelocationFailed, SystemRefused, InsideItself and UnusableStore, and leaves
    nothing behind then.
    """
    inside = os.path.realpath(source.path)
    if (os.path.realpath(store.root) + "/").startswith(inside + "/"):
        raise InsideItself(source.path)
    rewriter = Rewriter(moves(olds, target))
    root = change.stage(store)
    check = Check(root, source.path, rewriter)
    try:
        tree = Tree(inside, root, _labels(rewriter, source, target), Sharer(wanted))
        tree.make(check.start)
        if not tree.was_made_from(inside):
            raise RelocationFailed(source.name, "another environment took its place meanwhile")
        check.finish(tree.uncompiled)
        tree.finish()
    except BaseException as error:
        check.stop()
        deleting.delete(root)
        if isinstance(error, OSError):
            raise SystemRefused(f"make {shown(target)} from {shown(source.path)}", error) from error
        raise
    return Relocated(root, tree)


def moves(olds: Iterable[str], target: str) -> tuple[Move, ...]:
    """Return the moves from each of `olds` to `target`, the spelling without links of the one to that of the other."""
    found = {old: Move(old, target) for old in olds}
    for old in tuple(found):
        found.setdefault(os.path.realpath(old), Move(os.path.realpath(old), os.path.realpath(target)))
    return tuple(sorted(found.values(), key=lambda move: -len(move.old)))


def _labels(rewriter: Rewriter, source: Environment, target: str) -> Labels:
    """Return what the environment is shown as, and is to be: a label of its own stays, its name becomes the new one."""
    names = {os.path.basename(path) for path in (source.path, *(move.old for move in rewriter.moves))}
    label = source.config.prompt
    if label and label not in names:
        return Labels(rewriter, (label,), label)
    return Labels(rewriter, (label,) if label else tuple(names), os.path.basename(target))
