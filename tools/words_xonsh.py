"""The commands of xonsh, and the table from which it completes."""

from __future__ import annotations

import offers

from envarium.command_line import Command


def tables() -> str:
    """Return the commands whose answer changes the shell, those that only print, and what each of them completes to."""
    words = [(word, command) for word, command in offers.shell_words() if command.words]
    groups: dict[str, list[str]] = {"planned": [], "removing": [], "asked": []}
    for word, command in words:
        if word not in offers.BY_HAND:
            groups[_group(command)].append(word)
    lines = [f"__envarium_{group} = {tuple(members)!r}" for group, members in groups.items()]
    verbs = {word: command.name for command in offers.commands() for word in command.words}
    entries = [f"    {verb!r}: {tuple(row.values())!r}," for verb, row in offers.table().items()]
    return "\n".join((*lines, f"__envarium_verbs = {verbs!r}", "__envarium_completed = {", *entries, "}", ""))


def _group(command: Command) -> str:
    if command.name == "remove":
        return "removing"
    return "planned" if command.plans else "asked"
