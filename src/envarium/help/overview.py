"""The help of envarium as a whole: the commands that people need first, and the names of the others."""

from __future__ import annotations

from envarium import vocabulary
from envarium.help.layout import shortened
from envarium.vocabulary_terms import GROUPS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from envarium.command_line import Command
    from envarium.help.layout import Page, Rows

ABOUT = "All your Python environments in one place, each activated by its name."

FIRST = (
    "activate", "run", "create", "remove", "restore", "copy", "rename", "install", "sync", "link", "list", "show",
    "find", "pythons", "snapshot", "rollback", "export", "doctor", "repair", "setup", "config", "help",
)  # fmt: skip
"""The commands that are shown with their meanings, of each group."""

ROOM = 21
"""The columns before a meaning."""

MOST = ("create", "activate", "run", "list", "show", "install", "remove", "restore", "setup", "help")
"""Those of the short help."""

EXAMPLES: Rows = [
    ("mkvenv -p 3.12 web", "create an environment, and activate it"),
    ("workon web", "activate it again, from anywhere"),
    ("lsvenv", "list the environments"),
]


def short(page: Page) -> None:
    """Add the short help."""
    _begin(page)
    page.heading("Commands, with the shell commands that do the same")
    first = [command for command in vocabulary.COMMANDS if command.name in MOST]
    page.rows(
        [(name, shortened(meaning, page.columns - ROOM).rstrip(".")) for name, meaning in map(_row, first)]
    )
    page.blank()
    page.paragraph("envarium --help shows all commands, and envarium COMMAND -h one of them.")


def full(page: Page, topics: Iterable[str]) -> None:
    """Add the full help, which names the `topics`."""
    _begin(page)
    for group in GROUPS:
        members = [command for command in vocabulary.COMMANDS if command.group == group]
        first = [command for command in members if command.name in FIRST]
        others = ", ".join(command.name for command in members if command.name not in FIRST)
        page.heading(group[0].upper() + group[1:])
        rows = [
            (name, shortened(meaning, page.columns - ROOM).rstrip(".")) for name, meaning in map(_row, first)
        ]
        page.rows([*rows, *([("also", others)] if others else [])])
    page.heading("Options")
    page.rows([("-V, --version", "show the version"), ("-h, --help", "show this help in short, or in full")])
    page.heading("Examples, in a shell with the integration (envarium setup)")
    page.rows(EXAMPLES)
    page.blank()
    page.paragraph("envarium help WORD explains a command, a shell command, or one of: " + ", ".join(topics))


def every(page: Page) -> None:
    """Add all commands with their meanings."""
    for group in GROUPS:
        page.heading(group[0].upper() + group[1:])
        page.rows([_row(command) for command in vocabulary.COMMANDS if command.group == group])
    page.heading("In the shell only")
    page.rows([(command.name, command.meaning) for command in vocabulary.SHELL_ONLY])


def _begin(page: Page) -> None:
    page.paragraph("Usage: envarium COMMAND [ARGUMENTS]", hang=7)
    page.blank()
    page.paragraph(ABOUT)


def _row(command: Command) -> tuple[str, str]:
    """Return the command with its first shell command, and what it does."""
    words = f" ({command.words[0]})" if command.words else ""
    return command.name + words, command.meaning
