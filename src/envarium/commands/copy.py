"""Create an environment as a copy of another one, which is in the store or elsewhere."""

from __future__ import annotations

import os
import sys

from envarium import environ, errors, vocabulary
from envarium.activation.plan import ACTIVATE, Step, call
from envarium.command_line import Answer
from envarium.commands import sharing_note
from envarium.hooks import run as hooks
from envarium.hooks import stubs
from envarium.output import printable, report, typed
from envarium.printing.status_line import Watch
from envarium.relocating import changes, sharing
from envarium.store import lookup, names, sweep
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.store.lookup import Store

EVENTS = ("pre_cpvirtualenv", "pre_mkvirtualenv")

NO_SOURCE = "Please provide a valid virtualenv to copy."
EXISTS = "{} virtualenv already exists."
"""What cpvirtualenv prints on standard output, as in virtualenvwrapper; scripts match on it."""


def run(values: Values) -> Answer:
    """Create the copy, run the hooks, and answer with the steps that activate it."""
    store = lookup.current()
    hooks.ready(store.root, *EVENTS)
    try:
        source = _source(store, values.text("source"))
    except errors.EnvariumError as error:
        if not values.text("source"):
            error.hint = "write the environment to copy, and the new name: envarium copy SOURCE TARGET"
        return _refuse(error, NO_SOURCE, values)
    name = values.text("target") or source.name
    mode = sharing.LINK if values.on("link") else sharing.COPY
    try:
        with Watch(f"copying {source.name}"):
            replica = changes.copy(store, source, name, mode, stubs.local(values.shell))
    except errors.EnvironmentExists as error:
        if not values.text("target"):
            error.hint = f"write the name of the copy too: envarium copy {typed(name)} NEW"
        return _refuse(error, EXISTS.format(name), values)
    sys.stderr.write(
        f"copied from {printable(environ.abbreviated(source.path))}, {changes.summary(replica)}\n"
    )
    sharing_note.tell(store)
    sweep.delete_in_background(sweep.leftovers(store))
    hooks.run(store.root, "pre_cpvirtualenv", source.path, name)
    hooks.run(store.root, "pre_mkvirtualenv", name, environment=Environment(replica.path))
    if not values.shell:
        sys.stderr.write(f"activate it with: workon {typed(name)}\n")
        return Answer()
    return Answer(
        (
            Step(ACTIVATE, "", replica.path),
            call("event", "post_mkvirtualenv"),
            call("event", "post_cpvirtualenv"),
        )
    )


def _source(store: Store, text: str) -> Environment:
    """Return the environment that `text` names: one in the store, else one at a path.

    Raises InvalidName, NoSuchEnvironment, NotAnEnvironment.
    """
    if not names.objection(text) and store.reaches(text):
        return store.reach(text)
    expansion = os.path.expanduser(os.path.expandvars(text))
    path = os.path.normpath(os.path.join(os.getcwd(), expansion)) if text else ""
    if path and Environment(path).exists:
        return Environment(path)
    if "/" in expansion:
        raise errors.NotAnEnvironment(path)
    return store.reach(text)


def _refuse(error: errors.EnvariumError, line: str, values: Values) -> Answer:
    """Raise `error`, or for cpvirtualenv print it, and answer that the shell prints `line` on standard output."""
    if values.word != "cpvirtualenv":
        raise error
    report(error.sentence, vocabulary.with_shell_words(error.hint, values.word))
    return Answer((call("print", line),), code=error.exit_code)
