"""The fast lane: simple calls are served with nothing imported but envarium; all others are passed to `cli`."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":  # the modules below need what only POSIX has
    sys.exit(
        "envarium: Windows is not supported; use envarium in WSL, the Windows Subsystem for Linux\n"
        "hint: wsl --install, then follow the instructions for Linux; https://learn.microsoft.com/windows/wsl/install"
    )

from envarium import __version__, errors, lanes, output, settings, vocabulary
from envarium.arguments import HELP, by_name, help_flag, named, read
from envarium.command_line import Answer, Values
from envarium.exit_codes import INTERRUPTED
from envarium.lanes import NeedsFullLane
from envarium.output import report
from envarium.shells import registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.command_line import Command

imported: tuple[str, ...] = ()
"""The modules that were loaded when the module of the command had been imported."""


def main() -> None:
    """Serve `envarium VERB …`."""
    _end(sys.argv[1:], "", "")


def called_by_shell(at_end: Callable[[int], None] | None = None) -> None:
    """Serve a shell function: the arguments are the shell ("" if it reads no snippet), the function, its arguments.

    `at_end` is called at the end, with the exit code.
    """
    shell, word, *arguments = sys.argv[1:]
    command = by_name(word)
    if command is None:
        _end(arguments if word == "envarium" else [word, *arguments], "", "", at_end)
    else:
        preset = command.presets.get(word, ())
        _end([command.name, *preset, *arguments], shell if command.plans else "", word, at_end)


def serve(arguments: list[str], shell: str = "", word: str = "") -> int:
    """Serve the call `arguments`, and return the exit code.

    If a `shell` evaluates standard output as a snippet, only the snippet is written to it: everything else that this
    process or its children print goes to standard error.
    """
    _fill_streams()
    snippet_fd = -1
    if shell:
        snippet_fd = os.dup(1)
        os.set_inheritable(snippet_fd, False)
        os.dup2(2, 1)
    call = read(arguments)
    if call is None:
        try:
            return _serve_unread(arguments, shell, word, snippet_fd)
        except errors.EnvariumError as error:
            return complain(error, word)
    values = Values(call[1], shell, word)
    if call[0].lane == "fast":
        try:
            return answer(call[0], values, snippet_fd)
        except NeedsFullLane:
            pass
    _open_site()
    lanes.use_full()
    return answer(call[0], values, snippet_fd)


def _serve_unread(arguments: list[str], shell: str, word: str, snippet_fd: int) -> int:
    """Serve a call for help, a wrong one, or one that only typer can read; return the code. Raises EnvariumError."""
    if _shows_help(arguments, word):
        return 0
    from envarium.help import faults

    error = faults.of_call(arguments, word)
    if error:
        raise error
    return _serve_by_typer(arguments, shell, word, snippet_fd)


def _shows_help(arguments: list[str], word: str) -> bool:
    """Print the help that the arguments ask for, or return False if it is not certain that they do.

    Raises EnvariumError if a setting that the help obeys has no valid value.
    """
    command = named(arguments[0]) if arguments else None
    if command:
        flag = help_flag(command, arguments[1:])
        text = flag and of_command(command, word or f"envarium {command.name}", flag)
    elif not arguments or arguments[0] in HELP:
        from envarium.help import pages

        text = _in_its_lane(pages.of_all, *arguments[:1])
    else:
        text = f"envarium {__version__}\n" if arguments[0] in ("-V", "--version") else ""
    sys.stdout.write(text)
    return bool(text)


def of_command(command: Command, program: str, flag: str) -> str:
    """Return the help of `command`, which was called by the name `program`, as `flag` asks for it."""
    from envarium.help import pages

    return _in_its_lane(pages.of_command, command, program, flag)


def _in_its_lane(page: Callable[..., str], *words: object) -> str:
    """Return the `page` on `words`, in the full lane if it needs that: plugins and parts of the config file do."""
    try:
        return page(*words)
    except NeedsFullLane:
        _open_site()
        lanes.use_full()
        return page(*words)


def _serve_by_typer(arguments: list[str], shell: str, word: str, snippet_fd: int) -> int:
    _open_site()
    from envarium import cli

    return cli.serve(arguments, shell, word, snippet_fd)


def _fill_streams() -> None:
    """Open the null device for standard streams that the caller closed; escape characters that cannot be encoded."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, number)
            setattr(sys, name, open(number, "w" if number else "r", closefd=False))  # noqa: SIM115 - it stays open
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="backslashreplace")


def _open_site() -> None:
    """Allow the import of all installed packages, as after a start without `-S`; envarium's own directory goes last.

    Installed from its archive, envarium has all that it needs beside it, and its Python may have other versions.
    """
    from envarium import installation

    if not sys.flags.no_site or installation.is_from_archive():
        return
    import site

    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path = [entry for entry in sys.path if entry != home]
    site.main()
    if home not in sys.path:
        sys.path.append(home)


def answer(command: Command, values: Values, snippet_fd: int) -> int:
    """Run `command`, write its snippet for the shell, print its error; return the exit code. Raises NeedsFullLane."""
    _choose_manner(values)
    try:
        result = _run(command.module, values)
        if result and (result.plan or result.text):
            _write_snippet(result, values.shell, snippet_fd)
        sys.stdout.flush()
    except errors.EnvariumError as error:
        return complain(error, values.word)
    except BrokenPipeError:
        _drop_output()
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except (OSError, MemoryError) as error:
        return complain(errors.unfinished(error, command.name), values.word)
    return result.code if result else 0


def _choose_manner(values: Values) -> None:
    """Set how this call prints, from `--plain` and `--quiet`."""
    if values.by_name.get("plain"):
        os.environ[settings.VARIABLES["plain"].name] = "true"
    if values.by_name.get("quiet"):
        output.hush(keeps_output=values.by_name.get("json") is True)


def _drop_output() -> None:
    """Discard the remaining output: its reader has closed the pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _run(module: str, values: Values) -> Answer | None:
    global imported
    run = __import__("envarium.commands." + module, None, None, ["run"]).run
    imported = tuple(sys.modules)
    result: Answer | None = run(values)
    return result


def _write_snippet(result: Answer, shell: str, snippet_fd: int) -> None:
    """Write the snippet for the shell; if no shell evaluates it, write shell code to standard output."""
    if snippet_fd < 0:
        text, snippet_fd = result.text, 1
        sys.stdout.flush()
    else:
        text = result.text or registry.integrated(shell).answer(result.plan)
    content = os.fsencode(text)
    while content:
        content = content[os.write(snippet_fd, content) :]


def complain(error: errors.EnvariumError, word: str) -> int:
    """Print the error and its hint, for a shell `word` with the words of the shell, and return the exit code."""
    report(error.sentence, vocabulary.with_shell_words(error.hint, word))
    return error.exit_code


def _end(arguments: list[str], shell: str, word: str, at_end: Callable[[int], None] | None = None) -> None:
    """Serve the call, and exit at once: there is nothing to clean up, and finalization takes a millisecond."""
    try:
        code = serve(arguments, shell, word)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        code = 1
        _drop_output()
    except (OSError, MemoryError) as error:
        code = complain(errors.unfinished(error), word)
        _drop_output()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        pass
    if at_end:
        at_end(code)
    os._exit(code)
