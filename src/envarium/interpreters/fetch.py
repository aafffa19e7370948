"""Installing a Python that is not on this machine, with the tool that the machine has for that."""

from __future__ import annotations

import os
import sys

from envarium import child
from envarium.action import Action
from envarium.errors import EnvariumError, InvalidSpec
from envarium.interpreters import locations, spec
from envarium.output import printable, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.errors import NoInterpreter
    from envarium.interpreters.spec import Spec

TOOLS = {
    "uv": ("python", "install", "{}"),
    "pyenv": ("install", "{}"),
    "mise": ("install", "python@{}"),
}
"""The tools that install Pythons, the preferred one first, with the words that install the one that is asked for."""

RANGES = ("uv",)
"""Those that understand a range such as `>=3.14`."""


def command(text: str) -> list[str]:
    """Return the command that installs the Python that the spec `text` asks for, none if there is no such tool."""
    request = _version_spec(text)
    for tool, words in TOOLS.items():
        path = locations.program(tool)
        if path and request and (not request.range or tool in RANGES):
            return [path, *(word.format(_version(request)) for word in words)]
    return []


def install(error: NoInterpreter) -> None:
    """Install the Python whose lack is the `error`, and show what is run. Raises EnvariumError, SystemRefused."""
    call = command(error.spec)
    if not call:
        error.hint = f"neither {', '.join(TOOLS)} is on PATH to install it; {error.hint}"
        raise error
    sys.stderr.write(f"{error.sentence}; running {printable(' '.join(call))}\n")
    sys.stderr.flush()
    with Action(f"run {shown(call[0])}"):
        # a directory with settings of the tool could say what it installs
        code = child.run(call, os.environ, "/")
    if code:
        what = f"{os.path.basename(call[0])} could not install Python {error.spec}: it ended with {code}"
        raise EnvariumError(what, "its messages are above; nothing was created")


def advise(error: NoInterpreter) -> None:
    """Add to the hint of the `error` how to get that Python."""
    call = command(error.spec)
    if call:
        how = f"--fetch installs it with {os.path.basename(call[0])}"
    elif _version_spec(error.spec):
        how = f"--fetch installs it, if {', '.join(TOOLS)} is on PATH".replace(", mise", " or mise")
    else:
        return
    error.hint = f"{how}; {error.hint}"


def _version_spec(text: str) -> Spec | None:
    """Return what `text` asks for if that is a version: a path or the name of a program cannot be installed."""
    try:
        request = spec.parse(text)
    except InvalidSpec:
        return None
    return request if request.kind == spec.VERSION and (request.version or request.range) else None


def _version(request: Spec) -> str:
    """Return the version in the words of the tools: `3.14`, `3.14t`, `pypy3.10`, `>=3.12`."""
    stem = "pypy" if request.implementation == "PyPy" else ""
    if request.range:
        text = request.text.strip()
        return stem + text[min(text.index(sign) for sign in "<>=!~" if sign in text) :]
    return stem + ".".join(map(str, request.version)) + request.pre + ("t" if request.threads else "")
