"""Every page of the help, as it is printed on standard output."""

from __future__ import annotations

import sys

from envarium import errors, lanes, vocabulary
from envarium.arguments import by_name
from envarium.help import faults, overview, screen, usage
from envarium.help.layout import Page, width
from envarium.help.topics import TOPICS
from envarium.output import printable, shown
from envarium.printing import terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Command
    from envarium.help.layout import Rows

FULL = "--help"
"""The flag that asks for the full help; `-h` asks for the short one."""


def of_all(flag: str = "") -> str:
    """Return the help of envarium itself, as `flag` asks for it."""
    page = _page()
    if flag == FULL:
        overview.full(page, TOPICS)
    else:
        overview.short(page)
    return page.text()


def of_command(command: Command, program: str, flag: str) -> str:
    """Return the help of `command`, which was called by the name `program`, as `flag` asks for it.

    Raises NeedsFullLane if plugins have a part in it.
    """
    page = _page()
    show = screen.full if flag == FULL else screen.short
    show(page, command, program, _templates(command))
    return page.text()


def of_word(word: str) -> str:
    """Return the full help of the command, shell command or topic `word`. Raises WrongUsage, NeedsFullLane."""
    command = by_name(word)
    if command:
        return of_command(command, usage.program(command, word if word in command.words else ""), FULL)
    for each in vocabulary.SHELL_ONLY:
        if each.name == word:
            return of_command(each, word, FULL)
    if word not in TOPICS:
        raise errors.WrongUsage(
            f"there is no help on {shown(word)}", faults.suggestion(word, words()) or "envarium help"
        )
    page = _page()
    TOPICS[word](page)
    return page.text()


def words() -> list[str]:
    """Return every command, shell command and topic."""
    names = [word for command in vocabulary.COMMANDS for word in (command.name, *command.words)]
    return [*names, *(command.name for command in vocabulary.SHELL_ONLY), *TOPICS]


def _page() -> Page:
    return Page(width(), styled=terminal.is_coloured(sys.stdout))


def _templates(command: Command) -> Rows:
    """Return the project templates of plugins, with their meanings, if `command` applies one."""
    if vocabulary.TEMPLATES not in command.options:
        return []
    lanes.require_full()
    from envarium.hooks import plugins

    return [(printable(name), printable(text)) for name, text in sorted(plugins.templates().items())]
