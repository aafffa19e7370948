"""The commands of Nushell, and the functions that activate and deactivate by the statements of its activators."""

from __future__ import annotations

import json

import offers

from envarium.activation import plan
from envarium.command_line import Command
from envarium.shells import nu

EXPRESSIONS = {"VIRTUAL_ENV": "$place", "VIRTUAL_ENV_PROMPT": "$title", "PATH": '$"($place)/bin"'}
"""What takes the place of each value of the steps."""

COMPLETED = "@complete __envarium_complete\n"
"""The attribute of every command."""

ACTIVATE = """\
# Activates the environment at a path.
def --env __envarium_activate [place: string, title: string, steps: list] {
    for step in ($steps | where {|step| $step.0 == 'export' }) {
        let variables = ($env.__envarium_old_variables? | default [])
        $env.__envarium_old_variables = ($variables | append {name: $step.1, value: ($env | get --optional $step.1)})
        load-env {($step.1): $step.2}
    }
    for step in ($steps | where {|step| $step.0 == 'include' }) {
        $env.__envarium_old_paths = ($env.__envarium_old_paths? | default [] | append $step.2)
        $env.PATH = ($env.PATH? | default [] | prepend $step.2)
    }
    %(do)s
}

"""


def activation() -> str:
    """Return the function that activates any environment, and `deactivate`."""
    steps = plan.activation("/", "")
    fields = [{**plan.fields(step, nu.quote, nu.FILE), **_expressions(step)} for step in steps]
    do = "\n".join(nu.STATEMENTS[step.kind] % each for step, each in zip(steps, fields, strict=True))
    _, begin, rest = nu.activator(steps).partition("export def --env deactivate")
    body, end, _ = (begin + rest).partition("\n}\n")
    leaving = body.replace("export def --env deactivate", "def --env __envarium_undo")
    return ACTIVATE % {"do": do.replace("\n", "\n    ")} + leaving + end


def _expressions(step: plan.Step) -> dict[str, str]:
    return {"value": EXPRESSIONS.get(step.name, "''"), "label": '$"(char lparen)($title)(char rparen) "'}


def wrappers() -> str:
    """Return the functions of the commands, and the table by which they are completed."""
    words = [(word, command) for word, command in offers.shell_words() if command.words]
    meanings = {command.name: {"meaning": command.meaning} for command in offers.commands()}
    rows = [f"    {verb}: {json.dumps({**meanings[verb], **row})}" for verb, row in offers.table().items()]
    verbs = " ".join(f"{word}: {command.name}" for command in offers.commands() for word in command.words)
    functions = [
        f"{COMPLETED}def --env --wrapped {word} [...words: string] {{ {_call(command)} {word} ...$words }}"
        for word, command in words
        if word not in offers.BY_HAND
    ]
    table = ["const __envarium_completed = {", *rows, "}", f"const __envarium_verbs = {{{verbs}}}"]
    return "\n".join((*functions, f'{COMPLETED}extern "envarium" [...words: string]', *table, ""))


def _call(command: Command) -> str:
    if command.name == "remove":
        return "__envarium_remove"
    return "__envarium_plan" if command.plans else "__envarium_ask ''"
