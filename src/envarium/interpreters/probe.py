"""Asks interpreters about themselves: starts each with a script, several at once."""

from __future__ import annotations

import os

from envarium.interpreters import answer, script
from envarium.interpreters.child import Child
from envarium.interpreters.question import SCRIPT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.interpreters.child import Outcome
    from envarium.interpreters.facts import Facts

PATIENCE = 10.0
"""Seconds that an interpreter has to answer."""

DEEPEST = 10
"""Environments made inside environments that are followed."""

AT_ONCE = 16

FLAGS = ("-E", "-s")
"""For all versions: which one it is nobody knows yet."""


def ask(paths: list[str]) -> list[Facts | str]:
    """Return the facts of the interpreter at each of `paths` (its base's, in an environment), or why there are none."""
    answers: dict[str, Facts | str] = {}
    waiting = {path: path for path in paths}
    for _ in range(DEEPEST):
        said = _ask_all(list(dict.fromkeys(waiting.values())))
        asked, waiting = waiting, {}
        for path, place in asked.items():
            told = said[place]
            if isinstance(told, dict) and answer.base(told):
                waiting[path] = answer.base(told)
            else:
                answers[path] = _conclusion(told)
    for path in waiting:
        answers[path] = "it lies in an environment whose base cannot be found"
    return [answers[path] for path in paths]


def _conclusion(told: dict[str, str] | str) -> Facts | str:
    if isinstance(told, str):
        return told
    if answer.is_environment(told):
        return f"it lies in an environment whose base, in {told['base_prefix']}, is gone"
    try:
        return answer.facts(told)
    except KeyError as error:
        return f"it does not say what its {error.args[0]} is"


def _ask_all(places: list[str]) -> dict[str, dict[str, str] | str]:
    said: dict[str, dict[str, str] | str] = {}
    for start in range(0, len(places), AT_ONCE):
        said.update(_ask_at_once(places[start : start + AT_ONCE]))
    return said


def _ask_at_once(places: list[str]) -> dict[str, dict[str, str] | str]:
    said: dict[str, dict[str, str] | str] = {}
    started: dict[str, Child] = {}
    try:
        for place in places:
            said[place] = refusal(place)
            if not said[place]:
                try:
                    started[place] = Child(script.command(place, FLAGS, SCRIPT), patience=PATIENCE)
                except OSError as error:
                    said[place] = f"it cannot be started: {(error.strerror or str(error)).lower()}"
        for place in tuple(started):
            said[place] = _answer(started.pop(place).wait())
    finally:
        for running in started.values():
            running.end()
    return said


def _answer(outcome: Outcome) -> dict[str, str] | str:
    """Return what was answered, else why it is no answer."""
    if outcome.answer:
        return answer.read(outcome.values())
    if outcome.late:
        return outcome.late
    line = outcome.last_line()[:120]
    return "it does not answer as a Python does" + (f', but says "{line}"' if line else "")


def refusal(place: str) -> str:
    """Return why what stands at `place` cannot be started, "" if it may be."""
    if not os.path.exists(place):
        try:
            return f"it is a link to {os.readlink(place)}, which is missing"
        except OSError:
            return "there is no such file"
    if os.path.isdir(place):
        return "it is a directory"
    if not os.path.isfile(place):
        return "it is no regular file"
    return "" if os.access(place, os.X_OK) else "it is not executable"
