"""Plugins: functions that packages installed with envarium provide for events as entry points."""

from __future__ import annotations

import contextlib
import functools
import inspect
import os
import re
import sys
from importlib import metadata

from envarium import installation
from envarium.hooks import events, listing
from envarium.output import printable, report, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from importlib.metadata import Distribution, EntryPoint

PREFIXES = ("virtualenvwrapper.", "envarium.")
"""The prefixes of the group of an event's plugins."""

TEMPLATE = "project.template"

BUILT_IN = ("virtualenvwrapper.user_scripts", "virtualenvwrapper.project")
"""virtualenvwrapper's own plugins, installed if a plugin requires it: envarium does the same without them."""


def refresh(root: str) -> None:
    """Search for plugins, and write the list of the store at `root`."""
    packages = installation.site_packages()
    try:
        time = os.stat(packages).st_mtime_ns
    except OSError:
        return
    _plugins.cache_clear()
    groups = {entry.group for entry in _plugins()}
    offers = sorted(
        {group.removeprefix(prefix) for group in groups for prefix in PREFIXES if group.startswith(prefix)}
    )
    if packages.isprintable() and os.path.isdir(root):
        names = sorted(
            {entry.name for entry in _of(TEMPLATE) if entry.name.isprintable() and " " not in entry.name}
        )
        listing.write(root, packages, time, [event for event in offers if events.is_simple(event)], names)


def direct(root: str, event: str, arguments: tuple[str, ...], environment: Mapping[str, str]) -> None:
    """Call the plugins of `event`, in the store at `root` and with the variables `environment`."""
    with _inside(root, environment):
        for entry in _of(event):
            _call(entry, list(arguments))


def code(root: str, event: str, arguments: tuple[str, ...]) -> str:
    """Return the shell code that plugins return for `event`; only the events of fish give code for fish."""
    text = ""
    with _inside(root, events.variables(root, os.environ)):
        for entry in _of(event):
            answer = _call(entry, list(arguments))
            if answer:
                text += f"# {printable(entry.name)}\n{answer}\n"
    return text


def templates() -> dict[str, str]:
    """Return the project templates by name, with the first line of each docstring."""
    descriptions: dict[str, str] = {}
    for entry in _of(TEMPLATE):
        function = _guarded(entry, entry.load)
        text = inspect.getdoc(function) if function else ""
        descriptions.setdefault(entry.name, (text or "").partition("\n")[0])
    return descriptions


def apply_template(root: str, name: str, project: str, directory: str) -> None:
    """Apply the template `name` to the project's `directory`, an absolute path; it is called in the store."""
    with _inside(root, events.variables(root, os.environ)):
        for entry in _of(TEMPLATE):
            if entry.name == name:
                _call(entry, [project, directory])


def offer(*names: str) -> bool:
    """Return whether there is a plugin for one of the events `names`."""
    return any(map(_of, names))


def _of(event: str) -> list[EntryPoint]:
    """Return the plugins in the groups of `event`."""
    return [entry for prefix in PREFIXES for entry in _plugins() if entry.group == prefix + event]


@functools.cache
def _plugins() -> list[EntryPoint]:
    """Return all plugins; of a package that is installed twice, those of the one that is imported.

    Names are compared only for packages with plugins: reading a name takes ten times as long as reading entry points.
    """
    plugins: list[EntryPoint] = []
    before: list[Distribution] = []
    for distribution in metadata.distributions():
        plugins += _entries(distribution, before)
        before.append(distribution)
    return plugins


def _name(distribution: Distribution) -> str:
    """Return the name of the package, normalized by PEP 503; "" if it has none."""
    try:
        return re.sub("[-_.]+", "-", distribution.metadata["Name"]).lower()
    except Exception:  # noqa: BLE001 - a damaged package ends in one of many ways, by the version of Python
        return ""


def _entries(distribution: Distribution, before: list[Distribution]) -> list[EntryPoint]:
    """Return the plugins of `distribution`, none if a package of its name is among those `before` it."""
    message, entries = "", []
    try:
        entries = list(distribution.entry_points)
    except Exception as error:  # noqa: BLE001 - the file is another's, and may hold anything
        message = _message(error)
    plugins = [one for one in entries if one.group.startswith(PREFIXES) and _module(one) not in BUILT_IN]
    if not plugins and not message:
        return []
    name = _name(distribution)
    if name and name in map(_name, before):
        return []
    if message:
        report(f"the entry points of {shown(name)} cannot be read: {message}")
    return plugins


def _module(entry: EntryPoint) -> str:
    return entry.value.partition(":")[0].strip()


def _call(entry: EntryPoint, arguments: list[str]) -> object:
    answer = _guarded(entry, lambda: entry.load()(arguments))
    sys.stdout.flush()
    return answer


def _guarded(entry: EntryPoint, act: Callable[[], object]) -> object:
    """Return the result of `act`; report a failure and return None, so that the other plugins are called."""
    try:
        return act()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may fail in any way
        sys.stdout.flush()
        report(f"the plugin {shown(entry.name)} failed: {_message(error)}")
        return None


def _message(error: BaseException) -> str:
    return printable(f"{type(error).__name__}: {error}")


@contextlib.contextmanager
def _inside(root: str, environment: Mapping[str, str]) -> Iterator[None]:
    """Set the working directory to the store at `root`, and the variables, while plugins are called."""
    before, here = dict(os.environ), os.open(".", os.O_RDONLY)
    try:
        if os.path.isdir(root):
            os.chdir(root)
        os.environ.clear()
        os.environ.update(environment)
        yield
    finally:
        os.fchdir(here)
        os.close(here)
        os.environ.clear()
        os.environ.update(before)
