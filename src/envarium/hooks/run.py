"""What Python does at an event: the hooks that are started, then the plugins that are called."""

from __future__ import annotations

import os

from envarium.errors import HandDown, report, shown
from envarium.hooks import events, listing, process

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    class Plugins(Protocol):
        """What `envarium.hooks.plugins` offers."""

        def refresh(self, root: str) -> None:
            """Search, and write the list."""

        def direct(
            self, root: str, event: str, arguments: tuple[str, ...], environment: Mapping[str, str]
        ) -> None:
            """Call those of `event`."""

        def sourced(self, root: str, event: str, arguments: tuple[str, ...], *, fish: bool) -> str:
            """Return the shell code of those of `event`."""

        def templates(self) -> dict[str, str]:
            """Return the project templates, and what each says of itself."""

        def apply_template(self, root: str, name: str, project: str, directory: str) -> None:
            """Let the template `name` fill a directory."""


loader: Plugins | None = None
"""Finds plugins and calls them; set by the typer lane, for it needs importlib.metadata."""


def loaded() -> Plugins:
    """Return what finds plugins and calls them. Raises HandDown where the calling lane cannot."""
    if loader is None:
        raise HandDown
    return loader


def ready(root: str, *names: str) -> None:
    """See that the plugins of the events `names` can be called. To be asked before anything is changed.

    Raises HandDown where the calling lane cannot call them, or cannot tell whether there are any.
    """
    listed = listing.fresh(root)
    if listed is None and listing.can_be_kept(root):
        loaded().refresh(root)
    elif not set(names).isdisjoint(listing.listed(root) if listed is None else listed):
        loaded()


def run(
    root: str,
    event: str,
    *arguments: str,
    place: str = "",
    environment: Mapping[str, str] | None = None,
) -> None:
    """Do what there is to do at `event`, for the store at `root` and the environment at `place`, if it is about one.

    Whatever fails says so, and stops nothing. `environment` are the variables, where they are not this process's own.
    """
    paths = events.written(root, event, place)
    plugins = loader if loader is not None and _may_have(root, event) else None
    if not paths and plugins is None:
        return
    told = events.variables(root, os.environ if environment is None else environment)
    for path in paths:
        if _is_anybodys(path):
            report(f"the hook {shown(path)} is not run: others own it or may write into it")
        else:
            process.run(path, arguments, root, told)
    if plugins is not None:
        plugins.direct(root, event, arguments, told)


def _is_anybodys(path: str) -> bool:
    """Say whether the hook at `path` belongs to another user than this one and root, or may be written by all."""
    try:
        status = os.stat(path)
    except OSError:
        return False
    return status.st_uid not in (os.geteuid(), 0) or bool(status.st_mode & 0o002)


def sourced(root: str, event: str, *arguments: str, fish: bool) -> str:
    """Return the shell code that the plugins of `event` answer with, for fish or for the other shells."""
    if loader is not None and _may_have(root, events.source(event, fish=fish)):
        return loader.sourced(root, event, arguments, fish=fish)
    return ""


def _may_have(root: str, event: str) -> bool:
    listed = listing.fresh(root)
    return listed is None or event in listed
