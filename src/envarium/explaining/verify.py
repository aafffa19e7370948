"""Compares an explanation with the values in `sys` of the interpreter, started as a user would."""

from __future__ import annotations

from envarium import child
from envarium.explaining.explanation import Explanation
from envarium.files.reading import system_reason
from envarium.interpreters import script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

TIME_LIMIT = 20.0
"""Seconds to wait for the interpreter."""

QUESTION = r"""
base = sys.prefix, sys.exec_prefix
answer = [
    ('prefix', [sys.prefix]), ('exec_prefix', [sys.exec_prefix]),
    ('base_prefix', [getattr(sys, 'base_prefix', base[0])]),
    ('base_exec_prefix', [getattr(sys, 'base_exec_prefix', base[1])]),
    ('path', sys.path),
]
tell(*['%s\n%s' % (name, value) for name, values in answer for value in values])
"""


class Difference:
    """The `computed` and the `actual` values of one name in `sys`."""

    __slots__ = ("actual", "computed", "name")

    def __init__(self, name: str, computed: list[str], actual: list[str]) -> None:
        self.name = name
        self.computed = computed
        self.actual = actual


def differences(explanation: Explanation, environ: Mapping[str, str]) -> list[Difference]:
    """Start the interpreter and return the differences.

    A difference in whether it starts has the name "start".
    """
    actual = ask(explanation.executable, environ)
    if isinstance(actual, str):
        return [] if not explanation.starts else [Difference("start", ["yes"], [actual])]
    if not explanation.starts:
        return [
            Difference(
                "start", [trouble.sentence for trouble in explanation.troubles if trouble.fatal], ["yes"]
            )
        ]
    computed = explanation.outcome.values()
    return [
        Difference(name, computed[name], actual.get(name, []))
        for name in computed
        if computed[name] != actual.get(name, [])
    ]


def ask(executable: str, environ: Mapping[str, str]) -> dict[str, list[str]] | str:
    """Return the values of the interpreter, or why it returns none."""
    variables = {**environ, "PYTHONSAFEPATH": "1"}  # from 3.13 on -c imports linecache before it runs
    try:
        command = script.command(executable, (), QUESTION)
        outcome = child.Child(command, variables, TIME_LIMIT, cwd=".").wait()
    except OSError as error:
        return f"it cannot be started: {system_reason(error)}"
    first = outcome.noise.strip().partition("\n")[0]
    return _read(outcome.values()) or outcome.timeout or f"it ended with {outcome.code}: {first}"


def _read(values: list[str]) -> dict[str, list[str]]:
    answer: dict[str, list[str]] = {}
    for item in values:
        name, _, value = item.partition("\n")
        answer.setdefault(name, []).append(value)
    return answer
