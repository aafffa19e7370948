"""The request for an environment, which is complete before anything is created, and the strategies."""

from __future__ import annotations

import os

from envarium import __version__, errors, strategies
from envarium.store import hosts
from envarium.store.pyvenv_cfg import PROMPT, SYSTEM_SITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.creator.image import Image
    from envarium.creator.strategy import Strategy
    from envarium.interpreters.facts import Facts
    from envarium.store.environment import Environment


class Request:
    """An environment to be created at `path` from the interpreter `python`.

    `seeds` are the images to install, `files` further files (path inside the environment to text) of which those in
    `executables` are executable, `prompt` the prompt if it is not the name, and `system_site` says whether the base's
    packages are visible. `strategies` are the names of those that may be used, the preferred one first. `reserve` is
    the path of a tree of `seeds`, if there is one ("": do not look). `on` is the content of the link to the environment
    that it is on.
    """

    __slots__ = (
        "executables", "files", "on", "path", "prompt", "python", "reserve", "seeds", "selection", "strategies",
        "system_site",
    )  # fmt: skip

    def __init__(self, path: str, python: Facts, *, prompt: str = "", system_site: bool = False) -> None:
        self.path = path
        self.python = python
        self.prompt = prompt
        self.system_site = system_site
        self.strategies: tuple[str, ...] = ()
        self.selection: Strategy | None = None
        self.seeds: tuple[Image, ...] = ()
        self.reserve = ""
        self.on = ""
        self.files: dict[str, str] = {}
        self.executables: set[str] = set()

    @property
    def strategy(self) -> Strategy:
        """The first of `strategies` that can be used. Raises StrategyRefused."""
        if self.selection is None:
            self.selection = self._first_usable()
        return self.selection

    def config(self) -> dict[str, str]:
        """Return the lines of pyvenv.cfg that all environments have: never `home`, which changes the search."""
        return {
            "implementation": self.python.implementation,
            "version_info": self.python.version,
            "version": self.python.version,
            hosts.KEY: hosts.PLATFORM,
            SYSTEM_SITE: "true" if self.system_site else "false",
            **({PROMPT: self.prompt} if self.prompt else {}),
            "envarium": __version__,
        }

    def _first_usable(self) -> Strategy:
        reasons = []
        for name in self.strategies:
            strategy = named(name)
            reason = strategy.refusal(self) or self._conflict(strategy)
            if not reason:
                return strategy
            reasons.append(reason)
        raise errors.StrategyRefused(" or ".join(self.strategies), "; ".join(dict.fromkeys(reasons)))

    def _conflict(self, strategy: Strategy) -> str:
        """Return why an environment of `strategy` would replace its own base, "" if it would not."""
        if not os.path.lexists(self.path):
            return ""
        executable, path = map(os.path.realpath, (self.python.executable, self.path))
        is_inside = executable.startswith(path + "/") and not strategy.RELOCATABLE
        return f"{self.python.executable} is in the environment that would be replaced" if is_inside else ""


def named(name: str) -> Strategy:
    """Return the strategy called `name`, imported when it is needed."""
    strategy: Strategy = __import__("envarium.creator." + strategies.MODULES[name], None, None, ["build"])
    return strategy


def owner(environment: Environment) -> Strategy:
    """Return the strategy that created `environment`."""
    return next(filter(lambda strategy: strategy.owns(environment), map(named, reversed(strategies.MODULES))))
