"""Which shells there are, and the object for each: a module of this package, imported when it is needed."""

from __future__ import annotations

from envarium import errors
from envarium.activation import plan
from envarium.activation.variables import NONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.activation.variables import Variables
    from envarium.shells.protocols import IntegratedShell, Shell

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
