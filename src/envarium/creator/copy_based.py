"""The classic strategy: a copied interpreter that finds its standard library, as links, by walking up from itself.

A binary that is a real file looks for `lib/pythonX.Y/os.py` beside and above itself (Modules/getpath.py), and takes
the directory that holds it for its prefix. A pyvenv.cfg without a `home` leaves that search alone, and tells site.py
and the tools that this is a virtual environment.
"""

from __future__ import annotations

import os

from envarium.creator import base_link, bootstrap, elf
from envarium.creator.layout import Layout
from envarium.files import reading
from envarium.shells import posix
from envarium.store.environment import HIDDEN
from envarium.store.pyvenv_cfg import PyvenvCfg, is_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from envarium.creator.request import Request
    from envarium.interpreters.facts import Facts
    from envarium.store.environment import Environment

    Target = Callable[[str, str], str]
    """Returns the content of a link from its path inside the environment and the path in the base that it leads to."""

NAME = "copy"
HAS_HOME = False
RELOCATABLE = False
ORIGIN = "orig-prefix.txt"
"""Holds the base's prefix, as virtualenv had it before 20.0."""

NOT_LINKED = ("site-packages", "dist-packages", "EXTERNALLY-MANAGED", ORIGIN, HIDDEN)
WRAPPER = '#!/bin/sh\nexec {} "$@"\n'


def refusal(request: Request) -> str:
    """Return why this strategy cannot be used, "" if it can."""
    python = request.python
    if python.framework:
        return "the binary of a framework build does not look for its library beside itself"
    if python.implementation not in ("CPython", "PyPy"):
        return f"how {python.implementation} finds its library is not known"
    if not any(os.path.isfile(f"{python.stdlib}/{name}") for name in ("os.py", "os.pyc")):
        return f"the standard library of {python.executable} does not consist of files in {python.stdlib}"
    if os.path.basename(python.stdlib) != os.path.basename(library(python)):
        return f"a library called {os.path.basename(python.stdlib)} is not looked for above a binary"
    if any(len(path.splitlines()) > 1 for path in (python.prefix, python.executable, python.stdlib)):
        return "the path of the interpreter contains a line break"
    if not all(map(is_text, (python.prefix, python.executable, python.stdlib))):
        return "the path of the interpreter is not valid UTF-8"
    return ""


def build(request: Request) -> Layout:
    """Return the layout of the environment that `request` asks for. Raises OSError."""
    python = request.python
    layout = lay_out(request, lambda _, path: path)
    base = bootstrap.Base(python.prefix, python.exec_prefix, python.executable)
    add_bootstrap(layout, python, base)
    keys = {
        "base-prefix": base.prefix,
        "base-exec-prefix": base.exec_prefix,
        "base-executable": base.executable,
    }
    layout.files["pyvenv.cfg"] = PyvenvCfg.of({**request.config(), **keys}).text
    layout.files[f"{library(python)}/{ORIGIN}"] = python.prefix
    layout.files[base_link.FILE] = base_link.text(python, entries(python))
    add_config(
        layout, python, posix.quote(f"{os.path.dirname(python.executable)}/{versioned(python)}-config")
    )
    return layout


def owns(environment: Environment) -> bool:
    """Return whether its library has a landmark or a marker of virtualenv before 20.0, and pyvenv.cfg no `home`."""
    folder = environment.path + "/lib"
    libraries = [name for name in reading.names(folder) if name.startswith(("python", "pypy"))]
    paths = (f"{folder}/{library}/{name}" for library in libraries for name in (ORIGIN, HIDDEN, "os.py"))
    return any(map(os.path.lexists, paths)) and "home" not in environment.config


def base_files(environment: Environment, request: Request) -> Layout:
    """Return all of `environment` that comes from its base, which the interpreter of `request` is now."""
    from envarium.creator import base_change

    layout = build(request)
    del layout.files[".gitignore"]
    layout.files["pyvenv.cfg"] = base_change.config(environment, PyvenvCfg(layout.files["pyvenv.cfg"])).text
    return layout


def library(python: Facts) -> str:
    """Return the directory of the standard library, inside an environment: it contains the landmark."""
    return os.path.dirname(python.purelib)


def versioned(python: Facts) -> str:
    """Return the name in `bin` that the copied binary gets."""
    return python.names[-1]


def entries(python: Facts) -> list[str]:
    """Return the names in the base's standard library that an environment links to. Raises OSError."""
    return sorted(name for name in os.listdir(python.stdlib) if name not in NOT_LINKED)


def lay_out(request: Request, target: Target) -> Layout:
    """Return what environments of this strategy share, their links made by `target`. Raises OSError."""
    python = request.python
    layout = Layout()
    for path in (python.scripts, python.include, python.purelib):
        layout.directory(path)
    if python.lib64:
        layout.links["lib64"] = "lib"
    binary = versioned(python)
    layout.copies[f"{python.scripts}/{binary}"] = os.path.realpath(python.executable)
    for name in python.names:
        if name != binary:
            layout.links[f"{python.scripts}/{name}"] = binary
    for link, path in _links(python).items():
        layout.links.setdefault(link, target(link, path))
        _add_parent(layout, link)
    if python.implementation == "CPython" and f"{library(python)}/lib-dynload" not in layout.links:
        layout.directory(
            library(python) + "/lib-dynload"
        )  # the landmark of exec_prefix, all modules being built in
    if not request.system_site:
        layout.files[f"{library(python)}/{HIDDEN}"] = ""
    layout.files[".gitignore"] = "*\n"
    return layout


def _add_parent(layout: Layout, link: str) -> None:
    """Add the directory that `link` is in, which is in `lib` for one in `lib64`."""
    top, _, rest = os.path.dirname(link).partition("/")
    if rest:
        layout.directory(f"{layout.links.get(top, top)}/{rest}")
    elif top and top not in layout.links:
        layout.directory(top)


def _links(python: Facts) -> dict[str, str]:
    """Return the links into the base, from path to target."""
    home = library(python)
    links = {f"{home}/{name}": f"{python.stdlib}/{name}" for name in entries(python)}
    if python.platstdlib != python.stdlib and os.path.isdir(python.platstdlib + "/lib-dynload"):
        links[home + "/lib-dynload"] = python.platstdlib + "/lib-dynload"
    headers = f"{python.prefix}/{python.include}"
    for name in reading.names(headers):
        links[f"{python.include}/{name}"] = f"{headers}/{name}"
    links.update(elf.libraries(os.path.realpath(python.executable), python.scripts))
    for name in _tcl(python):
        links["lib/" + name] = f"{python.prefix}/lib/{name}"
    return links


def _tcl(python: Facts) -> list[str]:
    """Return the directories of the base's own Tcl, which is searched for relative to the executable."""
    try:
        names = os.listdir(python.prefix + "/lib")
    except OSError:
        return []
    return [
        name
        for name in names
        if name.startswith(("tcl", "tk")) and os.path.isdir(f"{python.prefix}/lib/{name}")
    ]


def add_bootstrap(layout: Layout, python: Facts, base: bootstrap.Base) -> None:
    """Add the bootstrap, and the alias of site-packages where the base's site.py reads another directory (Debian)."""
    read = [path for path in python.site_directories.split(":") if path]
    alias = ""
    if read and python.purelib not in read:
        beside = [path for path in read if os.path.dirname(path) == library(python)]
        alias = (beside or read)[-1]
        layout.directory(os.path.dirname(alias))
        layout.links[alias] = os.path.relpath("/" + python.purelib, "/" + os.path.dirname(alias))
    old = python.version.startswith("2.")
    layout.files.update(bootstrap.files(base, python.purelib, [alias] if alias else [], old=old))


def configs(python: Facts) -> list[str]:
    """Return the names of the config script of `python`, the versioned one first; none if the base has none."""
    names = [f"{versioned(python)}-config", f"python{python.version[0]}-config", "python-config"]
    return names if os.path.isfile(f"{os.path.dirname(python.executable)}/{names[0]}") else []


def add_config(layout: Layout, python: Facts, program: str) -> None:
    """Add the config script, which starts the base's: `program`, quoted for sh.

    That one takes the directory that it is called in for its own, so a link will not do.
    """
    names = configs(python)
    for name in names[:1]:
        layout.files[f"{python.scripts}/{name}"] = WRAPPER.format(program)
        layout.executables.add(f"{python.scripts}/{name}")
    for name in names[1:]:
        layout.links[f"{python.scripts}/{name}"] = names[0]
