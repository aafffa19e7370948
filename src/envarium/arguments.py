"""Reads arguments that can be read in only one way; all others are left to typer."""

from __future__ import annotations

from envarium import vocabulary, vocabulary_environments
from envarium.command_line import no_values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Argument, Command


def by_name(name: str) -> Command | None:
    """Return the command whose verb or shell function is `name`. The whole table is only made for the rarer ones."""
    return _found(vocabulary_environments.COMMANDS, name) or _found(vocabulary.COMMANDS, name)


def _found(commands: tuple[Command, ...], name: str) -> Command | None:
    for command in commands:
        if name == command.name or name in command.words:
            return command
    return None


def named(name: str) -> Command | None:
    """Return the command whose verb is `name`."""
    command = by_name(name)
    return command if command and command.name == name else None


HELP = ("-h", "--help")


def help_flag(command: Command, arguments: list[str]) -> str:
    """Return the flag in the arguments of `command` that asks for help; "" if it is not certain that one does."""
    switches = {flag for switch in command.switches for flag in switch.flags}
    result = ""
    for word in arguments:
        if word in HELP:
            result = max(result, word, key=len)
        elif word not in switches and (not word or word[0] == "-"):
            return ""
        if not result and any(argument.rest for argument in command.arguments):
            return ""
    return result


def read(arguments: list[str]) -> tuple[Command, dict[str, object]] | None:
    """Return the command and its values, if `arguments` can be read in only one way."""
    command = named(arguments[0]) if arguments else None
    if command is None:
        return None
    values = no_values(command)
    flags = {flag: option for option in command.options for flag in option.flags}
    switches = {flag: switch.name for switch in command.switches for flag in switch.flags}
    is_rest = bool(command.arguments) and command.arguments[-1].rest
    positional: list[str] = []
    words = iter(arguments[1:])
    for word in words:
        if word in switches:
            values[switches[word]] = True
        elif word in flags:
            option, value = flags[word], next(words, "")
            if not value or value[0] == "-" or (option.choices and value not in option.choices):
                return None
            if not option.many and values[option.name]:
                return None
            values[option.name] = (*_texts(values[option.name]), value) if option.many else value
        elif word == "--" and is_rest and len(positional) + 1 == len(command.arguments):
            positional += words
            if positional[:1] == ["--"]:
                return None
        elif not word or word[0] == "-" or (is_rest and len(positional) + 1 >= len(command.arguments)):
            return None
        else:
            positional.append(word)
    return (command, values) if _assign(command.arguments, positional, values) else None


def _texts(value: object) -> tuple[str, ...]:
    assert isinstance(value, tuple)
    return value


def _assign(arguments: tuple[Argument, ...], positional: list[str], values: dict[str, object]) -> bool:
    """Assign the positional values to the arguments, and return whether they fit."""
    remaining = list(positional)
    for argument in arguments:
        if argument.many:
            values[argument.name], remaining = tuple(remaining), []
        elif remaining:
            values[argument.name] = remaining.pop(0)
        if argument.required and not values[argument.name]:
            return False
    return not remaining
