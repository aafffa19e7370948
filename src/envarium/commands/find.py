"""Find the environments below directories, of any tool, from files alone."""

from __future__ import annotations

import os
import sys

from envarium import environ, lanes
from envarium.command_line import Answer
from envarium.commands import projects
from envarium.commands.found_table import print_table
from envarium.discovery.found import Found
from envarium.discovery.walk import Walk
from envarium.exit_codes import INTERRUPTED
from envarium.files import disk
from envarium.printing import json_output
from envarium.printing.status_line import StatusLine
from envarium.store.environment import Shared
from envarium.vocabulary_terms import SELECTING, SELECTING_SWITCHES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.command_line import Values


class Search:
    """All environments below some directories (`everything`), those to be listed (`matches`), sorted by path.

    `interrupted` says whether the search was ended by Ctrl-C.
    """

    __slots__ = ("_line", "_walk", "everything", "interrupted", "matches")

    def __init__(self, *, everywhere: bool = False, across: bool = False) -> None:
        self._line = StatusLine()
        self._walk = Walk(self._tell, everywhere=everywhere, across=across)
        self.everything: list[Found] = []
        self.matches: list[Found] = []
        self.interrupted = False

    def run(self, tops: list[str], test: Callable[[Found], bool]) -> None:
        """Search `tops` for what passes the `test`. Ctrl-C ends that, and what is found until then is kept."""
        shared, paths = Shared(), set()
        try:
            for top in tops:
                for path in self._walk.below(top):
                    if path not in paths:
                        paths.add(path)
                        self._add(Found(path, shared), test)
        except KeyboardInterrupt:
            self.interrupted = True
        self._line.clear()
        self.matches.sort(key=lambda environment: environment.path)

    def _add(self, environment: Found, test: Callable[[Found], bool]) -> None:
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


def run(values: Values) -> Answer:
    """Print a table, or JSON, and what could not be searched; then do what is to be done with what was found."""
    if values.on("adopt") or values.on("trash"):
        lanes.require_full()
        from envarium.commands import find_actions

        find_actions.check(values, is_selected=_is_selected(values))
    search = Search(everywhere=values.on("everywhere"), across=values.on("across"))
    search.run(_tops(values), _predicate(values))
    order = values.text("sort")
    sizes = values.on("sizes") or order == "size"
    if sizes:
        search.measure()
    if order:
        lanes.require_full()
        from envarium.commands import list_selected

        list_selected.sort(search.matches, order)
    if values.on("json") or not values.on("adopt"):
        _print(search, sizes=sizes, as_json=values.on("json"))
    search.remark()
    if search.interrupted:
        return Answer(code=INTERRUPTED)
    if values.on("adopt") or values.on("trash"):
        return find_actions.act(search, values)
    return Answer()


def _print(search: Search, *, sizes: bool, as_json: bool) -> None:
    if as_json:
        rows = [facts(environment, sizes=sizes) for environment in search.matches]
        sys.stdout.write(json_output.dump(rows) + "\n")
    else:
        print_table(search.matches, sizes=sizes)
    sys.stdout.flush()


def _tops(values: Values) -> list[str]:
    """Return the directories to search, without links. Raises NotADirectory."""
    directories = values.many("directories") or (environ.home(),)
    return [os.path.realpath(projects.directory(text)) for text in directories]


def _is_selected(values: Values) -> bool:
    """Return whether an option selects some of the environments."""
    names = ["tools", *(word.name for word in (*SELECTING, *SELECTING_SWITCHES))]
    return any(values.by_name[name] for name in names)


def _predicate(values: Values) -> Callable[[Found], bool]:
    """Return what tells whether the options select an environment. Raises NeedsFullLane, WrongUsage, InvalidSpec."""
    if not _is_selected(values):
        return lambda _: True
    lanes.require_full()
    from envarium.commands import selection

    tools, test = values.many("tools"), selection.predicate(values)
    return lambda environment: environment.tool in (tools or (environment.tool,)) and test(environment)


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
