"""The lines that load the integration into a shell."""

from __future__ import annotations

import os
import sys

from envarium import environ, installation
from envarium.shells import rcfile, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.shells.protocols import IntegratedShell

MISSING = "envarium is no longer installed; install it again, or delete the lines of envarium from "


def loader(name: str, *, auto: bool = False, picker: bool = False) -> list[str]:
    """Return the lines that load the integration into the shell `name`: variables, then the static files.

    With `auto`, the shell activates the environment of the project that it is in, if its integration can; with
    `picker`, `workon` without a name lets the user choose.
    """
    shell = registry.integrated(name)
    variables = {
        "__envarium_python": sys.executable,
        "__envarium_home": installation.HOME,
        "__envarium_shell": installation.shell_files(),
        "__envarium_site": installation.site_packages(),
    }
    if picker:
        variables["__envarium_picker"] = "1"
    lines = [shell.assignment(variable, value) for variable, value in variables.items()]
    files = [_script(shell), *([_auto(shell)] if auto and os.path.exists(_auto(shell)) else [])]
    return [*lines, *map(shell.source, files)]


def block(name: str, command: str, *, auto: bool = False, picker: bool = False) -> str:
    """Return the block for the rc file: it loads the integration, or prints that envarium is not installed.

    Where envarium was installed with another Python meanwhile, the command finds the file again: the one on PATH, or if
    a later line of the rc file puts it there, that at the path `command`.
    """
    shell = registry.integrated(name)
    lines = "".join(f"    {line}\n" for line in loader(name, auto=auto, picker=picker))
    load = shell.LOAD.replace(f"init {name}", f"init {name} --auto") if auto else shell.LOAD
    message = MISSING + environ.abbreviated(shell.rc_file())
    guard = shell.guard(_script(shell), lines, load, command, message)
    return f"{rcfile.BEGIN}\n{rcfile.NOTE}\n{guard}{rcfile.END}\n"


def has_auto(name: str, text: str) -> bool:
    """Return whether the block in `text`, an rc file of the shell `name`, activates environments automatically."""
    block = text.partition(rcfile.BEGIN)[2].partition(rcfile.END)[0]
    return os.path.basename(_auto(registry.integrated(name))) in block


def _script(shell: IntegratedShell) -> str:
    return f"{installation.shell_files()}/{shell.SCRIPT}"


def _auto(shell: IntegratedShell) -> str:
    return f"{installation.shell_files()}/{shell.SCRIPT.replace('envarium', 'auto')}"
