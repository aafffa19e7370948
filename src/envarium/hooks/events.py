"""The events, and the hooks that Python runs at each, in order."""

from __future__ import annotations

import os

from envarium import environ
from envarium.files import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

RUN_FILES = {
    "pre_mkvirtualenv": "premkvirtualenv",
    "pre_cpvirtualenv": "precpvirtualenv",
    "pre_rmvirtualenv": "prermvirtualenv",
    "post_rmvirtualenv": "postrmvirtualenv",
    "pre_activate": "preactivate",
    "get_env_details": "get_env_details",
    "project.pre_mkproject": "premkproject",
}
"""The hook that is run as a program at an event; the shell sources the hooks of other events."""

ALSO_LOCAL = ("pre_activate", "get_env_details")
"""Events at which the environment's own hook runs after the global one."""


SOURCED = (
    "initialize", "post_mkvirtualenv", "post_cpvirtualenv", "post_activate", "pre_deactivate", "post_deactivate",
    "project.post_mkproject",
)  # fmt: skip
"""The events whose hooks the shell sources."""

LIST = "list"
"""What a shell calls an event where it only wants the list of plugins updated."""


def nearest(event: str) -> str:
    """Return the event that a user may have meant by `event`, such as the name of its hook; "" if there is none."""
    names = (name for name in (*RUN_FILES, *SOURCED) if _letters(name) == _letters(event))
    return next(names, "")


def _letters(event: str) -> str:
    return event.removeprefix("project.").replace("_", "").replace("-", "").lower()


def directory(root: str) -> str:
    """Return the directory of the global hooks for the store at `root`."""
    path = environ.HOOK_DIR.get()
    return environ.expanded(path) if path else root


def variables(root: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of hooks in the store at `root`: `environment`, the store, the directory of global hooks."""
    own = {environ.WORKON_HOME.name: root, environ.HOOK_DIR.name: directory(root), "PWD": root}
    return {**environment, **own}


def is_simple(event: str) -> bool:
    """Return whether `event` can be the name of an event: letters and digits, with `_`, `.` or `-` between them."""
    characters = "".join(character for character in event if character not in "._-")
    return characters.isascii() and characters.isalnum() and event[0] not in ".-"


def written(root: str, event: str, path: str) -> list[str]:
    """Return the hooks to run at `event` that are not stubs: the global one, then that of the environment at `path`."""
    name = RUN_FILES.get(event)
    if not name:
        return []
    paths = [f"{directory(root)}/{name}"]
    if path and event in ALSO_LOCAL:
        paths.append(f"{path}/bin/{name}")
    return [path for path in paths if os.path.isfile(path) and not _is_stub(path)]


def _is_stub(path: str) -> bool:
    """Return whether the file at `path` contains only blank lines and comments."""
    try:
        lines = reading.read(path).splitlines()
    except OSError:
        return False  # a program may be executable but not readable
    return all(line[:1] == b"#" or not line.strip() for line in lines)
