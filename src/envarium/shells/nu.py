"""Nushell.

Nushell reads code before it runs any, so it cannot `eval`: the file is a module, for `overlay use` or `use`. An old
value is kept inside a list, which, unlike text, no child process is given; for PATH it is the entry that was added, so
that one environment's module can undo another's. For the same reason, the environment's own variables and directories
are undone by what is kept of them, not by their steps.
"""

from __future__ import annotations

from envarium.activation import plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = "activate.nu"
EVALUATES = False

ACTIVATOR = """\
# Activates a Python environment in Nushell: overlay use activate.nu; "deactivate" deactivates it.

export def --env deactivate [mode?: string] {
    if '__envarium_old_PATH' in $env {
        %(undo)s
    }
    for variable in ($env.__envarium_old_variables? | default []) {
        let name = $variable.name
        if $variable.value == null {
            if $name in $env { hide-env $name }
        } else {
            load-env {($name): $variable.value}
        }
    }
    for entry in ($env.__envarium_old_paths? | default []) {
        let place = ($env.PATH? | default [] | enumerate | where item == $entry | get 0?.index)
        if $place != null { $env.PATH = ($env.PATH | drop nth $place) }
    }
    if $env.PATH? == [] { hide-env PATH }
    if '__envarium_old_variables' in $env { hide-env __envarium_old_variables }
    if '__envarium_old_paths' in $env { hide-env __envarium_old_paths }
}

export-env {
    deactivate
    %(do)s
    let used = ($env.VIRTUAL_ENV | path join .used)
    if ($used | path exists) { try { touch $used } }
}
"""

# A variable may be set in several overlays; hiding one shows the next.
# hide-env inside a module does not reach what the session itself was started with: that is made an empty list, which no
# child process is given either.
STATEMENTS = {
    plan.SET: """\
$env.__envarium_old_%(name)s = [$env.%(name)s?]
$env.%(name)s = %(value)s""",
    plan.UNSET: """\
$env.__envarium_old_%(name)s = [$env.%(name)s?]
if '%(name)s' in $env { hide-env %(name)s }
if '%(name)s' in $env { $env.%(name)s = [] }""",
    plan.RESTORE: """\
if $env.__envarium_old_%(name)s.0 == null {
    if '%(name)s' in $env { hide-env %(name)s }
} else {
    $env.%(name)s = $env.__envarium_old_%(name)s.0
}
hide-env __envarium_old_%(name)s""",
    plan.EXPORT: """\
let variables = ($env.__envarium_old_variables? | default [])
$env.__envarium_old_variables = ($variables | append {name: %(name)s, value: $env.%(name)s?})
$env.%(name)s = %(value)s""",
    plan.INCLUDE: """\
$env.__envarium_old_paths = ($env.__envarium_old_paths? | default [] | append %(value)s)
$env.%(name)s = ($env.%(name)s? | default [] | prepend %(value)s)""",
    plan.PREPEND: """\
$env.__envarium_old_%(name)s = [%(value)s]
$env.%(name)s = ($env.%(name)s? | default [] | prepend %(value)s)""",
    plan.DROP: """\
let entry = $env.__envarium_old_%(name)s.0
let place = ($env.%(name)s? | default [] | enumerate | where item == $entry | get 0?.index)
if $place != null { $env.%(name)s = ($env.%(name)s | drop nth $place) }
if $env.%(name)s? == [] { hide-env %(name)s }
hide-env __envarium_old_%(name)s""",
    plan.LABEL: """\
if ($env.VIRTUAL_ENV_DISABLE_PROMPT? | is-empty) and $env.PROMPT_COMMAND? != null {
    let prompt = $env.PROMPT_COMMAND
    $env.__envarium_old_PROMPT_COMMAND = [$prompt]
    $env.PROMPT_COMMAND = {||
        let text = (if ($prompt | describe) == 'closure' { do $prompt } else { $prompt })
        %(label)s + $text
    }
}""",
    plan.UNLABEL: """\
if '__envarium_old_PROMPT_COMMAND' in $env {
    $env.PROMPT_COMMAND = $env.__envarium_old_PROMPT_COMMAND.0
    hide-env __envarium_old_PROMPT_COMMAND
}""",
    plan.CD: "cd %(value)s",
    plan.ACTIVATE: "overlay use %(file)s",
}


def quote(text: str) -> str:
    """Return `text` in double quotes, inside which only `"` and the backslash mean anything (Nushell: Strings)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def snippet(steps: Iterable[plan.Step]) -> str:
    """Return the statements that apply `steps`."""
    return "\n".join([STATEMENTS[step.kind] % plan.fields(step, quote, FILE) for step in steps])


def activator(steps: Iterable[plan.Step]) -> str:
    """Return the module that applies `steps` when used and defines `deactivate`, their inverse."""
    steps = tuple(steps)
    inverse = [step for step in plan.inverse(steps) if step.kind in STATEMENTS]
    undo = snippet(inverse).replace("\n", "\n        ")
    return ACTIVATOR % {"undo": undo, "do": snippet(steps).replace("\n", "\n    ")}
