"""The commands of Nushell, and the functions that activate and deactivate by the statements of its activators."""

from __future__ import annotations

import offers

from envarium import vocabulary
from envarium.activation import plan
from envarium.command_line import Command
from envarium.shells import nu

EXPRESSIONS = {"VIRTUAL_ENV": "$place", "VIRTUAL_ENV_PROMPT": "$title", "PATH": '$"($place)/bin"'}
"""What takes the place of each value of the steps."""

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
    """Return the functions of the commands, and the tables of their flags, by which they are completed."""
    lines = []
    for word, command in offers.shell_words():
        if not command.words:
            continue
        flags = " ".join(flag for each in (offers.HELP, *offers.flags(command)) for flag in each.flags)
        offered = f"__envarium_complete $context {str(_takes_names(command)).lower()} [{flags}]"
        lines.append(f"def __envarium_complete_{word} [context: string] {{ {offered} }}")
        if word not in offers.BY_HAND:
            words = f"[...words: string@__envarium_complete_{word}]"
            lines.append(f"def --env --wrapped {word} {words} {{ {_call(command)} {word} ...$words }}")
    return "\n".join((*lines, *_verbs(), ""))


def _verbs() -> list[str]:
    """Return the completion of `envarium` itself: its commands, then environments where one is meant."""
    verbs = [
        f"{{value: {nu.quote(command.name)}, description: {nu.quote(command.meaning)}}}"
        for command in vocabulary.COMMANDS
    ]
    takers = [command.name for command in vocabulary.COMMANDS if _takes_names(command)]
    return [
        "def __envarium_complete_envarium [context: string] {",
        "    let words = ($context | split row ' ')",
        f"    if ($words | length) == 2 {{ return [{', '.join(verbs)}] }}",
        f"    __envarium_complete ($words | skip 1 | str join ' ') ($words.1 in [{' '.join(takers)}]) []",
        "}",
        'extern "envarium" [...words: string@__envarium_complete_envarium]',
    ]


def _takes_names(command: Command) -> bool:
    return any(argument.completes in ("names", "states") for argument in command.arguments)


def _call(command: Command) -> str:
    if command.name == "remove":
        return "__envarium_remove"
    return "__envarium_plan" if command.plans else "__envarium_ask ''"
