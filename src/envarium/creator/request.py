"""What is asked of a creator, decided before anything exists, and the strategies that may serve it."""

from __future__ import annotations

import os

from envarium import strategies
from envarium.errors import StrategyRefused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from envarium.creator.image import Image
    from envarium.creator.layout import Layout
    from envarium.interpreters.facts import Facts
    from envarium.store.environment import Environment

    class Strategy(Protocol):
        """A way to create an environment.

        `HAS_HOME` says whether its environments find their base by the `home` in pyvenv.cfg, `RELOCATABLE` whether they
        carry their base with them and may be moved.
        """

        NAME: str
        HAS_HOME: bool
        RELOCATABLE: bool

        def refusal(self, request: Request) -> str:
            """Return why it cannot be used, "" if it can."""

        def build(self, request: Request) -> Layout:
            """Return the layout of the environment. Raises OSError."""

        def owns(self, environment: Environment) -> bool:
            """Say whether `environment`, whichever tool created it, is one of its own."""

        def base_files(self, environment: Environment, request: Request) -> Layout:
            """Return what links `environment` to the interpreter of `request`; not asked of a relocatable one."""


class Request:
    """An environment wanted at `place`, made from the interpreter `python`.

    `seeds` are the images to put in, `files` further files (path inside the environment to text) of which those in
    `executables` may be run, `prompt` the label if it is not the name, and `system_site` says whether the base's own
    packages are seen. `strategies` are the names of those that may serve, the one wanted most first, and `chosen` is
    the one that does. `reserve` is where a tree of `seeds` may stand ready ("": nowhere).
    """

    __slots__ = (
        "chosen", "executables", "files", "place", "prompt", "python", "reserve", "seeds", "strategies", "system_site",
    )  # fmt: skip

    def __init__(self, place: str, python: Facts, *, prompt: str = "", system_site: bool = False) -> None:
        self.place = place
        self.python = python
        self.prompt = prompt
        self.system_site = system_site
        self.strategies: tuple[str, ...] = ()
        self.chosen: Strategy | None = None
        self.seeds: tuple[Image, ...] = ()
        self.reserve = ""
        self.files: dict[str, str] = {}
        self.executables: set[str] = set()

    @property
    def strategy(self) -> Strategy:
        """The first of `strategies` that can be used. Raises StrategyRefused."""
        if self.chosen is None:
            self.chosen = self._first_willing()
        return self.chosen

    def _first_willing(self) -> Strategy:
        reasons = []
        for name in self.strategies:
            strategy = named(name)
            reason = strategy.refusal(self) or self._conflict(strategy)
            if not reason:
                return strategy
            reasons.append(reason)
        raise StrategyRefused(" or ".join(self.strategies), "; ".join(dict.fromkeys(reasons)))

    def _conflict(self, strategy: Strategy) -> str:
        """Return why an environment of `strategy` would end its own base, "" if it would not."""
        executable, place = map(os.path.realpath, (self.python.executable, self.place))
        inside = executable.startswith(place + "/") and not strategy.RELOCATABLE
        return f"{self.python.executable} is in the environment that would be replaced" if inside else ""


def named(name: str) -> Strategy:
    """Return the strategy called `name`, imported when it is asked for."""
    strategy: Strategy = __import__("envarium.creator." + strategies.MODULES[name], None, None, ["build"])
    return strategy


def owner(environment: Environment) -> Strategy:
    """Return the strategy whose environment this is."""
    return next(filter(lambda strategy: strategy.owns(environment), map(named, reversed(strategies.MODULES))))
