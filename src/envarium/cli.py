"""The full lane: typer reads every call that the fast lane does not accept, and decides on errors, usage and help."""

from __future__ import annotations

import inspect
import sys

import typer

from envarium import __version__, door, lanes, vocabulary
from envarium.arguments import named
from envarium.command_line import Values
from envarium.errors import WrongUsage, printable
from envarium.help import faults, usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.command_line import Argument, Command, Option, Switch

    Word = Argument | Option | Switch
    Serve = Callable[[Command, dict[str, object]], None]

USAGE_ERROR: type[Exception] = typer.BadParameter.__bases__[0]
"""The class of typer's errors about arguments."""

NO_TYPE = " "
"""A metavar that shows nothing: without one typer prints the Python type."""

SETTINGS = {"help_option_names": ["-h", "--help"]}
ABOUT = """All your Python environments in one place, each activated by its name.

In a shell with the integration loaded: mkvenv, workon, deactivate, lsvenv, rmvenv."""


def serve(arguments: list[str], shell: str, word: str, snippet_fd: int) -> int:
    """Serve the call `arguments`, as `door.serve` describes, and return the exit code."""

    def answer(command: Command, values: dict[str, object]) -> None:
        lanes.use_full()
        raise typer.Exit(door.answer(command, Values(values, shell, word), snippet_fd))

    command = named(arguments[0]) if arguments else None
    program_name = usage.program(command, word) if command else "envarium"
    try:
        if word:
            assert command
            called, prog = _plain_help(single(command, answer)), word
            arguments = arguments[1:]
        else:
            called, prog = _plain_help(program(answer)), "envarium"
        if not {"-h", "--help"}.isdisjoint(arguments):
            _list_templates(getattr(called, "commands", {}).get(arguments[0], called))
        code = called(arguments, prog_name=prog, standalone_mode=False)
    except WrongUsage as error:
        return door.complain(error, word)
    except USAGE_ERROR as error:
        return door.complain(translated(error, command, program_name), word)
    return code if isinstance(code, int) else 0


def translated(error: Exception, command: Command | None, program: str) -> WrongUsage:
    """Return typer's `error` in the words of envarium."""
    kind, details = type(error).__name__, vars(error)
    if kind == "NoSuchOption":
        return faults.no_option(details["option_name"], command, program)
    options = {flag: option for option in command.options for flag in option.flags} if command else {}
    if kind == "BadOptionUsage":
        name = details["option_name"]
        return faults.no_value(options[name]) if name in options else faults.needless_value(name)
    if command and kind == "MissingParameter":
        (argument,) = [argument for argument in command.arguments if argument.name == details["param"].name]
        return faults.no_argument(argument, command, program)
    return WrongUsage(str(error), f"{program} -h shows how it is called")


def program(answer: Serve) -> typer.Typer:
    """Return `envarium` with all its commands, which call `answer`."""
    app = _new()

    @app.callback(help=ABOUT)
    def _all(
        version: bool = typer.Option(
            False,
            "--version",
            "-V",
            callback=_show_version,
            is_eager=True,
            metavar=NO_TYPE,
            help="Show the version and exit.",
        ),
    ) -> None:
        pass

    for command in vocabulary.COMMANDS:
        _add(app, command, answer)
    return app


def single(command: Command, answer: Serve) -> typer.Typer:
    """Return a program with one command, for the shell function that calls it."""
    app = _new()
    _add(app, command, answer)
    return app


def _new() -> typer.Typer:
    return typer.Typer(
        add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True, context_settings=SETTINGS
    )


def _plain_help(app: typer.Typer) -> Callable[..., object]:
    """Return the command of `app`, whose help shows no Python types: no `<bool>`, no `<str>`, no `{NAME}`."""
    root = typer.main.get_command(app)
    for command in (root, *getattr(root, "commands", {}).values()):
        vars(command)["get_help_option"] = _without_type(command.get_help_option)
        for parameter in command.params:
            if parameter.param_type_name == "argument":
                name = parameter.metavar if parameter.required else f"[{parameter.metavar}]"
                vars(parameter)["display_type_rich"] = lambda ctx: None  # noqa: ARG005 - typer passes it by name
                vars(parameter)["get_usage_pieces"] = lambda _, name=name: [name]
    return root


def _list_templates(command: Callable[..., object]) -> None:
    """Let the help of `command`, if it takes a template, list those of the installed plugins."""
    if any(parameter.name == vocabulary.TEMPLATES.name for parameter in getattr(command, "params", ())):
        from envarium.hooks import plugins

        templates = [f"{name}: {meaning}" for name, meaning in sorted(plugins.templates().items())]
        if templates:
            lines = ["Available templates:", *(printable(line).replace("[", r"\[") for line in templates)]
            vars(command)["epilog"] = "\n\n".join(lines)


def _without_type(help_option: Callable[..., object]) -> Callable[..., object]:
    def option(context: object) -> object:
        parameter = help_option(context)
        if parameter:
            vars(parameter)["metavar"] = NO_TYPE
        return parameter

    return option


def _show_version(value: bool) -> None:
    if value:
        sys.stdout.write(f"envarium {__version__}\n")
        raise typer.Exit


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
        help="\n\n".join(text for text in (command.meaning, command.details) if text),
        short_help=command.meaning + (f" ({', '.join(command.words)})" if command.words else ""),
        rich_help_panel=command.group,
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
    info = typer.Argument(default, metavar=metavar, help=argument.meaning, show_default=False)
    return _parameter(argument.name, list[str] if argument.many else str, info)


def _option(option: Option) -> inspect.Parameter:
    info = typer.Option(
        [] if option.many else None,
        *option.flags,
        metavar=option.metavar,
        help=option.meaning + (f"; one of {', '.join(option.choices)}" if option.choices else ""),
        show_default=False,
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
    info = typer.Option(False, *switch.flags, metavar=NO_TYPE, help=switch.meaning, show_default=False)
    return _parameter(switch.name, bool, info)


def _parameter(name: str, annotation: object, info: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=info, annotation=annotation)
