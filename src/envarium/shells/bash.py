"""bash: the same code as posix, with its own startup files."""

from __future__ import annotations

from envarium import environ
from envarium.shells import posix

NAME = "bash"
LOAD = 'eval "$(envarium init bash)"'

FILE = posix.FILE
EVALUATES = posix.EVALUATES
SCRIPT = posix.SCRIPT
HOOK_SUFFIX = posix.HOOK_SUFFIX
PLUGIN_SUFFIX = posix.PLUGIN_SUFFIX

quote, snippet, activator = posix.quote, posix.snippet, posix.activator
answer, assignment, export = posix.snippet, posix.assignment, posix.export
source, guard = posix.source, posix.guard


def rc_file() -> str:
    """Return the rc file of interactive shells."""
    return environ.home() + "/.bashrc"


def startup_files() -> list[str]:
    """Return the startup files."""
    return [environ.home() + name for name in ("/.bashrc", "/.bash_profile", "/.profile", "/.bash_aliases")]


def path_command(directory: str) -> str:
    """Return the command to type that puts `directory` on PATH in new shells."""
    return posix.path_command(directory, "~/.bashrc")
