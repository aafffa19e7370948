"""The usage of a command on one line."""

from __future__ import annotations

MAKING = ("mkvenv", "mkvirtualenv")
COPYING = ("cpvenv", "cpvirtualenv")

MEANINGS = {
    "workon": "Activate an environment; without a name, that of the project, or list all.",
    "mktmpenv": "Create an environment that is removed on deactivation, and activate it.",
    "mkproject": "Create a project directory and an environment for it, and activate that.",
    **dict.fromkeys(MAKING, "Create an environment, and activate it."),
    **dict.fromkeys(COPYING, "Copy an environment, and activate the copy."),
}
"""What shell commands do that do more than their verb."""

DETAILS = {
    "workon": "Without a name, it activates the environment that the project is linked to, if there is one.",
    "mktmpenv": "It also changes to the environment's directory, unless -n is given.",
    "mkproject": "The directory is created in PROJECT_HOME. It also changes to it.",
    **dict.fromkeys(MAKING, "Without a name, it is created for the current project, which is linked to it."),
    **dict.fromkeys(COPYING, ""),
}
"""What there is to say of shell commands instead of what there is to say of their verb."""

HIDDEN = {"workon": ("--shell",), "mktmpenv": ("--temporary", "--link")}
"""The flags that are of no use to who types a shell command."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Command, Option, Switch


def line(command: Command, program: str) -> str:
    """Return how `command` is called by the name `program`."""
    return f"{program} {arguments(command)}".rstrip()


def arguments(command: Command) -> str:
    """Return what follows the name of `command`."""
    parts = ["[OPTIONS]"] if command.options or command.switches else []
    for argument in command.arguments:
        text = argument.name.upper() + "..." * argument.many
        text = f"-- {text}" if argument.rest else text
        parts.append(text if argument.required else f"[{text}]")
    return " ".join(parts)


def words(command: Command, name: str) -> list[Option | Switch]:
    """Return the options and switches of `command` that its help lists where it is called by `name`."""
    every: tuple[Option | Switch, ...] = (*command.options, *command.switches)
    return [word for word in every if not set(HIDDEN.get(name, ())).intersection(word.flags)]


def program(command: Command, word: str) -> str:
    """Return the name by which `command` was called, if `word` is the shell command that was typed."""
    return word or f"envarium {command.name}"


def flags(command: Command) -> list[str]:
    """Return every flag that `command` accepts, except those for help."""
    words: tuple[Option | Switch, ...] = (*command.options, *command.switches)
    return [flag for word in words for flag in word.flags]


def meaning(command: Command, name: str) -> str:
    """Return what `command` does if it is called by `name`."""
    return MEANINGS.get(name, command.meaning)
