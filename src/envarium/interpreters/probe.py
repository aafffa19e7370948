"""Asks interpreters about themselves: starts each with a script, several at once."""

from __future__ import annotations

import os

from envarium.child import Child
from envarium.files.reading import system_reason
from envarium.interpreters import answer, bases, script
from envarium.interpreters.question import SCRIPT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.child import Outcome
    from envarium.interpreters.facts import Facts

TIME_LIMIT = 10.0
"""Seconds after which an interpreter is killed."""

AT_ONCE = 16

FLAGS = ("-E", "-s")
"""Valid for all versions: this one's is not known yet."""


def ask(paths: list[str]) -> list[Facts | str]:
    """Return the facts of the interpreter at each of `paths` (in an environment: its base), or why there are none."""
    results: dict[str, Facts | str] = {}
    pending = {path: path for path in paths}
    for _ in range(bases.MAX_DEPTH):
        answers = _ask_all(list(dict.fromkeys(pending.values())))
        current, pending = pending, {}
        for path, python in current.items():
            values = answers[python]
            if isinstance(values, dict) and answer.base(values):
                pending[path] = answer.base(values)
            else:
                results[path] = _facts(values)
    for path in pending:
        results[path] = "it is in an environment whose base cannot be found"
    return [results[path] for path in paths]


def _facts(values: dict[str, str] | str) -> Facts | str:
    if isinstance(values, str):
        return values
    if answer.is_environment(values):
        return f"it is in an environment whose base, in {values['base_prefix']}, does not exist"
    try:
        return answer.facts(values)
    except KeyError as error:
        return f"it does not say what its {error.args[0]} is"


def _ask_all(paths: list[str]) -> dict[str, dict[str, str] | str]:
    answers: dict[str, dict[str, str] | str] = {}
    for start in range(0, len(paths), AT_ONCE):
        answers.update(_ask_at_once(paths[start : start + AT_ONCE]))
    return answers


def _ask_at_once(paths: list[str]) -> dict[str, dict[str, str] | str]:
    answers: dict[str, dict[str, str] | str] = {}
    children: dict[str, Child] = {}
    try:
        for path in paths:
            answers[path] = refusal(path)
            if not answers[path]:
                try:
                    children[path] = Child(script.command(path, FLAGS, SCRIPT), time_limit=TIME_LIMIT)
                except OSError as error:
                    answers[path] = f"it cannot be started: {system_reason(error)}"
        for path in tuple(children):
            answers[path] = _answer(children.pop(path).wait())
    finally:
        for child in children.values():
            child.kill()
    return answers


def _answer(outcome: Outcome) -> dict[str, str] | str:
    """Return the answer, or why there is none."""
    if outcome.answer:
        return answer.read(outcome.values())
    if outcome.timeout:
        return outcome.timeout
    line = outcome.last_line()[:120]
    return f'it does not answer as a Python does, but prints "{line}"' if line else "it does not answer"


def refusal(path: str) -> str:
    """Return why the file at `path` cannot be started, "" if that is not known."""
    if not os.path.exists(path):
        try:
            return f"it is a link to {os.readlink(path)}, which is missing"
        except OSError:
            return "there is no such file"
    if os.path.isdir(path):
        return "it is a directory"
    if not os.path.isfile(path):
        return "it is no regular file"
    return "" if os.access(path, os.X_OK) else "it is not executable"
