"""The strategy of PEP 405: a linked interpreter beside a pyvenv.cfg that names its home."""

from __future__ import annotations

import os

from envarium.creator.layout import Layout
from envarium.store.pyvenv_cfg import PyvenvCfg, is_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.creator.request import Request
    from envarium.store.environment import Environment

NAME = "pyvenv.cfg"
HAS_HOME = True
RELOCATABLE = False


def refusal(request: Request) -> str:
    """Return why this strategy cannot be used, "" if it can."""
    if request.python.version.startswith("2."):
        return f"Python {request.python.version} does not support PEP 405"
    texts = values(request).values()
    if any(len(text.splitlines()) > 1 for text in texts):
        return "the path of the interpreter contains a line break"
    if not all(map(is_text, texts)):
        return "the path of the interpreter is not valid UTF-8"
    return ""


def build(request: Request) -> Layout:
    """Return the layout of the environment that `request` asks for."""
    python = request.python
    layout = Layout()
    if python.lib64:
        layout.links["lib64"] = "lib"
    for path in (python.scripts, "include", python.purelib, python.platlib):
        head, slash, rest = path.partition("/")
        real = layout.links.get(head, head)  # Fedora's platlib is below the link
        layout.directory(real + slash + rest)
    first = python.names[0]
    layout.links[f"{python.scripts}/{first}"] = python.executable
    for name in python.names[1:]:
        layout.links[f"{python.scripts}/{name}"] = first
    layout.files["pyvenv.cfg"] = PyvenvCfg.of(values(request)).text
    layout.files[".gitignore"] = "*\n"
    return layout


def owns(_: Environment) -> bool:
    """Return True: the other strategies are asked first."""
    return True


def base_files(environment: Environment, request: Request) -> Layout:
    """Return what links `environment` to the interpreter of `request`: the links in `bin`, and pyvenv.cfg."""
    from envarium.creator import base_change

    return base_change.links(environment, request.python, PyvenvCfg.of(values(request)))


def values(request: Request) -> dict[str, str]:
    """Return what pyvenv.cfg says.

    getpath reads `home`, site.py `include-system-site-packages` (which it takes for true where it is missing);
    virtualenv, uv and editors read the rest. `home` keeps links among its directories, so that an alias such as
    `versions/3.12` or Homebrew's `opt` goes on being followed.
    """
    python = request.python
    return {
        "home": os.path.dirname(python.executable),
        **request.config(),
        "base-prefix": python.prefix,
        "base-exec-prefix": python.exec_prefix,
        "base-executable": python.executable,
        "executable": os.path.realpath(python.executable),
    }
