"""Which shells there are, and the object for each: a module of this package, imported when it is needed."""

from __future__ import annotations

from envarium import errors
from envarium.activation import plan
from envarium.activation.variables import NONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from envarium.activation.variables import Variables

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


MODULES = {
    "bash": "bash",
    "zsh": "zsh",
    "fish": "fish",
    "sh": "posix",
    "csh": "csh",
    "tcsh": "csh",
    "pwsh": "powershell",
    "nu": "nu",
    "xonsh": "xonsh",
    "python": "python",
}
"""The module of each shell, by the shell's name."""

INTEGRATED = ("bash", "zsh", "fish", "xonsh", "nu")
"""The shells that have an integration."""

WITHOUT_FILE = ("xonsh", "nu")
"""Those whose integration does without the activator of an environment that another tool created."""

ACTIVATORS = ("sh", "fish", "csh", "pwsh", "nu", "xonsh", "python")
"""One of each kind that has an activator of its own in `bin/`."""

DIALECTS = tuple(name for name in MODULES if name != "python")
"""Those that `envarium activate` prints code for."""


def integrated(name: str) -> IntegratedShell:
    """Return the shell `name`, which has an integration. Raises NoSuchShell."""
    if name not in INTEGRATED:
        raise errors.NoSuchShell(name, list(INTEGRATED))
    return _module(name)


def shell(name: str) -> Shell:
    """Return the shell `name`. Raises WrongUsage where it is unknown."""
    if name not in MODULES:
        raise errors.WrongUsage(
            f'the shell "{name}" is not supported', "supported are " + ", ".join(DIALECTS)
        )
    return _module(name)


def _module(name: str) -> IntegratedShell:
    """Return the module of the shell `name`; the attributes of an integration are there if it has one."""
    module: IntegratedShell = __import__("envarium.shells." + MODULES[name], None, None, ["FILE"])
    return module


def activators(path: str, prompt: str, variables: Variables = NONE) -> dict[str, str]:
    """Return the files of `bin/` that activate the environment at `path`: name to text, for every kind of shell."""
    steps = plan.activation(path, prompt, variables)
    shells = [shell(name) for name in ACTIVATORS]
    return {each.FILE: each.activator(steps) for each in shells}


def plugin_suffix(name: str) -> str:
    """Return what is behind an event's name where plugins answer with code for the shell `name` ("": any but fish)."""
    return integrated(name).PLUGIN_SUFFIX if name else integrated(INTEGRATED[0]).PLUGIN_SUFFIX
