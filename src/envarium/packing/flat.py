"""The layout of a zip file: without links, which Spark and Ray turn into text, and with the standard library once.

The private base takes the place of the links to it: the environment is an installed Python that packages were installed
into, and does not need to be told its base.
"""

from __future__ import annotations

import os
import shutil
import stat

from envarium.creator import bootstrap
from envarium.files import copying, deleting, writing
from envarium.files.deleting import attempt
from envarium.packing import entries
from envarium.store.environment import BASE
from envarium.store.pyvenv_cfg import FILE as CONFIG
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "flat"
"""The strategy of such an environment, in a manifest."""

KEY = "base-executable"


def flatten(root: str) -> None:
    """Change the self-contained environment in staging at `root` to that layout. Raises OSError."""
    config = PyvenvCfg.read(f"{root}/{CONFIG}")
    for path in _links(root):
        if os.path.lexists(f"{root}/{BASE}/{path}") and not path.startswith(BASE):
            os.unlink(f"{root}/{path}")
            os.rename(f"{root}/{BASE}/{path}", f"{root}/{path}")
    deleting.delete(f"{root}/{BASE}")
    attempt(os.unlink, f"{root}/lib64")
    for path in _links(root):
        _replace(f"{root}/{path}", os.path.realpath(f"{root}/{path}"))
    for path, _ in tuple(entries.walk(root)):
        if "-packages/" in path and os.path.basename(path).startswith(bootstrap.MODULE + "."):
            os.unlink(f"{root}/{path}")
    inside = config.get(KEY).removeprefix(BASE + "/")
    writing.replace_text(f"{root}/{CONFIG}", config.changed(KEY, inside).text)


def _links(root: str) -> Iterator[str]:
    for path, status in tuple(entries.walk(root)):
        if stat.S_ISLNK(status.st_mode):
            yield path


def _replace(link: str, target: str) -> None:
    """Put what `link` leads to, the path `target`, in its place: of directories of packages there is only one."""
    os.unlink(link)
    if not os.path.isdir(target):
        if os.path.exists(target):
            copying.clone(target, link)
    elif link.endswith("-packages"):
        os.rename(target, link)
    else:
        shutil.copytree(target, link)
