"""Runs the hooks of an event, then its plugins."""

from __future__ import annotations

import os

from envarium import child, lanes
from envarium.files.reading import system_reason
from envarium.hooks import events, listing
from envarium.output import report, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from envarium.store.environment import Environment


def ready(root: str, *names: str) -> None:
    """Check that the plugins of the events `names` can be called, before anything is changed.

    Raises NeedsFullLane if the fast lane would have to call plugins, or does not know whether there are any.
    """
    listed = listing.fresh(root)
    if listed is None and listing.can_be_kept(root):
        refresh(root)
    elif not set(names).isdisjoint(listing.listed(root) if listed is None else listed):
        lanes.require_full()


def refresh(root: str) -> None:
    """Update the list of plugins. Raises NeedsFullLane."""
    lanes.require_full()
    from envarium.hooks import plugins

    plugins.refresh(root)


def run(
    root: str,
    event: str,
    *arguments: str,
    environment: Environment | None = None,
    variables: Mapping[str, str] | None = None,
) -> None:
    """Run the hooks and plugins of `event` for the store at `root`, and for `environment` if the event has one.

    Failures are reported and do not raise. `variables` are those of the hooks, by default this process's own.
    """
    paths = events.written(root, event, environment.path if environment else "")
    has_plugins = lanes.full and _may_have(root, event)
    if not paths and not has_plugins:
        return
    variables = events.variables(root, os.environ if variables is None else variables)
    for path in paths:
        if _is_anybodys(path):
            report(f"the hook {shown(path)} is not run: others own it or may write into it")
        else:
            _run_file(path, arguments, root, variables)
    if has_plugins:
        from envarium.hooks import plugins

        plugins.direct(root, event, arguments, variables)


def _run_file(path: str, arguments: tuple[str, ...], cwd: str, variables: Mapping[str, str]) -> None:
    """Run the hook at `path` in the directory `cwd`; report if it cannot be run, or fails."""
    try:
        code = child.attached((path, *arguments), variables, cwd, {})
    except OSError as error:
        report(f"the hook {shown(path)} cannot be run: {system_reason(error)}")
        return
    if code > 0:
        report(f"the hook {shown(path)} ended with {code}")
    elif code < 0:
        report(f"the hook {shown(path)} was killed by signal {-code}")


def _is_anybodys(path: str) -> bool:
    """Return whether the hook at `path` is owned by a user other than this one and root, or is writable by all."""
    try:
        status = os.stat(path)
    except OSError:
        return False
    return status.st_uid not in (os.geteuid(), 0) or bool(status.st_mode & 0o002)


def exists(root: str, *names: str) -> bool:
    """Return whether one of `names` is an event, envarium's own or a plugin's.

    Raises NeedsFullLane if the fast lane does not know that.
    """
    if not {*events.RUN_FILES, *events.SOURCED, events.LIST}.isdisjoint(names):
        return True
    listed = listing.fresh(root)
    if listed is not None:
        return not set(listed).isdisjoint(names)
    lanes.require_full()
    from envarium.hooks import plugins

    return plugins.offer(*names)


def plugin_code(root: str, event: str, *arguments: str) -> str:
    """Return the shell code that the plugins of `event`, which includes the kind of shell, return."""
    if not lanes.full or not _may_have(root, event):
        return ""
    from envarium.hooks import plugins

    return plugins.code(root, event, arguments)


def _may_have(root: str, event: str) -> bool:
    listed = listing.fresh(root)
    return listed is None or event in listed
