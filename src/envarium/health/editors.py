"""Remarks on editors and other tools: whether they see the environments of this store, and if not, why."""

from __future__ import annotations

import glob
import json
import os
import re

from envarium import environ
from envarium.files import reading
from envarium.health.finding import NOTE, Finding, command
from envarium.store.environment import project_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.health.subject import Environment, World
    from envarium.store.lookup import Store

VS_CODE, PYCHARM, PIPENV, UV, JUPYTER = "VS Code", "PyCharm", "pipenv", "uv", "Jupyter"

VS_CODE_SCANS = ("envs", ".direnv", ".venvs", ".virtualenvs", ".local/share/virtualenvs", "Envs")
"""Directories below the home directory (microsoft/python-environment-tools)."""

PIPENV_NAME = re.compile(r".+-[A-Za-z0-9_-]{8}")
"""Names that VS Code takes for pipenv's, whatever made the environment."""

TAKEN = "taken-for-pipenv"
UNSEEN = "unseen-by-vs-code"
EXPORT = "export WORKON_HOME={} in ~/.profile"


def store(store: Store) -> Iterator[Finding]:
    """Tell of each tool whether it sees this store."""
    yield _vs_code(store)
    yield _pycharm(store)
    yield _pipenv(store)
    yield _uv(store)
    yield _jupyter(store)


def _vs_code(store: Store) -> Finding:
    data = environ.XDG_DATA_HOME.get()
    scanned = [f"{environ.home()}/{name}" for name in VS_CODE_SCANS]
    scanned += [data + "/virtualenvs"] if data else []
    return _scanner("vs-code", VS_CODE, store, scanned)


def _pycharm(store: Store) -> Finding:
    home = environ.home() + "/.virtualenvs"
    if environ.WORKON_HOME.get() and not _is_same(environ.WORKON_HOME.get(), home):
        return _scanner("pycharm", PYCHARM, store, [])
    return _scanner("pycharm", PYCHARM, store, [home])


def _scanner(identifier: str, tool: str, store: Store, scanned: list[str]) -> Finding:
    """Tell whether `tool` sees the store: it lies where the tool looks by itself, or in WORKON_HOME."""
    if any(_is_same(store.root, path) for path in scanned):
        return Finding(identifier, NOTE, tool, f"sees the environments: it looks into {store.root} by itself")
    export = EXPORT.format(command(store.root))
    if _is_same(environ.WORKON_HOME.get(), store.root):
        what = (
            "sees the environments if it is started where WORKON_HOME is set, as in this shell; "
            "what only an rc file sets is not seen from the desktop"
        )
        return Finding(identifier, NOTE, tool, what, export)
    what = (
        f"does not see the environments: it looks into WORKON_HOME and ~/.virtualenvs, not into {store.root}"
    )
    return Finding(identifier, NOTE, tool, what, export)


def _pipenv(store: Store) -> Finding:
    what = "uses the environment that is active; its own it keeps in "
    if _is_same(environ.WORKON_HOME.get(), store.root):
        return Finding("pipenv", NOTE, PIPENV, what + "WORKON_HOME, which is this store")
    data = environ.XDG_DATA_HOME.get() or "~/.local/share"
    return Finding("pipenv", NOTE, PIPENV, f"{what}{data}/virtualenvs, which is not this store")


def _uv(_: Store) -> Finding:
    what = (
        "uv pip uses the environment that is active; uv run and uv sync do not see it, "
        "for they use the project's .venv"
    )
    return Finding("uv", NOTE, UV, what, "uv run --active")


def _jupyter(store: Store) -> Finding:
    """Tell which environments have a kernel: Jupyter knows no others."""
    known = sorted(_kernels(store.root))
    install = "-m ipykernel install --user --name NAME"
    remedy = f"envarium run NAME -- python {install}"
    if known:
        return Finding("jupyter", NOTE, JUPYTER, f"sees {', '.join(known)}, and no other", remedy)
    what = "does not see the environments: it knows kernels, and none of them is registered as one"
    return Finding("jupyter", NOTE, JUPYTER, what, remedy)


def _kernels(root: str) -> set[str]:
    """Return the names of the environments in `root` that some kernel of the user's starts."""
    data = environ.XDG_DATA_HOME.get() or environ.home() + "/.local/share"
    found = set()
    for path in glob.glob(glob.escape(data) + "/jupyter/kernels/*/kernel.json"):
        try:
            program = str(json.loads(reading.read(path))["argv"][0])
        except (OSError, ValueError, LookupError, TypeError):
            continue
        if program.startswith(root + "/"):
            found.add(program[len(root) + 1 :].partition("/")[0])
    return found


def environment(environment: Environment, _: World) -> Iterator[Finding]:
    """Tell why VS Code would not know an environment for what it is."""
    name = environment.name
    if PIPENV_NAME.fullmatch(name):
        what = f"VS Code takes it for pipenv's, as any name that ends in eight characters behind a hyphen ({name[-9:]})"
        yield Finding(TAKEN, NOTE, name, what, command("envarium", "rename", name, "NEW"))
    elif environment.project and project_file() == ".project":
        what = "VS Code takes it for pipenv's, for it has a .project file; that is virtualenvwrapper's, and stays"
        yield Finding(TAKEN, NOTE, name, what)
    if not environment.config.exists:
        what = "VS Code shows it without a name and version, for it has no pyvenv.cfg"
        yield Finding(UNSEEN, NOTE, name, what)
    elif not any(file.startswith("activate") for file in reading.names(environment.path + "/bin")):
        yield Finding(UNSEEN, NOTE, name, "VS Code does not know it for an environment without bin/activate")


def _is_same(one: str, other: str) -> bool:
    if not one or not other:
        return False
    return os.path.realpath(os.path.expanduser(one)) == os.path.realpath(os.path.expanduser(other))
