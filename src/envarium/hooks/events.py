"""The events, and the files that Python runs at them, in order."""

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
"""The hook that is started at an event; those of the other events are sourced by the shell."""

ALSO_LOCAL = ("pre_activate", "get_env_details")
"""Events at which the environment's own hook follows the global one."""


def directory(root: str) -> str:
    """Return the directory of the global hooks, where the store is at `root`."""
    told = environ.HOOK_DIR.get()
    return environ.expanded(told) if told else root


def variables(root: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return what hooks find set in the store at `root`: `environment`, the store, the directory of global hooks."""
    told = {environ.WORKON_HOME.name: root, environ.HOOK_DIR.name: directory(root), "PWD": root}
    return {**environment, **told}


def is_plain(event: str) -> bool:
    """Say whether `event` can be an event's name: letters, digits and `_`, `.` or `-` between them."""
    bare = "".join(character for character in event if character not in "._-")
    return bare.isascii() and bare.isalnum() and event[0] not in ".-"


def written(root: str, event: str, path: str) -> list[str]:
    """Return the hooks to start at `event` that somebody has written: the global one, then that in `path`."""
    name = RUN_FILES.get(event)
    if not name:
        return []
    paths = [f"{directory(root)}/{name}"]
    if path and event in ALSO_LOCAL:
        paths.append(f"{path}/bin/{name}")
    return [path for path in paths if os.path.isfile(path) and not _is_stub(path)]


def _is_stub(path: str) -> bool:
    """Say whether the file at `path` is blank lines and comments alone."""
    try:
        lines = reading.read(path).splitlines()
    except OSError:
        return False  # a program may be runnable and not readable
    return all(line[:1] == b"#" or not line.strip() for line in lines)
