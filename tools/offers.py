"""What the completions of all shells have in common."""

from __future__ import annotations

from envarium import vocabulary
from envarium.words import Argument, Command, Option, Switch

PYTHONS = ("3.15", "3.14", "3.13", "3.12", "3.11", "3.10", "pypy3.11", "pypy3.10")
"""The versions of Python that are offered whether or not they are at hand."""

HELP = Switch("help", ("-h", "--help"), "show how it is called, and exit")
VERSION = Switch("version", ("-V", "--version"), "show the version, and exit")

BY_HAND = frozenset(("workon", "mkvenv", "mkvirtualenv", "mktmpenv", "mkproject", "rmvenv", "rmvirtualenv"))
"""The shell words whose functions are written by hand."""


def shell_words() -> list[tuple[str, Command]]:
    """Return every shell word with its command, those that Python knows before those that the shell alone answers."""
    known = [(word, command) for command in vocabulary.COMMANDS for word in command.words]
    return known + [(command.name, command) for command in vocabulary.SHELL_ONLY]


def wrapped() -> list[tuple[str, Command]]:
    """Return the shell words whose functions only call Python."""
    words = shell_words()[: -len(vocabulary.SHELL_ONLY)]
    return [(word, command) for word, command in words if word not in BY_HAND]


def flags(command: Command) -> list[Option | Switch]:
    """Return what may be given to `command` by a flag; help, which all have, apart."""
    return [*command.options, *command.switches]


def fixed(word: Argument | Option) -> tuple[str, ...]:
    """Return the values that are known beforehand."""
    if isinstance(word, Option) and word.choices:
        return word.choices
    return {"shells": vocabulary.SHELLS, "pythons": PYTHONS}.get(word.completes, ())
