"""Compares an explanation with what the interpreter itself says when it is started as a user would start it."""

from __future__ import annotations

from envarium.explaining.explanation import Explanation
from envarium.interpreters import child, script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENCE = 20.0
"""Seconds that the interpreter has to answer."""

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
    """What was `computed` and what the interpreter `said`, of one name in `sys`."""

    __slots__ = ("computed", "name", "said")

    def __init__(self, name: str, computed: list[str], said: list[str]) -> None:
        self.name = name
        self.computed = computed
        self.said = said


def differences(explanation: Explanation, environ: Mapping[str, str]) -> list[Difference]:
    """Start the interpreter and return where it says otherwise, nothing if all agrees.

    That it cannot start is an answer too; "start" stands for it among the names.
    """
    said = ask(explanation.executable, environ)
    if isinstance(said, str):
        return [] if not explanation.starts else [Difference("start", ["yes"], [said])]
    if not explanation.starts:
        return [
            Difference(
                "start", [trouble.sentence for trouble in explanation.troubles if trouble.fatal], ["yes"]
            )
        ]
    computed = explanation.outcome.values()
    return [
        Difference(name, computed[name], said.get(name, []))
        for name in computed
        if computed[name] != said.get(name, [])
    ]


def ask(executable: str, environ: Mapping[str, str]) -> dict[str, list[str]] | str:
    """Return what the interpreter says of itself, or why it says nothing."""
    variables = {**environ, "PYTHONSAFEPATH": "1"}  # from 3.13 on -c imports linecache before it runs
    try:
        command = script.command(executable, (), QUESTION)
        outcome = child.Child(command, variables, PATIENCE, cwd=".").wait()
    except OSError as error:
        return f"it cannot be started: {(error.strerror or str(error)).lower()}"
    first = outcome.noise.strip().partition("\n")[0]
    return _read(outcome.values()) or outcome.late or f"it ended with {outcome.code}: {first}"


def _read(values: list[str]) -> dict[str, list[str]]:
    read: dict[str, list[str]] = {}
    for item in values:
        name, _, value = item.partition("\n")
        read.setdefault(name, []).append(value)
    return read
