"""zsh: the same code as posix, with its own startup files."""

from __future__ import annotations

from envarium import environ
from envarium.shells import posix

NAME = "zsh"
LOAD = 'eval "$(envarium init zsh)"'

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
    return _directory() + "/.zshrc"


def startup_files() -> list[str]:
    """Return the startup files."""
    return [_directory() + name for name in ("/.zshrc", "/.zshenv", "/.zprofile")]


def path_command(directory: str) -> str:
    """Return the command to type that puts `directory` on PATH in new shells."""
    return posix.path_command(directory, quote(rc_file()) if environ.ZDOTDIR.get() else "~/.zshrc")


def _directory() -> str:
    return environ.ZDOTDIR.get() or environ.home()
