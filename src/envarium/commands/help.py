"""Show the help of a command, a shell command or a topic."""

from __future__ import annotations

import sys

from envarium.help import pages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> None:
    """Print the page on the word, or else that on envarium itself."""
    word = values.text("word")
    sys.stdout.write(pages.of_word(word) if word else pages.of_all(pages.FULL))
