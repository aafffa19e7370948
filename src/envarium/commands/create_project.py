"""Create an environment and a project directory of one name."""

from __future__ import annotations

from envarium.activation.plan import call
from envarium.commands import create, start_project
from envarium.hooks import run as hooks
from envarium.store import lookup
from envarium.store.environment import Environment
from envarium.words import Answer, Given


def run(given: Given) -> Answer:
    """Create the environment as `create` does; the project follows when the shell has activated it, else at once.

    Templates may need what was installed, and the user's own hooks.
    """
    store = lookup.current()
    environment = Environment(store.path(given.text("name")))
    create.check(given)
    hooks.ready(store.root, "pre_mkvirtualenv", *start_project.EVENTS)
    start_project.check(environment.name, given)
    create.create(store, environment, "", given)
    answer = create.answer(store, environment, given)
    templates = given.many("templates")
    if not given.shell:
        start_project.run(Given({**given.values, "check": False}))
        return answer
    words = ["-f"] * given.on("force")
    for template in templates:
        words += ["-t", template]
    return Answer((*answer.plan, call("start_project", *words, environment.name)))
