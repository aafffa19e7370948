"""The step in staging: a request is turned into a layout, written, and given its seeds."""

from __future__ import annotations

import os

from envarium.creator import image
from envarium.errors import StrategyRefused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.creator.request import Request


def build(request: Request, root: str) -> None:
    """Build the environment that `request` asks for at `root`, an empty directory, with its final paths inside.

    Raises StrategyRefused, and OSError as the file system does.
    """
    strategy, python = request.strategy, request.python
    layout = strategy.build(request)
    scripts, packages = python.scripts, python.purelib
    layout.files.update(request.files)
    layout.executables |= request.executables
    if request.reserve and packages in layout.directories:
        layout.ready[packages] = request.reserve
    layout.write(root)
    for seed in request.seeds:
        if packages not in layout.ready:
            image.link(seed, f"{root}/{packages}")
        image.launch(seed, root, "" if strategy.RELOCATABLE else request.place, python)
    if scripts != "bin" and not os.path.lexists(root + "/bin"):
        os.symlink(scripts, root + "/bin")
    if layout.finish:
        layout.finish(root)
    if not os.path.exists(f"{root}/{scripts}/{python.names[0]}"):
        raise StrategyRefused(strategy.NAME, "the store's file system does not follow symlinks")
