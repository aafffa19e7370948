"""The layout of a zip file: without links, which Spark and Ray turn into text, and with the standard library once.

The private base takes the place of the links to it: the environment is an installed Python that packages were installed
into, and does not need to be told its base.
"""

from __future__ import annotations

import os

from envarium.creator import bootstrap
from envarium.packing import items
from envarium.packing.members import LINK
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


def flatten(found: Items) -> None:
    """Change `found`, the items of a self-contained environment, to that layout. Raises OSError."""
    config = PyvenvCfg(os.fsdecode(found[CONFIG].read()))
    private = {path[len(BASE) + 1 :]: found.pop(path) for path in list(found) if path.startswith(BASE + "/")}
    found.pop(BASE, None)
    replaced = {path for path in private if path in found and found[path].kind == LINK}
    for path, item in private.items():
        if path in replaced or not replaced.isdisjoint(items.parents(path)):
            found[path] = item
    if "lib64" in found and found["lib64"].kind == LINK:
        del found["lib64"]
    for path in sorted(path for path in found if found[path].kind == LINK):
        _replace(found, path)
    for path in list(found):
        if "-packages/" in path and os.path.basename(path).startswith(bootstrap.MODULE + "."):
            del found[path]
    inside = config.get(KEY).removeprefix(BASE + "/")
    found[CONFIG] = items.of_content(os.fsencode(config.changed(KEY, inside).text), found[CONFIG].mode)


def _replace(found: Items, path: str) -> None:
    """Put what the link at `path` leads to in its place: of directories of packages there is only one."""
    target = _resolved(found, path)
    del found[path]
    if target not in found or path.startswith(target + "/"):
        return
    for inside in [one for one in found if one == target or one.startswith(target + "/")]:
        found[path + inside[len(target) :]] = found[inside]
        if path.endswith("-packages"):
            del found[inside]


def _resolved(found: Items, path: str) -> str:
    """Return the path that the link at `path` leads to through other links, "" if it leads nowhere."""
    for _ in range(MOST_LINKS):
        through = next(
            (one for one in (path, *items.parents(path)) if one in found and found[one].kind == LINK), ""
        )
        if not through:
            return path
        target = os.path.join(os.path.dirname(through), found[through].target)
        path = os.path.normpath(target + path[len(through) :])
    return ""
