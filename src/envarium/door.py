"""The fast door: plain calls are read and answered with nothing imported but envarium; the rest goes to typer."""

from __future__ import annotations

import os
import sys

from envarium import vocabulary
from envarium.errors import EnvariumError, SystemRefused, report
from envarium.lanes import NeedsFullLane
from envarium.shells import registry
from envarium.words import Answer, Given, blank

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.words import Argument, Command

INTERRUPTED = 130
"""128 and SIGINT, as shells have it."""

UNCERTAIN = "lsvenv lists what there is now"
"""The hint where nobody can tell how far a command had come."""


def main() -> None:
    """Serve `envarium VERB …`."""
    _end(sys.argv[1:], "", "")


def called_by_shell(at_end: Callable[[], None] | None = None) -> None:
    """Serve a shell word: the arguments are its dialect ("" where no snippet is read), the word, its arguments.

    `at_end` is called when all is done.
    """
    dialect, word, *arguments = sys.argv[1:]
    command = vocabulary.by_name(word)
    if command is None:
        _end([word, *arguments], "", "", at_end)
    else:
        preset = command.presets.get(word, ())
        _end([command.name, *preset, *arguments], dialect if command.plans else "", word, at_end)


def serve(arguments: list[str], shell: str = "", word: str = "") -> int:
    """Do what `arguments` say, and return the exit code.

    Where a `shell` reads standard output as a snippet, the snippet alone is written to it: everything else that
    this process or its children print goes to standard error.
    """
    _fill_streams()
    plan = -1
    if shell:
        plan = os.dup(1)
        os.set_inheritable(plan, False)
        os.dup2(2, 1)
    known = read(arguments)
    if known:
        try:
            return answer(known[0], Given(known[1], shell), plan)
        except NeedsFullLane:
            pass
    if sys.flags.no_site:
        _open_site()
    from envarium import cli

    return cli.serve(arguments, shell, word, plan)


def _fill_streams() -> None:
    """Give every standard stream that the caller closed a place to go, and let no character be too much for one."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, number)
            setattr(sys, name, open(number, "w" if number else "r", closefd=False))  # noqa: SIM115 - it stays open
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="backslashreplace")


def _open_site() -> None:
    """Let everything installed be imported, as at a start without `-S`; envarium's own directory goes last."""
    import site

    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path = [entry for entry in sys.path if entry != home]
    site.main()
    if home not in sys.path:
        sys.path.append(home)


def read(arguments: list[str]) -> tuple[Command, dict[str, object]] | None:
    """Return the command and its values, if `arguments` are so plain that they can be read in one way only."""
    command = vocabulary.by_name(arguments[0]) if arguments else None
    if command is None or command.lane != "fast" or command.name != arguments[0]:
        return None
    values = blank(command)
    flags = {flag: option for option in command.options for flag in option.flags}
    switches = {flag: switch.name for switch in command.switches for flag in switch.flags}
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
        elif word == "--" and command.arguments[-1:] and command.arguments[-1].rest and positional:
            positional += words
        elif not word or word[0] == "-":
            return None
        elif (
            command.arguments[-1:]
            and command.arguments[-1].rest
            and len(positional) + 1 >= len(command.arguments)
        ):
            return None
        else:
            positional.append(word)
    return (command, values) if _place(command.arguments, positional, values) else None


def _texts(value: object) -> tuple[str, ...]:
    assert isinstance(value, tuple)
    return value


def _place(arguments: tuple[Argument, ...], given: list[str], values: dict[str, object]) -> bool:
    """Put the positional values where they belong, and say whether they fit."""
    left = list(given)
    for argument in arguments:
        if argument.many:
            values[argument.name], left = tuple(left), []
        elif left:
            values[argument.name] = left.pop(0)
        if argument.required and not values[argument.name]:
            return False
    return not left


def answer(command: Command, given: Given, plan: int) -> int:
    """Run `command`, hand its plan to the shell, print its error; return the exit code. Raises NeedsFullLane."""
    try:
        found = _run(command.module, given)
        if found and (found.plan or found.text):
            _hand_over(found, given.shell, plan)
        sys.stdout.flush()
    except EnvariumError as error:
        return complain(error)
    except BrokenPipeError:
        _drop_output()
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        return complain(SystemRefused(f"finish {command.name}", error, UNCERTAIN))
    return found.code if found else 0


def _drop_output() -> None:
    """Let what is still to be written go nowhere: nobody reads it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _run(module: str, given: Given) -> Answer | None:
    run = __import__("envarium.commands." + module, None, None, ["run"]).run
    answered: Answer | None = run(given)
    return answered


def _hand_over(found: Answer, shell: str, plan: int) -> None:
    """Write the snippet where the shell reads it; with no shell reading, shell code goes to standard output."""
    if plan < 0:
        text, plan = found.text, 1
        sys.stdout.flush()
    else:
        text = found.text or registry.shell(shell).snippet(found.plan)
    content = os.fsencode(text)
    while content:
        content = content[os.write(plan, content) :]


def complain(error: EnvariumError) -> int:
    """Print what went wrong and the way out, and return the exit code."""
    report(error.sentence, error.hint)
    return error.exit_code


def _end(arguments: list[str], shell: str, word: str, at_end: Callable[[], None] | None = None) -> None:
    """Serve, and leave at once: there is nothing to clean up, and tearing an interpreter down takes a millisecond."""
    try:
        code = serve(arguments, shell, word)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except OSError as error:
        code = (
            1 if isinstance(error, BrokenPipeError) else complain(SystemRefused("finish", error, UNCERTAIN))
        )
        _drop_output()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        pass
    if at_end:
        at_end()
    os._exit(code)
