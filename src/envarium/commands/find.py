"""Find the environments below directories, of any tool, from files alone."""

from __future__ import annotations

import os
import sys

from envarium import environ, lanes
from envarium.command_line import Answer
from envarium.commands.find_table import print_table
from envarium.discovery.environment import AnyEnvironment
from envarium.discovery.search import Search
from envarium.exit_codes import INTERRUPTED
from envarium.printing import json_output
from envarium.projects import location
from envarium.vocabulary_terms import SELECTION, SELECTION_SWITCHES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.command_line import Values


def run(values: Values) -> Answer:
    """Print a table, or JSON, and what could not be searched; then adopt or remove what was found, if asked to."""
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
        json_output.show(rows)
    else:
        print_table(search.matches, sizes=sizes)
    sys.stdout.flush()


def _tops(values: Values) -> list[str]:
    """Return the directories to search, without links. Raises NotADirectory."""
    directories = values.many("directories") or (environ.home(),)
    return [os.path.realpath(location.directory(text)) for text in directories]


def _is_selected(values: Values) -> bool:
    """Return whether an option selects some of the environments."""
    names = ["tools", *(word.name for word in (*SELECTION, *SELECTION_SWITCHES))]
    return any(values.by_name[name] for name in names)


def _predicate(values: Values) -> Callable[[AnyEnvironment], bool]:
    """Return what tells whether the options select an environment. Raises NeedsFullLane, WrongUsage, InvalidSpec."""
    if not _is_selected(values):
        return lambda _: True
    lanes.require_full()
    from envarium.discovery import selection

    tools, test = values.many("tools"), selection.predicate(values)
    return lambda environment: environment.tool in (tools or (environment.tool,)) and test(environment)


def facts(environment: AnyEnvironment, *, sizes: bool) -> dict[str, object]:
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
