"""Notes on editors and other tools: whether they see the environments of this store, and if not, why."""

from __future__ import annotations

import os
import re
import shutil

from envarium import environ
from envarium.files import reading
from envarium.health.finding import NOTE, Finding, command
from envarium.store import kernelspecs
from envarium.store.environment import project_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.health.subject import Subject, World
    from envarium.store.lookup import Store

VS_CODE, PYCHARM, PIPENV, UV, JUPYTER, TY = "VS Code", "PyCharm", "pipenv", "uv", "Jupyter", "ty"

VS_CODE_SCANS = ("envs", ".direnv", ".venvs", ".virtualenvs", ".local/share/virtualenvs", "Envs")
"""Directories below the home directory (microsoft/python-environment-tools)."""

PIPENV_NAME = re.compile(r".+-[A-Za-z0-9_-]{8}")
"""Names that VS Code shows as pipenv's, whichever tool created the environment."""

AS_PIPENV = "taken-for-pipenv"
UNSEEN = "unseen-by-vs-code"
NO_HOME_FOR_TY = "no-home-for-ty"
EXPORT = "echo {} >> ~/.profile"


TRACES = {
    VS_CODE: (("code", "codium", "cursor"), (".vscode", ".vscode-server", ".vscode-oss", ".cursor")),
    PYCHARM: (("pycharm", "charm"), (".config/JetBrains", "Library/Application Support/JetBrains")),
    PIPENV: (("pipenv",), ()),
    UV: (("uv",), ()),
    JUPYTER: (("jupyter", "jupyter-lab"), (".jupyter",)),
    TY: (("ty",), ()),
}
"""Programs on PATH, and directories below the home directory, that show that a tool is installed."""


def store(store: Store) -> Iterator[Finding]:
    """Note for each tool that is installed whether it sees this store."""
    notes = {VS_CODE: _vs_code, PYCHARM: _pycharm, PIPENV: _pipenv, UV: _uv, JUPYTER: _jupyter}
    for tool, note in notes.items():
        if _is_installed(tool):
            yield note(store)


def _is_installed(tool: str) -> bool:
    programs, directories = TRACES[tool]
    return any(map(shutil.which, programs)) or any(
        os.path.isdir(f"{environ.home()}/{name}") for name in directories
    )


def _vs_code(store: Store) -> Finding:
    data = environ.XDG_DATA_HOME.get()
    directories = [f"{environ.home()}/{name}" for name in VS_CODE_SCANS]
    directories += [data + "/virtualenvs"] if data else []
    return _scanner("vs-code", VS_CODE, store, directories)


def _pycharm(store: Store) -> Finding:
    home = environ.home() + "/.virtualenvs"
    if environ.WORKON_HOME.get() and not _is_same(environ.WORKON_HOME.get(), home):
        return _scanner("pycharm", PYCHARM, store, [])
    return _scanner("pycharm", PYCHARM, store, [home])


def _scanner(identifier: str, tool: str, store: Store, directories: list[str]) -> Finding:
    """Note whether `tool` sees the store: it searches `directories` and WORKON_HOME."""
    if any(_is_same(store.root, path) for path in directories):
        return Finding(identifier, NOTE, tool, f"sees the environments: it searches {store.root} by default")
    export = EXPORT.format(command(f"export WORKON_HOME={command(store.root)}"))
    if _is_same(environ.WORKON_HOME.get(), store.root):
        what = (
            "sees the environments if WORKON_HOME is set where it is started, as in this shell; "
            "started from the desktop, it does not have variables that only an rc file sets"
        )
        return Finding(identifier, NOTE, tool, what, export)
    what = f"does not see the environments: it searches WORKON_HOME and ~/.virtualenvs, not {store.root}"
    return Finding(identifier, NOTE, tool, what, export)


def _pipenv(store: Store) -> Finding:
    what = "uses the active environment; it keeps its own in "
    if _is_same(environ.WORKON_HOME.get(), store.root):
        return Finding("pipenv", NOTE, PIPENV, what + "WORKON_HOME, which is this store")
    data = environ.XDG_DATA_HOME.get() or "~/.local/share"
    return Finding("pipenv", NOTE, PIPENV, f"{what}{data}/virtualenvs, which is not this store")


def _uv(_: Store) -> Finding:
    what = (
        "uv pip uses the active environment; uv run and uv sync use the project's .venv, "
        "unless they have --active"
    )
    return Finding("uv", NOTE, UV, what, "uv run --active")


def _jupyter(store: Store) -> Finding:
    """Note which environments have a Jupyter kernel: Jupyter lists no others."""
    names = sorted(_kernels(store.root))
    others = [name for name in store.names() if name not in names]
    remedy = command("envarium", "kernel", others[0]) if others else ""
    if names:
        return Finding("jupyter", NOTE, JUPYTER, f"sees {', '.join(names)}, and no others", remedy)
    what = "does not see the environments: it lists kernels, and none of them is registered as one"
    return Finding("jupyter", NOTE, JUPYTER, what, remedy)


def _kernels(root: str) -> set[str]:
    """Return the names of the environments in `root` that a kernel of the user starts."""
    programs = (spec["argv"][0] for spec in kernelspecs.everything().values())
    return {path[len(root) + 1 :].partition("/")[0] for path in programs if path.startswith(root + "/")}


def environment(environment: Subject, _: World) -> Iterator[Finding]:
    """Find why VS Code or ty, if they are installed, do not recognize an environment."""
    findings = list(_by_vs_code(environment))
    if findings and _is_installed(VS_CODE):
        yield from findings
    if environment.config.exists and not environment.config.get("home") and _is_installed(TY):
        what = "ty fails with it, because its pyvenv.cfg has no home: its Python must not look for its library there"
        remedy = command("ty", "check", "--extra-search-path", environment.site_packages)
        yield Finding(NO_HOME_FOR_TY, NOTE, environment.name, what, remedy)


def _by_vs_code(environment: Subject) -> Iterator[Finding]:
    name = environment.name
    if PIPENV_NAME.fullmatch(name):
        what = f"VS Code shows it as pipenv's, like every name that ends in a hyphen and eight characters ({name[-9:]})"
        yield Finding(
            AS_PIPENV, NOTE, name, what, command("envarium", "rename", name, f"{name[:-9]}_{name[-8:]}")
        )
    elif environment.project and project_file() == ".project":
        what = "VS Code shows it as pipenv's, because it has a .project file, which virtualenvwrapper needs"
        yield Finding(AS_PIPENV, NOTE, name, what)
    if not environment.config.exists:
        what = "VS Code shows it without a name and version, because it has no pyvenv.cfg"
        yield Finding(UNSEEN, NOTE, name, what)
    elif not any(file.startswith("activate") for file in reading.names(environment.path + "/bin")):
        yield Finding(UNSEEN, NOTE, name, "VS Code does not recognize it, because it has no bin/activate")


def _is_same(one: str, other: str) -> bool:
    if not one or not other:
        return False
    return os.path.realpath(os.path.expanduser(one)) == os.path.realpath(os.path.expanduser(other))
