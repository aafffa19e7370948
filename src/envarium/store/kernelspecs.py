"""The user's Jupyter kernels: a directory for each, whose `kernel.json` says how it is started.

https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs. One that has no mark of envarium is never
changed.
"""

from __future__ import annotations

import json
import os
import shutil
import sys

from envarium import environ, json_text
from envarium.activation import plan
from envarium.files import deleting, reading, writing
from envarium.output import printable
from envarium.store import kernel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envarium.store.environment import Environment

FILE = "kernel.json"
MARK = "envarium"
"""The key in `metadata` of a kernel that envarium has registered."""

RESERVED = ("python", "python2", "python3")
"""The names that Jupyter gives to the kernels of its own Python."""

SYSTEM = ("/usr/local/share/jupyter", "/usr/share/jupyter")

PLAIN: dict[str, Any] = {
    "argv": ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "language": "python",
    "metadata": {"debugger": True},
}
"""A kernel of an ipykernel that comes with no file that describes it."""

PLACEHOLDERS = ("{connection_file}", "{prefix}", "{resource_dir}")
"""What Jupyter replaces in a command (jupyter_client, KernelManager.format_kernel_cmd)."""

OUTSIDE = "\0"


def directory() -> str:
    """Return the directory of the user's kernels (jupyter_core, paths.jupyter_data_dir)."""
    if environ.JUPYTER_DATA_DIR.get():
        return os.path.abspath(environ.JUPYTER_DATA_DIR.get()) + "/kernels"
    if sys.platform == "darwin":
        return environ.home() + "/Library/Jupyter/kernels"
    return (environ.XDG_DATA_HOME.get() or environ.home() + "/.local/share") + "/jupyter/kernels"


def read(path: str) -> dict[str, Any]:
    """Return what the kernel in the directory `path` consists of, nothing if that is not valid."""
    try:
        spec = json_text.parse(reading.read(f"{path}/{FILE}"))
        argv, env, metadata = spec["argv"], spec.get("env", {}), spec.get("metadata", {})
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
    is_valid = isinstance(env, dict) and isinstance(metadata, dict) and isinstance(argv, list) and argv
    return {**spec, "env": env, "metadata": metadata} if is_valid and isinstance(argv[0], str) else {}


def mark(spec: dict[str, Any]) -> dict[str, Any]:
    """Return what envarium has noted in a kernel: its `environment` and `variables`; nothing if it is not its own."""
    record = spec.get("metadata", {}).get(MARK)
    valid = isinstance(record, dict) and isinstance(record.get("environment"), str)
    return record if valid and isinstance(record.get("variables"), list) else {}


def owner(path: str) -> str:
    """Return the path of the environment whose kernel is in the directory `path`, "" if it has no mark."""
    return str(mark(read(path)).get("environment", ""))


def everything() -> dict[str, dict[str, Any]]:
    """Return the user's kernels that are valid, by their directories."""
    folder = directory()
    specs = {f"{folder}/{name}": read(f"{folder}/{name}") for name in reading.names(folder)}
    return {path: spec for path, spec in specs.items() if spec}


def find(environment: Environment) -> str:
    """Return the directory of the kernel of `environment`, "" if it has none.

    It may name a path at which the environment no longer is.
    """
    name = kernel.name(environment)
    path = f"{directory()}/{name}" if name else ""
    root = owner(path) if path else ""
    return path if _is_at(environment, root) or (root and not os.path.lexists(root)) else ""


def _is_at(environment: Environment, path: str) -> bool:
    return path == environment.path or bool(path and reading.is_same(path, environment.path))


def is_current(environment: Environment, path: str) -> bool:
    """Return whether the kernel in the directory `path` starts the Python of `environment`, with its variables."""
    spec = read(path)
    own = variables(environment)
    is_whole = all(spec["env"].get(name) == value for name, value in own.items())
    return (
        is_whole and spec["argv"][0] == environment.python and mark(spec)["environment"] == environment.path
    )


def objection(environment: Environment) -> str:
    """Return why Jupyter cannot start a kernel in `environment`, "" if it can."""
    words = [word for word in PLACEHOLDERS if word in environment.path]
    return f"its path contains {words[0]}, which Jupyter replaces" if words else ""


def register(environment: Environment) -> str:
    """Register a kernel for `environment`, or bring its own up to date; return its name. Raises OSError."""
    old, folder = find(environment), directory()
    name = _free_name(kernel.safe(environment.name) or MARK, environment)
    path = f"{folder}/{name}"
    former = kernel.name(environment)
    kernel.note(environment, name)
    try:
        os.makedirs(folder, exist_ok=True)
        if old and old != path:
            os.rename(old, path)
        elif not old and not owner(path):
            _copy_description(environment, path)
        update(environment, path)
    except BaseException:
        kernel.note(environment, former)
        raise
    return name


def _free_name(stem: str, environment: Environment) -> str:
    """Return `stem`, with a number if Jupyter knows another kernel by that name."""
    others = (f"{data}/kernels" for data in (*SYSTEM, *environ.JUPYTER_PATH.get().split(":")) if data)
    folders = (*others, directory())
    names = {name.lower(): f"{folder}/{name}" for folder in folders for name in reading.names(folder)}
    own = find(environment)
    number, name = 1, stem
    while name in RESERVED or (
        name in names and names[name] != own and not _is_at(environment, owner(names[name]))
    ):
        number += 1
        name = f"{stem}-{number}"
    return name


def _copy_description(environment: Environment, path: str) -> None:
    """Put the files that ipykernel brings, or the least that Jupyter needs, into the new directory `path`."""
    source, temporary = f"{environment.path}/share/jupyter/kernels/python3", writing.aside(path)
    try:
        if read(source):
            shutil.copytree(source, temporary)
        else:
            os.mkdir(temporary)
            _write(f"{temporary}/{FILE}", PLAIN, 0o666)
        os.rename(temporary, path)
    finally:
        deleting.delete(temporary)


def update(environment: Environment, path: str) -> None:
    """Point the kernel in the directory `path` to `environment` as it is now; keep what the user changed in it.

    Raises OSError.
    """
    spec = read(path) or PLAIN
    record, own = mark(spec), variables(environment)
    old = os.path.basename(record.get("environment", ""))
    title = spec.get("display_name", "")
    users = {
        name: value for name, value in spec.get("env", {}).items() if name not in record.get("variables", ())
    }
    _write(
        f"{path}/{FILE}",
        {
            **spec,
            "argv": [environment.python, *spec["argv"][1:]],
            "display_name": display(environment.name) if not record or title == display(old) else title,
            "env": {**users, **own},
            "metadata": {
                **spec["metadata"],
                MARK: {"environment": environment.path, "variables": sorted(own)},
            },
        },
        environment.variables.mode,
    )


def _write(path: str, spec: dict[str, Any], mode: int) -> None:
    writing.replace(path, (json.dumps(spec, indent=1) + "\n").encode("ascii"), mode)


def display(name: str) -> str:
    """Return how Jupyter shows the kernel of the environment `name`."""
    return f"Python ({printable(name)})"


def variables(environment: Environment) -> dict[str, str]:
    """Return the variables that activation sets, as they are written in a kernel: Jupyter replaces `${PATH}`."""
    inside = {"PATH": OUTSIDE}
    plan.apply(plan.activation(environment.path, environment.prompt, environment.applied), inside)
    return {name: value.replace("$", "$$").replace(OUTSIDE, "${PATH}") for name, value in inside.items()}


def put_away(path: str, root: str) -> None:
    """Move the kernel in the directory `path` into the removed environment at `root`. Raises OSError."""
    target = f"{root}/{kernel.KEPT}"
    deleting.delete(target)
    shutil.move(path, target)


def bring_back(environment: Environment) -> str:
    """Register the kernel again that `environment` had before it was removed; return its name, "" if it had none.

    Raises OSError.
    """
    source, old = f"{environment.path}/{kernel.KEPT}", kernel.name(environment)
    kernel.note(environment, "")
    if not read(source):
        return ""
    name = _free_name(old or kernel.safe(environment.name) or MARK, environment)
    os.makedirs(directory(), exist_ok=True)
    shutil.move(source, f"{directory()}/{name}")
    kernel.note(environment, name)
    update(environment, f"{directory()}/{name}")
    return name
