"""The copy strategy on a private base: a copy of the interpreter and its library, inside the environment itself.

Every link is relative, and whatever must know a place computes it: the environment can be moved, copied to another
machine of the same platform, and outlives the interpreter that it was made from.

Its heavy imports are in functions: `owns` serves the fast lane.
"""

from __future__ import annotations

import os

from envarium import errors
from envarium.creator import bootstrap, copy_based, elf
from envarium.creator.copy_based import versioned
from envarium.store.environment import BASE
from envarium.store.pyvenv_cfg import MOVABLE, PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.creator.layout import Layout
    from envarium.creator.request import Request
    from envarium.interpreters.facts import Facts
    from envarium.store.environment import Environment

NAME = "self-contained"
HAS_HOME = False
RELOCATABLE = True
CONFIG = '"$(dirname -- "$(realpath -- "$0")")"/../{}/bin/{}-config'


def refusal(request: Request) -> str:
    """Return why this strategy cannot be used, "" if it can."""
    python = request.python
    reason = copy_based.refusal(request)
    if reason:
        return reason
    if request.system_site:
        return "the system's packages are outside of the environment"
    dynamic = elf.read(os.path.realpath(python.executable))
    if dynamic is None:
        return f"{python.executable} is not a dynamically linked ELF program"
    if python.libpython and not dynamic.run_path:
        return f"the loader finds {python.libpython} by itself, and would not look for a copy of it"
    return ""


def build(request: Request) -> Layout:
    """Return the layout of the environment that `request` asks for. Raises OSError."""
    from envarium.creator.private import PrivateBase

    python = request.python
    private = PrivateBase(python)
    layout = copy_based.lay_out(request, private.target)
    private.fill(layout)
    executable = f"{BASE}/bin/{versioned(python)}"
    copy_based.add_bootstrap(layout, python, bootstrap.Base(BASE, BASE, executable))
    copy_based.add_config(layout, python, CONFIG.format(BASE, versioned(python)))
    keys = {**request.config(), "base-executable": executable}
    keys[MOVABLE] = "true"
    layout.files["pyvenv.cfg"] = PyvenvCfg.of(keys).text
    _loosen(layout, python)
    layout.finish = lambda root: _finish(layout, root, request)
    return layout


def _finish(layout: Layout, root: str, request: Request) -> None:
    """Compile the library at `root`, where its base has no bytecode, and check the environment.

    In the background it would be too late in an image of a container, which ends with the command that creates it.
    Raises NotSelfContained.
    """
    from envarium.creator import bytecode, self_check

    modules = [path for path in layout.copies if path.endswith(".py") and "-" not in path]
    made = bytecode.expected(modules, request.python)
    if request.python.numbers >= (3,) and not layout.copies.keys() >= set(made):
        bytecode.compile_tree(f"{root}/{BASE}", request.python)
    self_check.check(root, request.path, request.python)


def owns(environment: Environment) -> bool:
    """Return whether `environment` contains its base."""
    return os.path.isdir(f"{environment.path}/{BASE}")


def _may_have_run_path(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return name.endswith(".so") or ".so." in name or os.path.basename(folder) == "bin"


def _loosen(layout: Layout, python: Facts) -> None:
    """Make the run paths of the binaries in `layout` relative where they name the base. Raises NotSelfContained."""
    from envarium.creator import base_texts

    if base_texts.is_shared(python.prefix):
        return
    prefixes = base_texts.spellings(python.prefix)
    for path, source in layout.copies.items():
        dynamic = elf.read(source) if _may_have_run_path(path) else None
        if dynamic is None or not dynamic.run_path:
            continue
        up = "../" * path.removeprefix(BASE + "/").count("/")
        entries = [_loosened(entry, prefixes, up) for entry in dynamic.run_path.split(":")]
        run_path = ":".join(entries)
        if run_path == dynamic.run_path:
            continue
        replacement = elf.replacement(dynamic, run_path)
        if not replacement:
            raise errors.NotSelfContained(f"the run path of {python.executable} is too short to be replaced")
        layout.overwrites[path] = replacement


def _loosened(entry: str, prefixes: tuple[str, ...], up: str) -> str:
    """Return `entry` of a run path, relative to the binary if it is in one of `prefixes`, to which `up` leads."""
    for prefix in prefixes:
        inside = os.path.relpath(entry, prefix) if entry[:1] == "/" else ".."
        if inside[:2] != "..":
            return f"$ORIGIN/{up}{inside}"
    return entry
