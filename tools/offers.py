"""The values and options that all shells complete."""

from __future__ import annotations

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


def grouped(lines: Callable[[Command], Iterable[str]]) -> dict[str, list[str]]:
    """Return every line that `lines` returns for a command, with the names of the commands that have it."""
    names: dict[str, list[str]] = defaultdict(list)
    for command in (*vocabulary.COMMANDS, *vocabulary.SHELL_ONLY):
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
    """Return what each command of `envarium` completes to, for shells whose code looks it up.

    `flags` are its flags, and `values` what comes after those that take a value: the values, or their kind, '' if it
    is anything or a path. `names` tells whether the command takes the name of an environment.
    """
    return {command.name: _row(command) for command in vocabulary.COMMANDS}


def _row(command: Command) -> dict[str, object]:
    kinds = {
        flag: list(option.choices) or (option.completes if option.completes in ("names", "pythons") else "")
        for option in command.options
        for flag in option.flags
    }
    return {
        "flags": [flag for word in (HELP, *flags(command)) for flag in word.flags],
        "values": kinds,
        "names": any(argument.completes in ("names", "states") for argument in command.arguments),
    }
