"""List the commands of the shell integration, and the paths that it uses."""

from __future__ import annotations

import sys

from envarium import __version__, environ, installation, vocabulary
from envarium.help import usage
from envarium.output import printable
from envarium.printing import json_output, terminal
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values

BLURB = (
    "These are the shell commands of envarium. COMMAND --help explains one of them, envarium --help lists the "
    "other commands."
)
WIDTH = 80
"""Columns."""


def run(values: Values) -> None:
    """Print the paths and the commands, or the commands as JSON."""
    if values.on("json"):
        rows = [{"word": word, "meaning": meaning} for word, meaning in _words().items()]
        json_output.show(rows)
        return
    facts = {
        "Version": __version__,
        "Script": installation.shell_files() + "/virtualenvwrapper.sh",
        "Python": sys.executable,
        "WORKON_HOME": lookup.current().root,
        "PROJECT_HOME": environ.PROJECT_HOME.get(),
    }
    lines = [f"{label}: {printable(value)}".rstrip() for label, value in facts.items()]
    blurb = terminal.folded(BLURB, _width())
    lines = ["", *blurb, "", *lines, "", "Commands available:", "", *_table(_words())]
    sys.stdout.write("\n".join(lines) + "\n")


def _words() -> dict[str, str]:
    """Return the meaning of each shell word, sorted by the word."""
    meanings = {word: command.meaning for command in vocabulary.COMMANDS for word in command.words}
    meanings.update((command.name, command.meaning) for command in vocabulary.SHELL_ONLY)
    return {word: usage.MEANINGS.get(word, meaning) for word, meaning in sorted(meanings.items())}


def _width() -> int:
    return min(terminal.width(sys.stdout) or WIDTH, WIDTH)


def _table(rows: dict[str, str]) -> list[str]:
    """Return `rows` as lines of two columns, the second one broken where it would be too wide."""
    indent = " " * (max(map(len, rows)) + 4)
    width = _width()
    if terminal.is_plain():
        return [f"{word}: {meaning}" for word, meaning in rows.items()]
    is_narrow = width < 2 * len(indent)
    lines = []
    for word, meaning in rows.items():
        if is_narrow:
            lines += terminal.folded(f"{word}: {meaning}", width, "    ")
        else:
            lines += terminal.folded(f"  {word}".ljust(len(indent)) + meaning, width, indent)
    return lines
