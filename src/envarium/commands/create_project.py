"""Create an environment and a project directory of one name."""

from __future__ import annotations

from envarium.activation.plan import call
from envarium.command_line import Answer, Values
from envarium.commands import create, create_options, start_project
from envarium.hooks import run as hooks
from envarium.store import lookup
from envarium.store.environment import Environment


def run(values: Values) -> Answer:
    """Create the environment as `create` does; the project follows when the shell has activated it, else at once.

    Templates may need what was installed, and the user's own hooks.
    """
    store = lookup.current()
    environment = Environment(store.path(values.text("name")))
    create_options.check(values)
    hooks.ready(store.root, "pre_mkvirtualenv", *start_project.EVENTS)
    start_project.check(environment.name, values)
    create.create(store, environment, "", values)
    answer = create.answer(store, environment, values)
    templates = values.many("templates")
    if not values.shell:
        start_project.run(Values({**values.by_name, "check": False}))
        return answer
    words = ["-f"] * values.on("force")
    for template in templates:
        words += ["-t", template]
    return Answer((*answer.plan, call("start_project", *words, environment.name)))
