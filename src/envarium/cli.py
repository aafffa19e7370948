"""The full lane: typer reads every call of a command that the fast lane does not accept, and decides on errors."""

from __future__ import annotations

import inspect

import typer

from envarium import door, lanes
from envarium.arguments import HELP, named
from envarium.command_line import Values
from envarium.errors import WrongUsage
from envarium.help import faults, usage
from envarium.store import names
from envarium.vocabulary_terms import ARCHIVES, CHANGE, PACKAGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.command_line import Argument, Command, Option, Switch

    Word = Argument | Option | Switch
    Serve = Callable[[Command, dict[str, object]], None]

USAGE_ERROR: type[Exception] = typer.BadParameter.__bases__[0]
"""The class of typer's errors about arguments."""

CHANGING = (CHANGE, PACKAGES, ARCHIVES)
"""The groups of commands that change an environment."""

SETTINGS = {"help_option_names": [*HELP]}


def serve(arguments: list[str], shell: str, word: str, snippet_fd: int) -> int:
    """Serve the call `arguments` of a command, as `door.serve` describes, and return the exit code."""

    def answer(command: Command, values: dict[str, object]) -> None:
        lanes.use_full()
        if "" in arguments:
            _refuse_no_name(command, values)
        raise typer.Exit(door.answer(command, Values(values, shell, word), snippet_fd))

    command = named(arguments[0])
    assert command
    program = usage.program(command, word)
    parser = typer.main.get_command(single(command, answer))
    flag = "--help" if "--help" in arguments else "-h"

    def get_help(_: object) -> str:
        text = door.of_command(command, program, flag).rstrip()
        if not _is_evaluated(command, arguments):
            return text
        typer.echo(text, err=True)
        return ""

    vars(parser)["get_help"] = get_help
    try:
        code = parser(arguments[1:], prog_name=program, standalone_mode=False)
    except WrongUsage as error:
        return door.complain(error, word)
    except USAGE_ERROR as error:
        return door.complain(translated(error, command, program), word)
    return code if isinstance(code, int) else 0


def _is_evaluated(command: Command, arguments: list[str]) -> bool:
    """Return whether the shell that is named in `arguments` evaluates what `command` prints: help is no code."""
    return command.name == "activate" and any(word.split("=")[0] == "--shell" for word in arguments)


def _refuse_no_name(command: Command, values: dict[str, object]) -> None:
    """Raise InvalidName if an empty name was given, as by an unset variable, where none means the active environment.

    What only looks at that, or activates, takes it for none.
    """
    if command.group not in CHANGING or command.name == "copy":  # copy has virtualenvwrapper's message
        return
    if any(argument.completes == "names" and values[argument.name] == "" for argument in command.arguments):
        names.check("")


def translated(error: Exception, command: Command, program: str) -> WrongUsage:
    """Return typer's `error` in the words of envarium."""
    kind, details = type(error).__name__, vars(error)
    if kind == "NoSuchOption":
        return faults.no_option(details["option_name"], command, program)
    options = {flag: option for option in command.options for flag in option.flags}
    if kind == "BadOptionUsage":
        name = details["option_name"]
        return faults.no_value(options[name]) if name in options else faults.needless_value(name)
    if kind == "MissingParameter":
        (argument,) = [argument for argument in command.arguments if argument.name == details["param"].name]
        return faults.no_argument(argument, command, program)
    return WrongUsage(str(error), f"{program} -h shows its usage")


def single(command: Command, answer: Serve) -> typer.Typer:
    """Return a program with one command, which calls `answer`."""
    app = typer.Typer(
        add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, context_settings=SETTINGS
    )
    _add(app, command, answer)
    return app


def _add(app: typer.Typer, command: Command, answer: Serve) -> None:
    """Register `command`, with the signature that typer reads."""
    words: tuple[Word, ...] = (*command.arguments, *command.options, *command.switches)

    def call(context: typer.Context, **values: object) -> None:
        if context.args:
            raise faults.needless_arguments(" ".join(context.args), command, context.command_path)
        answer(command, {word.name: _plain(word, values[word.name]) for word in words})

    parameters = [
        _parameter("context", typer.Context, inspect.Parameter.empty),
        *(_argument(word) for word in command.arguments),
        *(_option(word) for word in command.options),
        *(_switch(word) for word in command.switches),
    ]
    call.__name__ = command.module
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    vars(call)["__signature__"] = inspect.Signature(parameters)
    rest = any(argument.rest for argument in command.arguments)
    app.command(
        command.name,
        context_settings={**SETTINGS, "allow_interspersed_args": not rest, "allow_extra_args": True},
    )(call)


def _plain(word: Word, value: object) -> object:
    """Return `value` in the form in which the fast lane reads it."""
    if getattr(word, "many", False):
        values = tuple(value) if isinstance(value, (list, tuple)) else ()
        return values[1:] if getattr(word, "rest", False) and values[:1] == ("--",) else values
    return "" if value is None else value


def _argument(argument: Argument) -> inspect.Parameter:
    metavar = argument.name.upper() + ("..." if argument.many else "")
    default = ... if argument.required else ([] if argument.many else "")
    info = typer.Argument(default, metavar=metavar)
    return _parameter(argument.name, list[str] if argument.many else str, info)


def _option(option: Option) -> inspect.Parameter:
    info = typer.Option(
        [] if option.many else None,
        *option.flags,
        metavar=option.metavar,
        callback=_check(option),
    )
    return _parameter(option.name, list[str] if option.many else str, info)


def _check(option: Option) -> Callable[[object], object]:
    """Return the check of the values of `option`."""

    def check(value: object) -> object:
        for text in value if isinstance(value, list) else [] if value is None else [value]:
            error = faults.invalid_value(option, str(text))
            if error:
                raise error
        return value

    return check


def _switch(switch: Switch) -> inspect.Parameter:
    info = typer.Option(False, *switch.flags)
    return _parameter(switch.name, bool, info)


def _parameter(name: str, annotation: object, info: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=info, annotation=annotation)
