"""The story of a creation: a request is turned into a layout, written aside, and given its seeds."""

from __future__ import annotations

import os

from envarium.creator import image, pyvenv_cfg
from envarium.errors import StrategyRefused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from envarium.creator.layout import Layout
    from envarium.creator.request import Request

    class Strategy(Protocol):
        """A way to make an environment."""

        NAME: str

        def refusal(self, request: Request) -> str:
            """Return why it cannot serve, "" if it can."""

        def build(self, request: Request) -> Layout:
            """Return the layout of the environment."""


STRATEGIES = ("pyvenv.cfg", "copy")
"""Those that are tried without being asked for, in this order."""


def create(request: Request, root: str) -> None:
    """Build the environment that `request` asks for at `root`, an empty directory, with its final paths inside.

    Raises StrategyRefused, and OSError as the file system does.
    """
    layout = strategy(request).build(request)
    scripts = request.python.scripts
    for path, text in request.files.items():
        layout.files[path] = text
    layout.executables |= request.executables
    packages = request.python.purelib
    if request.reserve and packages in layout.directories:
        layout.ready[packages] = request.reserve
    layout.write(root)
    for seed in request.seeds:
        if packages not in layout.ready:
            image.link(seed, f"{root}/{packages}")
        image.launch(seed, root, "" if layout.relocatable else request.place, request.python)
    if scripts != "bin" and not os.path.lexists(root + "/bin"):
        os.symlink(scripts, root + "/bin")
    if layout.finish:
        layout.finish(root)
    if not os.path.exists(f"{root}/{scripts}/{request.python.names[0]}"):
        raise StrategyRefused(strategy(request).NAME, "the store's file system does not follow symlinks")


def strategy(request: Request) -> Strategy:
    """Return the first of the strategies of `request` that can serve it. Raises StrategyRefused."""
    if request.chosen is None:
        request.chosen = _first_willing(request)
    return request.chosen


def _first_willing(request: Request) -> Strategy:
    reasons = []
    for name in request.strategies:
        found = _strategy(name)
        reason = found.refusal(request)
        if not reason:
            return found
        reasons.append(reason)
    raise StrategyRefused(" or ".join(request.strategies), "; ".join(reasons))


def _strategy(name: str) -> Strategy:
    """Return the strategy called `name`; only the default one is imported unasked."""
    if name == "copy":
        from envarium.creator import copy_based

        return copy_based
    if name == "self-contained":
        from envarium.creator import self_contained

        return self_contained
    return pyvenv_cfg
