"""The layout of a zip file: without links, which Spark and Ray turn into text, and with the standard library once.

The private base takes the place of the links to it: the environment is an installed Python that packages were installed
into, and does not need to be told its base.
"""

from __future__ import annotations

import os

from envarium.creator import bootstrap
from envarium.packing import items
from envarium.packing.members import DIRECTORY, LINK
from envarium.store.environment import BASE
from envarium.store.pyvenv_cfg import FILE as CONFIG
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.packing.items import Items

NAME = "flat"
"""The strategy of such an environment, in a manifest."""

KEY = "base-executable"

MOST_LINKS = 40
"""Links that the path of a file may lead through."""


def flatten(tree: Items) -> None:
    """Change `tree`, the items of a self-contained environment, to that layout. Raises OSError."""
    config = PyvenvCfg(os.fsdecode(tree[CONFIG].read()))
    private = {path[len(BASE) + 1 :]: tree.pop(path) for path in list(tree) if path.startswith(BASE + "/")}
    tree.pop(BASE, None)
    replaced = {path for path in private if path in tree and tree[path].kind == LINK}
    for path, item in private.items():
        if path in replaced or not replaced.isdisjoint(items.parents(path)):
            tree[path] = item
    if "lib64" in tree and tree["lib64"].kind == LINK:
        del tree["lib64"]
    # what is in a directory of packages is in its place before that is moved
    for path in sorted((path for path in tree if tree[path].kind == LINK), key=_is_of_packages):
        _replace(tree, path)
    for path in list(tree):
        if "-packages/" in path and os.path.basename(path).startswith(bootstrap.MODULE + "."):
            del tree[path]
    inside = config.get(KEY).removeprefix(BASE + "/")
    tree[CONFIG] = items.of_content(os.fsencode(config.changed(KEY, inside).text), tree[CONFIG].mode)


def _replace(tree: Items, path: str) -> None:
    """Put what the link at `path` leads to in its place: of directories of packages there is only one."""
    target = _resolved(tree, path)
    del tree[path]
    if target not in tree or path.startswith(target + "/"):
        return
    for inside in [one for one in tree if one == target or one.startswith(target + "/")]:
        item = tree[inside]
        if _is_of_packages(path):
            del tree[inside]
        elif item.kind == LINK:
            item = tree.get(_resolved(tree, inside), items.directory())
            if item.kind == DIRECTORY:
                continue  # links among directories may be endless
        tree[path + inside[len(target) :]] = item


def _is_of_packages(path: str) -> bool:
    return os.path.basename(path) in ("site-packages", "dist-packages")


def _resolved(tree: Items, path: str) -> str:
    """Return the path that the link at `path` leads to through other links, "" if it leads nowhere."""
    for _ in range(MOST_LINKS):
        through = next(
            (one for one in (path, *items.parents(path)) if one in tree and tree[one].kind == LINK), ""
        )
        if not through:
            return path
        target = os.path.join(os.path.dirname(through), tree[through].target)
        path = os.path.normpath(target + path[len(through) :])
    return ""
