"""What the module of a strategy contains, for type checkers: nothing imports this at run time."""

from __future__ import annotations

from typing import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.creator.layout import Layout
    from envarium.creator.request import Request
    from envarium.store.environment import Environment


class Strategy(Protocol):
    """A way to create an environment.

    `HAS_HOME` says whether its environments find their base by the `home` in pyvenv.cfg, `RELOCATABLE` whether they
    contain their base and can be moved.
    """

    NAME: str
    HAS_HOME: bool
    RELOCATABLE: bool

    def refusal(self, request: Request) -> str:
        """Return why it cannot be used, "" if it can."""

    def build(self, request: Request) -> Layout:
        """Return the layout of the environment. Raises OSError."""

    def owns(self, environment: Environment) -> bool:
        """Return whether `environment`, whichever tool created it, is of this strategy."""

    def base_files(self, environment: Environment, request: Request) -> Layout:
        """Return what links `environment` to the interpreter of `request`; never called if it is relocatable."""
