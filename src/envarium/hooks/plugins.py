"""Plugins: functions that other packages offer to events by entry points, found where envarium is installed."""

from __future__ import annotations

import contextlib
import functools
import inspect
import os
import re
import sys
from importlib import metadata

from envarium import installation
from envarium.errors import printable, report, shown
from envarium.hooks import events, listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from importlib.metadata import Distribution, EntryPoint

PREFIXES = ("virtualenvwrapper.", "envarium.")
"""What the group of an event's plugins begins with."""

TEMPLATE = "project.template"

BUILT_IN = ("virtualenvwrapper.user_scripts", "virtualenvwrapper.project")
"""virtualenvwrapper's own plugins, there if some plugin requires it: they do what envarium does by itself."""


def refresh(root: str) -> None:
    """Search for plugins, and write the list of the store at `root`."""
    packages = installation.site_packages()
    try:
        time = os.stat(packages).st_mtime_ns
    except OSError:
        return
    _found.cache_clear()
    groups = {entry.group for entry in _found()}
    listed = sorted(
        {group.removeprefix(prefix) for group in groups for prefix in PREFIXES if group.startswith(prefix)}
    )
    if packages.isprintable() and os.path.isdir(root):
        names = sorted(
            {entry.name for entry in _of(TEMPLATE) if entry.name.isprintable() and " " not in entry.name}
        )
        listing.write(root, packages, time, [event for event in listed if events.is_plain(event)], names)


def direct(root: str, event: str, arguments: tuple[str, ...], environment: Mapping[str, str]) -> None:
    """Call the plugins of `event`, in the store at `root` and with the variables `environment`."""
    with _inside(root, environment):
        for entry in _of(event):
            _call(entry, list(arguments))


def sourced(root: str, event: str, arguments: tuple[str, ...]) -> str:
    """Return the shell code that plugins answer to `event`; code for bash and zsh is never given to fish."""
    text = ""
    with _inside(root, events.variables(root, os.environ)):
        for entry in _of(event):
            answer = _call(entry, list(arguments))
            if answer:
                text += f"# {printable(entry.name)}\n{answer}\n"
    return text


def templates() -> dict[str, str]:
    """Return the project templates by name, with the first line of what each says of itself."""
    found: dict[str, str] = {}
    for entry in _of(TEMPLATE):
        function = _guarded(entry, entry.load)
        found.setdefault(entry.name, (inspect.getdoc(function) or "").partition("\n")[0] if function else "")
    return found


def apply_template(root: str, name: str, project: str, directory: str) -> None:
    """Let the template `name` fill the project's `directory`, an absolute path; it is called in the store."""
    with _inside(root, events.variables(root, os.environ)):
        for entry in _of(TEMPLATE):
            if entry.name == name:
                _call(entry, [project, directory])


def _of(event: str) -> list[EntryPoint]:
    """Return the plugins in the groups of `event`."""
    return [entry for prefix in PREFIXES for entry in _found() if entry.group == prefix + event]


@functools.cache
def _found() -> list[EntryPoint]:
    """Return all plugins; of a package that is installed twice, those of the one that would be imported."""
    found: list[EntryPoint] = []
    seen = set()
    for distribution in metadata.distributions():
        name = _name(distribution)
        if not name or name not in seen:
            seen.add(name)
            found += _entries(distribution, name)
    return found


def _name(distribution: Distribution) -> str:
    """Return what the package is called, as PEP 503 has it; "" where it does not say."""
    try:
        return re.sub("[-_.]+", "-", distribution.metadata["Name"]).lower()
    except Exception:  # noqa: BLE001 - a damaged package ends in one of many ways, by the version of Python
        return ""


def _entries(distribution: Distribution, name: str) -> list[EntryPoint]:
    try:
        entries = list(distribution.entry_points)
    except Exception as error:  # noqa: BLE001 - the file is another's, and may hold anything
        report(f"the entry points of {shown(name)} cannot be read: {_told(error)}")
        return []
    return [entry for entry in entries if entry.group.startswith(PREFIXES) and _module(entry) not in BUILT_IN]


def _module(entry: EntryPoint) -> str:
    return entry.value.partition(":")[0].strip()


def _call(entry: EntryPoint, arguments: list[str]) -> object:
    answer = _guarded(entry, lambda: entry.load()(arguments))
    sys.stdout.flush()
    return answer


def _guarded(entry: EntryPoint, act: Callable[[], object]) -> object:
    """Return what `act` does, None where it fails: then it is told, and the other plugins get their turn."""
    try:
        return act()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may fail in any way
        sys.stdout.flush()
        report(f"the plugin {shown(entry.name)} failed: {_told(error)}")
        return None


def _told(error: BaseException) -> str:
    return printable(f"{type(error).__name__}: {error}")


@contextlib.contextmanager
def _inside(root: str, environment: Mapping[str, str]) -> Iterator[None]:
    """Be in the store at `root`, with these variables, for as long as plugins are called."""
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
