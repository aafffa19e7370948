"""The story of a creation: a request is turned into a layout, written aside, and given its seeds."""

from __future__ import annotations

import os

from venvarium.creator import image, pyvenv_cfg
from venvarium.errors import StrategyRefused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvarium.creator.layout import Layout
    from venvarium.creator.request import Request

STRATEGIES = (pyvenv_cfg,)


def create(request: Request, root: str) -> None:
    """Build the environment that `request` asks for at `root`, an empty directory, with its final paths inside.

    Raises StrategyRefused, and OSError as the file system does.
    """
    layout = plan(request)
    scripts = request.python.scripts
    for path, text in request.files.items():
        layout.files[path] = text
    layout.write(root)
    for seed in request.seeds:
        image.put_in(seed, root, request.place, request.python)
    if scripts != "bin" and not os.path.lexists(root + "/bin"):
        os.symlink(scripts, root + "/bin")


def plan(request: Request) -> Layout:
    """Return the layout that the first willing strategy describes. Raises StrategyRefused."""
    strategy = STRATEGIES[0]
    reason = strategy.refusal(request)
    if reason:
        raise StrategyRefused(strategy.NAME, reason)
    return strategy.build(request)
