"""Finds what an environment consists of, and rewrites the files that name its path, without writing anything."""

from __future__ import annotations

import os
import stat

from envarium.errors import RelocationFailed
from envarium.output import shown
from envarium.packing import items
from envarium.packing.items import OTHER, Item
from envarium.packing.members import DIRECTORY, FILE
from envarium.relocating import engine, files, languages, launchers, records
from envarium.relocating.spelling import Rewriter
from envarium.store import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from envarium.packing.items import Items, Stamp
    from envarium.relocating.labels import Labels
    from envarium.store.environment import Environment

    Listing = dict[str, Stamp]
    """What is in a directory, by name."""

    Rewrite = Callable[[str, bytes], bytes]
    """Returns the new content of the file at a path inside the environment."""

FOLDERS = ("lib", "lib-python", "lib_pypy", ".base")
"""The directories of an environment that contain modules."""

CACHE, BYTECODE = "__pycache__", (".pyc", ".pyo")

PACKED = b"/envarium-packed/"
"""What begins the path that files name in an archive."""


class Collection:
    """What was found in a tree: its `items`, and what tells whether the tree has changed since.

    These are the `stamps` of its directories and of files that have new content, and what is in the directories besides
    bytecode, which Python adds when somebody uses the environment.
    """

    __slots__ = ("items", "listings", "stamps")

    def __init__(self) -> None:
        self.items: Items = {}
        self.stamps: dict[str, Stamp] = {}
        self.listings: dict[str, Listing] = {}

    def refuse_changed(self) -> None:
        """Raise Changed if what has a stamp is not as it was."""
        for path, old in self.stamps.items():
            try:
                is_same = items.stamp(os.stat(path, follow_symlinks=False)) == old
                is_same = is_same or (path in self.listings and self.listings[path] == _listing(_scan(path)))
            except OSError as error:
                raise items.FileChanged(path) from error
            if not is_same:
                raise items.FileChanged(path)


def _listing(entries: Iterable[tuple[str, os.stat_result]]) -> Listing:
    """Return what `entries` of a directory are, without bytecode."""
    return {
        name: items.stamp(status) if stat.S_ISREG(status.st_mode) else (0, 0, status.st_ino)
        for name, status in entries
        if name != CACHE and not name.endswith(BYTECODE)
    }


def of_tree(
    root: str, rewrite: Rewrite = lambda _, content: content, rewriter: Rewriter | None = None
) -> Collection:
    """Return what is in the tree at `root`, its files changed by `rewrite`, its links by `rewriter`. Raises OSError.

    Bytecode of modules that are there, too, is left out.
    """
    tree = Collection()
    directories = [""]
    tree.stamps[root] = items.stamp(os.stat(root))
    for directory in directories:  # the loop appends to it
        entries = list(_scan(f"{root}/{directory}"))
        tree.listings[f"{root}/{directory}".rstrip("/")] = _listing(entries)
        for name, status in entries:
            path, source = directory + name, f"{root}/{directory}{name}"
            if stat.S_ISREG(status.st_mode):
                if not is_cached(path):
                    _add_file(tree, path, source, status, rewrite)
            elif stat.S_ISDIR(status.st_mode):
                directories.append(path + "/")
                tree.items[path] = items.directory()
                if name != CACHE:
                    tree.stamps[source] = items.stamp(status)
            elif stat.S_ISLNK(status.st_mode):
                target = os.readlink(source)
                tree.items[path] = items.link(_target(root, path, target, rewriter) if rewriter else target)
            else:
                tree.items[path] = Item(OTHER)
    delete_bytecode(tree.items)
    return tree


def delete_bytecode(tree: Items) -> None:
    """Delete bytecode beside its module, and directories for bytecode that contain nothing else."""
    filled = {path.rpartition("/")[0] for path in tree}
    for path in list(tree):
        is_empty = tree[path].kind == DIRECTORY and path.endswith("/" + CACHE) and path not in filled
        if is_empty or (path.endswith(BYTECODE) and path[:-1] in tree):
            del tree[path]


def _scan(path: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(path) as entries:
        for entry in entries:
            yield entry.name, entry.stat(follow_symlinks=False)


def is_cached(path: str) -> bool:
    """Return whether the file at `path` is bytecode that is compiled again."""
    return path.endswith(BYTECODE) and f"/{CACHE}/" in path and path.partition("/")[0] in FOLDERS


def _add_file(tree: Collection, path: str, source: str, status: os.stat_result, rewrite: Rewrite) -> None:
    tree.items[path] = item = items.of_file(source, status)
    if status.st_size > files.LARGEST or path.endswith(files.BINARY) or ".so." in path:
        return
    content = item.read()
    new = rewrite(path, content)
    if new != content or PACKED in new:
        item.content, item.size = new, len(new)
        tree.stamps[source] = items.stamp(status)


def _target(root: str, path: str, target: str, rewriter: Rewriter) -> str:
    """Return the new target of the link at `path` to `target`: one that leads outside is rewritten."""
    if target[:1] == "/":
        return rewriter.path(target)
    inside = os.path.normpath(os.path.join(os.path.dirname(path), target))
    if inside != ".." and not inside.startswith("../"):
        return target
    absolute = os.path.normpath(os.path.join(root, inside))
    new = rewriter.path(absolute)
    return target if new == absolute else new


def rewriter_of(source: Environment, prefix: str) -> Rewriter:
    """Return what replaces the paths of `source` by `prefix`. Raises RelocationFailed if it names another one's."""
    real = os.path.realpath(source.path)
    former = [place for place in references.former(source) if place != real]
    moves = engine.moves((source.path, *former), prefix)
    olds = {os.path.realpath(move.old) for move in moves}
    for place in references.others(source):
        if os.path.exists(place) and os.path.realpath(place) not in olds:
            raise RelocationFailed(source.name, f"its files name another environment, {shown(place)}")
    return Rewriter(moves, is_movable=True)


def rewriting(labels: Labels) -> Rewrite:
    """Return the function that rewrites files by `labels`."""
    rewriter = labels.rewriter

    def rewrite(path: str, content: bytes) -> bytes:
        if labels.contains(path):
            return labels.rewrite(path, content)
        if records.is_record(path) or not rewriter.may_match(content):
            return content
        head, rest = launchers.rewrite(content, rewriter)
        if b"\0" in rest:
            return head + rest
        return head + rewriter.text(rest, languages.of(os.path.basename(path), content))

    return rewrite


def update_records(tree: Items, rewriter: Rewriter) -> None:
    """Write the hashes and sizes of the files that have new content to the RECORDs among `tree`."""
    contents = {path: item.content for path, item in tree.items() if item.content is not None}
    for path in [path for path in tree if records.is_record(path) and tree[path].kind == FILE]:
        old = tree[path].read()
        new = records.update(old, path, contents, rewriter)
        if new != old:
            tree[path] = items.of_content(new, tree[path].mode)
