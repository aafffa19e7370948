"""Compares an explanation with what the interpreter itself says when it is started as a user would start it."""

from __future__ import annotations

import os
import signal
import subprocess

from envarium.explaining.explanation import Explanation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENCE = 20.0
"""Seconds that the interpreter has to answer."""

# For Python 2.7 and later. The working directory, which -c puts in front, is no part of the answer.
SCRIPT = r"""
import sys
sys.path[:1] = [entry for entry in sys.path[:1] if entry]
import os
base = sys.prefix, sys.exec_prefix
said = [
    ('prefix', [sys.prefix]), ('exec_prefix', [sys.exec_prefix]),
    ('base_prefix', [getattr(sys, 'base_prefix', base[0])]),
    ('base_exec_prefix', [getattr(sys, 'base_exec_prefix', base[1])]),
    ('path', sys.path),
]
lines = ['%s\n%s' % (name, value) for name, values in said for value in values]
text = '\0' + '\0'.join(lines) + '\0'
sys.stdout.flush()
os.write(1, text if str is bytes else os.fsencode(text))
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
    try:
        process = subprocess.Popen(
            [executable, "-c", SCRIPT],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        return f"it cannot be started: {(error.strerror or str(error)).lower()}"
    try:
        said, complaint = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return f"it gave no answer within {PATIENCE:g} seconds"
    finally:
        _end(process)
    lines = complaint.decode("utf-8", "replace").strip().split("\n")
    return _read(said) or f"it ended with {process.returncode}: {lines[0]}"


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what is left of the interpreter and of what it has started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    process.communicate()


def _read(said: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in os.fsdecode(said).split("\0")[1:-1]:
        name, newline, value = item.partition("\n")
        if newline:
            found.setdefault(name, []).append(value)
    return found
