"""Where the static shell files are, and the few lines that load them."""

from __future__ import annotations

import os
import sys

from envarium.activation import rcfile, registry
from envarium.errors import NoShellFiles
from envarium.hooks import plugins

INTEGRATED = {"bash": "envarium.sh", "zsh": "envarium.sh", "fish": "envarium.fish"}
"""The shells that have an integration, and its file."""


def directory() -> str:
    """Return the directory of the static files: in the installed package, else in the checkout. Raises NoShellFiles."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for place in (package + "/shell", os.path.normpath(package + "/../../shell")):
        if os.path.isfile(place + "/envarium.sh"):
            return place
    raise NoShellFiles(package)


def loader(shell: str) -> list[str]:
    """Return the lines that load the integration into `shell`: who answers, then the static file."""
    quote = registry.dialect(shell).quote
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    variables = {
        "__envarium_python": sys.executable,
        "__envarium_home": os.path.dirname(package),
        "__envarium_shell": directory(),
        "__envarium_site": plugins.site_packages(),
    }
    file = quote(f"{directory()}/{INTEGRATED[shell]}")
    if shell == "fish":
        return [*(f"set -g {name} {quote(value)}" for name, value in variables.items()), f"source {file}"]
    return [*(f"{name}={quote(value)}" for name, value in variables.items()), f". {file}"]


def block(shell: str) -> str:
    """Return the block for the rc file: it loads the integration, or says that its static file is gone."""
    *variables, source = loader(shell)
    file = registry.dialect(shell).quote(f"{directory()}/{INTEGRATED[shell]}")
    inside = "".join(f"    {line}\n" for line in (*variables, source))
    gone = "echo 'envarium: its shell files are gone; install it again, then: envarium setup' >&2"
    if shell == "fish":
        body = f"if test -r {file}\n{inside}else\n    {gone}\nend\n"
    else:
        body = f"if [ -r {file} ]; then\n{inside}else\n    {gone}\nfi\n"
    return f"{rcfile.BEGIN}\n{rcfile.NOTE}\n{body}{rcfile.END}\n"
