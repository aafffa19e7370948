"""What is wrong with the arguments of a call: one sentence and a hint for each fault, whichever lane finds it."""

from __future__ import annotations

from envarium import errors, vocabulary
from envarium.arguments import HELP, named
from envarium.help import other_tools, usage
from envarium.output import shown
from envarium.store import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from envarium.command_line import Argument, Command, Option

NEAR = 2
"""The edits by which a misspelt word differs at most; a short one, by half as many."""


class NotCertain(Exception):
    """Only typer can tell whether these arguments are wrong."""


def of_call(arguments: list[str], word: str) -> errors.WrongUsage | None:
    """Return what is wrong with a call by the shell command `word` or by "envarium"; None if it is not certain."""
    command = named(arguments[0])
    if command:
        return find(command, arguments[1:], usage.program(command, word))
    return no_option(arguments[0], None, "envarium") if arguments[0][:1] == "-" else no_command(arguments[0])


def no_command(text: str) -> errors.WrongUsage:
    """Return the error that no command is called `text`."""
    verbs = [command.name for command in vocabulary.COMMANDS]
    hint = other_tools.command(text) or suggestion(text, verbs) or "envarium -h lists the commands"
    return errors.WrongUsage(f"there is no command {shown(text)}", hint)


def no_option(flag: str, command: Command | None, program: str) -> errors.WrongUsage:
    """Return the error that `command`, or else envarium itself, has no option `flag`."""
    flags = usage.flags(command) if command else []
    hint = other_tools.option(command.name, flag) if command else ""
    if not hint and flag[:2] == "--":
        hint = suggestion(flag, flags)
    return errors.WrongUsage(f"there is no option {shown(flag)}", hint or f"{program} -h lists the options")


def no_value(option: Option) -> errors.WrongUsage:
    """Return the error that the value of `option` is missing."""
    return errors.WrongUsage(
        f"the value of {option.flags[-1]} is missing", f"write {option.flags[-1]} {option.metavar}"
    )


def needless_value(flag: str) -> errors.WrongUsage:
    """Return the error that the switch `flag` has a value."""
    return errors.WrongUsage(f"{flag} takes no value", f"write {flag} alone")


def invalid_value(option: Option, text: str) -> errors.WrongUsage | None:
    """Return the error that `text` cannot be the value of `option`; None if it can.

    An empty value usually comes from an unset variable of a script.
    """
    flag = option.flags[-1]
    if not text:
        return errors.WrongUsage(f"the value of {flag} is empty", f"write {flag} {option.metavar}")
    if option.choices and text not in option.choices:
        return errors.WrongUsage(
            f"{shown(text)} is not a value of {flag}", "choose one of " + ", ".join(option.choices)
        )
    return None


def no_argument(argument: Argument, command: Command, program: str) -> errors.WrongUsage:
    """Return the error that the `argument` of `command` is missing."""
    return errors.WrongUsage(
        f"the argument {argument.name.upper()} is missing", "usage: " + usage.line(command, program)
    )


def needless_arguments(texts: str, command: Command, program: str) -> errors.WrongUsage:
    """Return the error that `texts`, joined by spaces, are more arguments than `command` takes."""
    hint = other_tools.packages(command.name, texts) or "usage: " + usage.line(command, program)
    return errors.WrongUsage(f"too many arguments: {shown(texts)}", hint)


def find(command: Command, arguments: list[str], program: str) -> errors.WrongUsage | None:
    """Return the error in `arguments`, which follow the command; None if there is none, or only typer can tell.

    It is the one that typer finds: first in the options from left to right, then in their values, then in arguments.
    """
    try:
        for error in _errors(command, arguments, program):
            return error
    except NotCertain:
        pass
    return None


def _errors(command: Command, arguments: list[str], program: str) -> Iterator[errors.WrongUsage]:
    values: dict[Option, list[str]] = {}
    positional: list[str] = []
    flags = {flag: option for option in command.options for flag in option.flags}
    switches = {flag for switch in command.switches for flag in switch.flags}
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=") if word[:2] == "--" else (word, "", "")
        if word == "--" or not word or word[:1] != "-" or word == "-":
            positional += _positional(command, word, words)
        elif name in flags:
            text = value if equals else next(words, None)
            if text is None:
                yield no_value(flags[name])
                return
            if text[:1] == "-":
                raise NotCertain
            values.setdefault(flags[name], []).append(text)
        elif name in switches and not equals:
            continue
        elif name in switches:
            yield needless_value(name)
        else:
            yield _no_such(word, name, (*flags, *switches), command, program)
    for option, texts in values.items():
        if len(texts) > 1 and not option.many:
            raise NotCertain
        yield from filter(None, (invalid_value(option, text) for text in texts))
    yield from _arguments(command, positional, program)


def _positional(command: Command, word: str, words: Iterator[str]) -> list[str]:
    """Return the arguments from `word` on that no option can follow: all, after `--` and in a `rest` argument."""
    if word == "--":
        return list(words)
    is_last = any(argument.rest for argument in command.arguments)
    return [word, *words] if is_last else [word]


def _no_such(
    word: str, name: str, flags: tuple[str, ...], command: Command, program: str
) -> errors.WrongUsage:
    if name in HELP or (word[:2] != "--" and any(flag[:2] == word[:2] for flag in (*flags, "-h"))):
        raise NotCertain
    return no_option(name if word[:2] == "--" else word[:2], command, program)


def _arguments(command: Command, positional: list[str], program: str) -> Iterator[errors.WrongUsage]:
    if "" in positional or "--" in positional:
        raise NotCertain
    for argument in command.arguments:
        if argument.required and not positional:
            yield no_argument(argument, command, program)
            return
        positional = [] if argument.many else positional[1:]
    if positional:
        yield needless_arguments(" ".join(positional), command, program)


def suggestion(text: str, words: Iterable[str]) -> str:
    """Return the question whether one of `words` is meant by `text`, "" if none is like it."""
    near = sorted((names.distance(text, word), word) for word in words)
    close = [word for distance, word in near if distance <= min(NEAR, len(text) // 3)]
    return f"did you mean {close[0]}?" if close else ""
