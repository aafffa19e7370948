"""Symbolic links in an archive: relative ones, to something inside the environment."""

from __future__ import annotations

import os

from envarium.output import shown
from envarium.packing.members import LINK
from envarium.packing.refusals import CannotPack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.packing.items import Items

WITHOUT_PYTHON = "pyvenv.cfg"
"""The strategy of environments in archives that depend on a Python of the machine."""


def close(tree: Items, name: str, prefix: str, *, with_python: bool) -> None:
    """Make the links among `tree`, the items of the environment `name`, relative; those to `prefix` mean itself.

    Without its Python, the links to that in `bin` stay. Raises CannotPack for another link that leads out.
    """
    for path, item in tree.items():
        if item.kind != LINK:
            continue
        target = item.target
        if target.startswith(prefix + "/"):
            target = os.path.relpath(target[len(prefix) :], "/" + os.path.dirname(path))
            item.target = target
        if leads_out(path, target) and (with_python or not is_interpreter(path, target)):
            raise CannotPack(
                name,
                f"its {shown(path)} links to {shown(target)}, which is not in it",
                f"put what it links to in its place, or leave it out: --exclude {shown(path)}",
            )


def leads_out(path: str, target: str) -> bool:
    """Return whether the link at `path`, relative to the environment, to `target` leads out of it."""
    end = os.path.normpath(os.path.join(os.path.dirname(path), target))
    return target[:1] == "/" or end == ".." or end.startswith("../")


def is_interpreter(path: str, target: str) -> bool:
    """Return whether the link at `path` to `target` is one from `bin` to an installed Python."""
    folder, _, name = path.rpartition("/")
    names = (name, os.path.basename(target))
    return folder == "bin" and target[:1] == "/" and all(one.startswith(("python", "pypy")) for one in names)


def is_of_base(path: str, target: str) -> bool:
    """Return whether the link at `path` to `target` is one of a copy environment into its base."""
    in_library = path.startswith(("lib/", "lib64/", "include/")) and "-packages/" not in path
    return in_library and target[:1] == "/" and os.path.basename(path) == os.path.basename(target)
