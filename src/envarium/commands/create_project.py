"""Make an environment and a project directory of one name."""

from __future__ import annotations

from envarium.activation.plan import call
from envarium.commands import create, making, start_project
from envarium.hooks import run as hooks
from envarium.store import lookup, names
from envarium.words import Answer, Given


def run(given: Given) -> Answer:
    """Make the environment as `create` does; the project follows when the shell has stepped in, or at once without one.

    Templates may need what was installed, and the user's own hooks.
    """
    name = names.check(given.text("name"))
    making.check(given)
    store = lookup.current()
    hooks.ready(store.root, "pre_mkvirtualenv", *start_project.EVENTS)
    start_project.check(name, given)
    making.make(store, name, "", given)
    answer = create.entering(store, name, given)
    templates = given.many("templates")
    if not given.shell:
        start_project.run(Given({**given.values, "check": False}))
        return answer
    words = ["-f"] * given.on("force")
    for template in templates:
        words += ["-t", template]
    return Answer((*answer.plan, call("start_project", *words, name)))
