"""Run the hooks of an event, and answer with the shell code of its plugins."""

from __future__ import annotations

import os

from envarium import environ, errors, lanes
from envarium.command_line import Answer
from envarium.hooks import events, stubs
from envarium.hooks import run as hooks
from envarium.output import shown
from envarium.shells import registry
from envarium.store import lookup
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.lookup import Store

INITIALIZE = "initialize"
"""The event at which the integration is loaded."""

CREATED = "pre_mkvirtualenv"
"""The event after an environment was created, perhaps by another program."""


def run(values: Values) -> Answer:
    """Run the hooks of the event and call its plugins, those that answer with shell code last."""
    event, arguments, complete = values.text("event"), values.many("arguments"), not values.on("source")
    store, suffix = lookup.current(), registry.plugin_suffix(values.shell)
    _check(store, event, suffix)
    environment = _environment(store, event, arguments)
    if event == INITIALIZE and complete:
        _make_store(store)
        stubs.make_global(store.root, values.shell)
    if event == CREATED and complete and arguments:
        stubs.make_local(store.path(arguments[0]), values.shell)
    if lanes.full:
        hooks.refresh(store.root)
    hooks.ready(store.root, event + suffix, *((event,) if complete else ()))
    if complete:
        hooks.run(store.root, event, *arguments, environment=environment)
    text = hooks.plugin_code(store.root, event + suffix, *arguments)
    if event == INITIALIZE and values.shell:
        text = _normalise(store, values.shell) + text
    return Answer(text=text)


def _check(store: Store, event: str, suffix: str) -> None:
    """Raise WrongUsage or EnvariumError unless there is such an event, of envarium or of a plugin."""
    if not events.is_simple(event):
        raise errors.WrongUsage(
            f"{shown(event)} is not an event", "an event is a plain word, such as pre_activate"
        )
    if not hooks.exists(store.root, event, event + suffix):
        near = events.nearest(event)
        hint = f"did you mean {near}?" if near else "the event of the hook preactivate is pre_activate"
        raise errors.EnvariumError(f"no event is called {shown(event)}", hint)


def _normalise(store: Store, shell: str) -> str:
    """Return the code that gives WORKON_HOME, if it is set, the form that the shell alone can work with.

    The shared stores move into a variable of their own: other programs take WORKON_HOME for one directory.
    """
    root = environ.WORKON_HOME.get()
    if not root or root == store.root:
        return ""
    export = registry.integrated(shell).export
    text = export(environ.WORKON_HOME.name, store.root) + "\n"
    if store.shared:
        roots = ":".join(one.root for one in store.shared)
        text += export(environ.SHARED_STORES.name, roots) + "\n"
    return text


def _environment(store: Store, event: str, arguments: tuple[str, ...]) -> Environment | None:
    """Return the environment that the event is about, if environments have hooks of their own for it."""
    return Environment(store.path(arguments[0])) if event in events.ALSO_LOCAL and arguments else None


def _make_store(store: Store) -> None:
    """Create the store if it does not exist; loading prints nothing, as in virtualenvwrapper."""
    try:
        os.makedirs(store.root, exist_ok=True)
    except OSError:
        pass
