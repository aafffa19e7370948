"""The commands of xonsh, and the table from which it completes."""

from __future__ import annotations

import offers

from envarium import vocabulary
from envarium.command_line import Command


def tables() -> str:
    """Return the commands whose answer changes the shell, those that only print, and what each of them completes to."""
    words = [(word, command) for word, command in offers.shell_words() if command.words]
    groups: dict[str, list[str]] = {"planned": [], "removing": [], "asked": []}
    for word, command in words:
        if word not in offers.BY_HAND:
            groups[_group(command)].append(word)
    lines = [f"__envarium_{group} = {tuple(members)!r}" for group, members in groups.items()]
    verbs = [(f"envarium {command.name}", command) for command in vocabulary.COMMANDS]
    entries = [f"    {word!r}: {_completed(command)!r}," for word, command in (*words, *verbs)]
    return "\n".join((*lines, "__envarium_completed = {", *entries, "}", ""))


def _group(command: Command) -> str:
    if command.name == "remove":
        return "removing"
    return "planned" if command.plans else "asked"


def _completed(command: Command) -> tuple[list[str], bool]:
    """Return the flags of `command`, and whether it takes the name of an environment."""
    flags = [flag for word in (offers.HELP, *offers.flags(command)) for flag in word.flags]
    return flags, any(argument.completes in ("names", "states") for argument in command.arguments)
