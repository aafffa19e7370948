"""A layout: what an environment consists of, described before anything exists, and the writing of it."""

from __future__ import annotations

import os

from envarium.files import copying
from envarium.files.writing import overwrite, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Layout:
    """Directories, links and files of an environment, by their paths inside it.

    `directories` has parents first; `links` maps a path to its target; `files` a path to text, of which those in
    `executables` are executable; `copies` a path to the file to copy; `overwrites` a path in `copies` to a position in
    the copy, and the bytes to put there. `ready` maps a directory to a tree that is moved
    there instead of creating it; after `write` it contains those that were moved. `finish` is called at the end with
    the root.
    """

    __slots__ = ("copies", "directories", "executables", "files", "finish", "links", "overwrites", "ready")

    def __init__(self) -> None:
        self.directories: dict[str, None] = {}
        self.links: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self.executables: set[str] = set()
        self.copies: dict[str, str] = {}
        self.overwrites: dict[str, tuple[int, bytes]] = {}
        self.ready: dict[str, str] = {}
        self.finish: Callable[[str], None] | None = None

    def directory(self, path: str) -> None:
        """Add the directory `path` and those above it."""
        parent = path.rpartition("/")[0]
        if parent and parent not in self.directories:
            self.directory(parent)
        self.directories[path] = None

    def write(self, root: str) -> None:
        """Make all of it below `root`, an empty directory. Raises OSError."""
        inside = root + "/"
        for path in self.directories:
            if path not in self.ready or not take(self.ready[path], inside + path):
                self.ready.pop(path, None)
                os.mkdir(inside + path)
        for path, target in self.links.items():
            os.symlink(target, inside + path)
        for path, text in self.files.items():
            mode = 0o777 if path in self.executables else 0o666
            write(inside + path, os.fsencode(text), mode)
        for path, source in self.copies.items():
            copying.clone(source, inside + path)
        for path, (position, content) in self.overwrites.items():
            overwrite(inside + path, position, content)


def take(tree: str, target: str) -> bool:
    """Move the directory `tree` to `target`, where nothing is, and return whether there was one.

    If several processes take it, one succeeds. (A rename over an empty directory takes ext4 a millisecond: it deletes
    that directory.)
    """
    try:
        os.rename(tree, target)
    except OSError:
        return False
    return True
