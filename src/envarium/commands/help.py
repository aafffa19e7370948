"""Show the help of a command, a shell command or a topic."""

from __future__ import annotations

import sys

from envarium.commands import help_pages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> None:
    """Print the page on the word, or else that on envarium itself."""
    word = values.text("word")
    sys.stdout.write(help_pages.of_word(word) if word else help_pages.of_all(help_pages.FULL))
