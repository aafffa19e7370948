"""What the module of a shell contains, for type checkers: nothing imports this at run time."""

from __future__ import annotations

from typing import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from envarium.activation import plan


class Shell(Protocol):
    """One shell: how it quotes, and takes the steps of a plan.

    `FILE` is the name of its activator in `bin/`, `EVALUATES` whether its eval keeps the lines of a text apart.
    """

    FILE: str
    EVALUATES: bool

    def quote(self, text: str) -> str:
        """Return `text` as one word of the shell, which it reads back byte for byte."""

    def snippet(self, steps: Iterable[plan.Step]) -> str:
        """Return the statements that apply `steps`."""

    def activator(self, steps: Iterable[plan.Step]) -> str:
        """Return the file that applies `steps` when sourced and defines `deactivate`, their inverse."""


class IntegratedShell(Shell, Protocol):
    """A shell with an integration.

    `NAME` is its program, `SCRIPT` the static file of its integration, `LOAD` what loads that by hand,
    `HOOK_SUFFIX` what its sourced hooks end with, `PLUGIN_SUFFIX` what is behind an event's name where plugins
    answer with code for it.
    """

    NAME: str
    SCRIPT: str
    LOAD: str
    HOOK_SUFFIX: str
    PLUGIN_SUFFIX: str

    def rc_file(self) -> str:
        """Return the file that setup adds the integration to."""

    def startup_files(self) -> list[str]:
        """Return all files that it reads when it starts."""

    def assignment(self, name: str, value: str) -> str:
        """Return the statement that sets the shell variable `name`."""

    def export(self, name: str, value: str) -> str:
        """Return the statement that sets the environment variable `name`."""

    def answer(self, steps: Iterable[plan.Step]) -> str:
        """Return the text by which the integration applies `steps`: statements, or data if it cannot evaluate."""

    def path_command(self, directory: str) -> str:
        """Return the command to type that puts `directory` on PATH in new shells."""

    def source(self, file: str) -> str:
        """Return the statement that reads `file`."""

    def guard(self, file: str, then: str, load: str, command: str, message: str) -> str:
        """Return the lines that run `then` if `file` is readable, else `load`, or print `message`.

        `load` is for where envarium is on PATH, or else is the program `command`.
        """
