"""Find the environments below directories, of any tool, from files alone."""

from __future__ import annotations

import os
import sys

from envarium import environ, lanes
from envarium.command_line import Answer
from envarium.commands import disk, jsontext, projects
from envarium.commands.found_table import print_table
from envarium.commands.status_line import StatusLine
from envarium.discovery.found import Found
from envarium.discovery.walk import Walk
from envarium.store.environment import Shared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from envarium.command_line import Values

INTERRUPTED = 130
"""128 and SIGINT, as in shells."""


class Search:
    """What was `found`, sorted by path, and whether the search was `interrupted`."""

    __slots__ = ("_line", "_walk", "found", "interrupted")

    def __init__(self, values: Values) -> None:
        self._line = StatusLine()
        self._walk = Walk(self._tell, everywhere=values.on("everywhere"), across=values.on("across"))
        self.found: list[Found] = []
        self.interrupted = False

    def run(self, tops: list[str], wanted: Callable[[Found], bool], *, sizes: bool) -> None:
        """Search `tops` for what is `wanted`, and measure it. Ctrl-C ends that, and keeps what is found."""
        try:
            for environment in self._environments(tops):
                if wanted(environment):
                    self.found.append(environment)
            for number, environment in enumerate(self.found if sizes else (), 1):
                self._line.show(f"measuring {number} of {len(self.found)}: {environment.path}")
                environment.size = disk.freed_by(environment.path)
        except KeyboardInterrupt:
            self.interrupted = True
        self._line.clear()
        self.found.sort(key=lambda environment: environment.path)

    def _environments(self, tops: list[str]) -> Iterator[Found]:
        shared, paths = Shared(), set()
        for top in tops:
            for path in self._walk.below(top):
                if path not in paths:
                    paths.add(path)
                    yield Found(path, shared)

    def _tell(self, path: str) -> None:
        if self._line.is_due:
            count = f"{self._walk.directories} directories, {len(self.found)} environments"
            self._line.show(f"{count}: {environ.abbreviated(path)}")

    @property
    def remarks(self) -> list[str]:
        """What is to be said of the search besides what it has found."""
        number = self._walk.unreadable
        remarks = ["interrupted: not everything was searched"] if self.interrupted else []
        unreadable = f"{number} director{'y' if number == 1 else 'ies'} could not be read"
        return [*remarks, unreadable] if number else remarks


def run(values: Values) -> Answer:
    """Print a table, or JSON, and what could not be searched."""
    search = Search(values)
    search.run(_tops(values), wanted(values), sizes=values.on("sizes"))
    if values.on("json"):
        rows = [facts(environment, sizes=values.on("sizes")) for environment in search.found]
        sys.stdout.write(jsontext.dump(rows) + "\n")
    else:
        print_table(search.found, sizes=values.on("sizes"))
    sys.stdout.flush()
    for remark in search.remarks:
        sys.stderr.write(remark + "\n")
    return Answer(code=INTERRUPTED if search.interrupted else 0)


def _tops(values: Values) -> list[str]:
    """Return the directories to search, without links. Raises NotADirectory."""
    given = values.many("directories") or (environ.home(),)
    return [os.path.realpath(projects.directory(text)) for text in given]


def wanted(values: Values) -> Callable[[Found], bool]:
    """Return what tells whether the options ask for an environment. Raises NeedsFullLane."""
    tools, pattern, broken = values.many("tools"), values.text("only"), values.on("broken")
    matches = _matching(pattern) if pattern else None

    def is_wanted(environment: Found) -> bool:
        if tools and environment.tool not in tools:
            return False
        if matches and not matches(environment.path):
            return False
        return bool(environment.problem) if broken else True

    return is_wanted


def _matching(pattern: str) -> Callable[[str], bool]:
    """Return what tells whether a path, or its last part, matches `pattern`. Raises NeedsFullLane."""
    lanes.require_full()
    import fnmatch

    whole = os.path.expanduser(pattern)
    return lambda path: any(fnmatch.fnmatchcase(text, whole) for text in (path, os.path.basename(path)))


def facts(environment: Found, *, sizes: bool) -> dict[str, object]:
    """Return the facts of `environment`, as `--json` prints them."""
    row: dict[str, object] = {
        "path": environment.path,
        "tool": environment.tool,
        "python": environment.version,
        "implementation": environment.implementation,
        "project": environment.project,
        "used": int(environment.last_use),
        "problem": environment.problem,
    }
    return {**row, "bytes": environment.size} if sizes else row
