"""The values and options that all shells complete."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain

from envarium import settings, vocabulary
from envarium.command_line import Argument, Command, Option, Switch
from envarium.help import examples, layout, pages, usage
from envarium.hooks import events
from envarium.shells import registry
from envarium.vocabulary_terms import ACTIONS

CHOICES = {
    "shells": registry.INTEGRATED,
    "settings": tuple(settings.KEYS),
    "actions": ACTIONS,
    "settings-values": tuple(
        dict.fromkeys(("true", "false", *chain.from_iterable(map(settings.choices, settings.CHOICES))))
    ),
    "events": (*events.RUN_FILES, *events.SOURCED),
    "help": tuple(pages.words()),
}
"""The values of each kind that does not depend on the machine."""

HELP = Switch("help", ("-h", "--help"), "show usage")
VERSION = Switch("version", ("-V", "--version"), "show the version")

LOOKED_UP = ("names", "pythons", "trash", "snapshots", "states", "packages", "any-packages", "templates")
"""The kinds of values that depend on the machine, and are no paths."""

BY_HAND = ("workon", "deactivate", "cdvirtualenv")
"""The shell commands whose functions are written by hand."""

CALLS = {
    **dict.fromkeys(("mkvenv", "mkvirtualenv", "mktmpenv", "mkproject"), "__envarium_make"),
    **dict.fromkeys(("rmvenv", "rmvirtualenv"), "__envarium_load_hooks && __envarium_remove"),
    **dict.fromkeys(("cdsitepackages", "lssitepackages", "cdproject"), "__envarium_within"),
}
"""What the functions of shell commands call that do not only call Python."""


def shell_words() -> list[tuple[str, Command]]:
    """Return every shell command with its command, those that call Python before those that only the shell runs."""
    known = [(word, command) for command in vocabulary.COMMANDS for word in command.words]
    return known + [(command.name, command) for command in vocabulary.SHELL_ONLY]


def wrapped() -> dict[str, str]:
    """Return the shell commands whose functions are generated, and the code before the arguments of each."""
    calls = {
        word: "__envarium_plan" if command.plans else "__envarium_ask ''" for word, command in shell_words()
    }
    return {word: CALLS.get(word, call) for word, call in calls.items() if word not in BY_HAND}


def commands() -> list[Command]:
    """Return every command of `envarium`, each followed by its shell commands that take fewer options than it."""
    every = []
    for command in vocabulary.COMMANDS:
        for names in (
            [command.name, *(word for word in command.words if word not in usage.HIDDEN)],
            *([word, word] for word in command.words if word in usage.HIDDEN),
        ):
            one = copy.copy(command)
            one.name, one.words = names[0], tuple(names[1:])
            words = usage.words(command, one.name)
            one.options = tuple(word for word in words if isinstance(word, Option))
            one.switches = tuple(word for word in words if isinstance(word, Switch))
            every.append(one)
    return every


def grouped(lines: Callable[[Command], Iterable[str]]) -> dict[str, list[str]]:
    """Return every line that `lines` returns for a command, with the names of the commands that have it."""
    names: dict[str, list[str]] = defaultdict(list)
    for command in (*commands(), *vocabulary.SHELL_ONLY):
        for line in lines(command):
            names[line].append(command.name)
    return names


def flags(command: Command) -> list[Option | Switch]:
    """Return the options and switches of `command`, without help, which all commands have."""
    return [*command.options, *command.switches]


def lines(command: Command) -> list[str]:
    """Return the lines of the help of a `command` that only the shell runs."""
    page = layout.Page(80, styled=False)
    page.paragraph("Usage: " + usage.line(command, command.name))
    page.blank()
    page.paragraph(command.meaning)
    page.heading("Examples")
    page.rows(
        [(f"{command.name} {call}".rstrip(), text) for call, text in examples.of(command, command.name)]
    )
    return page.lines


def fixed(word: Argument | Option) -> tuple[str, ...]:
    """Return the values that do not depend on the machine."""
    if isinstance(word, Option) and word.choices:
        return word.choices
    return CHOICES.get(word.completes, ())


def table() -> dict[str, dict[str, object]]:
    """Return what each command completes to, for shells whose code looks it up.

    `flags` are its flags, `values` what comes after those that take a value, and `arguments` what its positional
    words are: the values, or their kind, '' if it is anything or a path. A * ends the kind of words that may be many.
    """
    return {command.name: _row(command) for command in commands()}


def _row(command: Command) -> dict[str, object]:
    return {
        "flags": [flag for word in (HELP, *flags(command)) for flag in word.flags],
        "values": {flag: _offered(option) for option in command.options for flag in option.flags},
        "arguments": [_offered(argument) for argument in command.arguments],
    }


def _offered(word: Argument | Option) -> list[str] | str:
    many = "*" if isinstance(word, Argument) and word.many else ""
    return list(fixed(word)) or (word.completes if word.completes in LOOKED_UP else "") + many
