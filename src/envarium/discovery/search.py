"""A search for environments below directories, which a terminal shows while it lasts, and Ctrl-C ends. Hot."""

from __future__ import annotations

import sys

from envarium import environ
from envarium.discovery.environment import AnyEnvironment
from envarium.discovery.walk import Walk
from envarium.files import disk
from envarium.printing.status_line import StatusLine
from envarium.store.environment import LookupCache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Search:
    """All environments below some directories (`everything`), those to be listed (`matches`), sorted by path.

    `interrupted` says whether the search was ended by Ctrl-C.
    """

    __slots__ = ("_line", "_walk", "everything", "interrupted", "matches")

    def __init__(self, *, everywhere: bool = False, across: bool = False) -> None:
        self._line = StatusLine()
        self._walk = Walk(self._tell, everywhere=everywhere, across=across)
        self.everything: list[AnyEnvironment] = []
        self.matches: list[AnyEnvironment] = []
        self.interrupted = False

    def run(self, tops: list[str], test: Callable[[AnyEnvironment], bool]) -> None:
        """Search `tops` for what passes the `test`. Ctrl-C ends that, and what is found until then is kept."""
        cache, paths = LookupCache(), set()
        try:
            for top in tops:
                for path in self._walk.below(top):
                    if path not in paths:
                        paths.add(path)
                        self._add(AnyEnvironment(path, cache), test)
        except KeyboardInterrupt:
            self.interrupted = True
        self._line.clear()
        self.matches.sort(key=lambda environment: environment.path)

    def _add(self, environment: AnyEnvironment, test: Callable[[AnyEnvironment], bool]) -> None:
        self.everything.append(environment)
        if test(environment):
            self.matches.append(environment)

    def measure(self) -> None:
        """Measure what was found. Ctrl-C ends that too."""
        try:
            for number, environment in enumerate(self.matches, 1):
                self._line.show(f"measuring {number} of {len(self.matches)}: {environment.path}")
                environment.size = disk.freed_by(environment.path)
        except KeyboardInterrupt:
            self.interrupted = True
        self._line.clear()

    def _tell(self, path: str) -> None:
        if self._line.is_due:
            count = f"{self._walk.directories} directories, {len(self.matches)} environments"
            self._line.show(f"{count}: {environ.abbreviated(path)}")

    def remark(self) -> None:
        """Print what could not be searched."""
        number = self._walk.unreadable
        if self.interrupted:
            sys.stderr.write("interrupted: not everything was searched\n")
        if number:
            sys.stderr.write(f"{number} director{'y' if number == 1 else 'ies'} could not be read\n")
