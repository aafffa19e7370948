"""Nushell.

Nushell reads code before it runs any, so it cannot `eval`: the file is a module, for `overlay use` or `use`. The
integration cannot use a module whose path it does not know beforehand: it reads the data in the file's second line,
and its answers are data, too. An old
value is kept inside a list, which, unlike text, no child process is given; for PATH it is the entry that was added, so
that one environment's module can undo another's. For the same reason, the environment's own variables and directories
are undone by what is kept of them, not by their steps.
"""

from __future__ import annotations

import sys

from envarium import environ
from envarium.activation import plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "nu"
FILE = "activate.nu"
EVALUATES = False
SCRIPT = "envarium.nu"
LOAD = "envarium setup nu"
HOOK_SUFFIX = ""
PLUGIN_SUFFIX = "_source_nu"

ACTIVATOR = """\
# Activates a Python environment in Nushell: overlay use activate.nu; "deactivate" deactivates it.
# %(data)s

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
    if ($used | path exists) { try { '' | save --force $used } }
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
    return ACTIVATOR % {"data": data(steps), "undo": undo, "do": snippet(steps).replace("\n", "\n    ")}


def data(steps: Iterable[plan.Step]) -> str:
    """Return `steps` as Nushell data, in one line: the kind, the name and the value of each."""
    rows = [f"[{quote(step.kind)}, {quote(step.name)}, {quote(step.value)}]" for step in steps]
    return "[" + ", ".join(rows) + "]"


def answer(steps: Iterable[plan.Step]) -> str:
    """Return the calls that the integration makes, as data: each is a list of the function's name and arguments."""
    calls = [step.arguments if step.kind == plan.CALL else (step.value,) for step in steps]
    names = [step.name if step.kind == plan.CALL else step.kind for step in steps]
    rows = [", ".join(map(quote, (name, *words))) for name, words in zip(names, calls, strict=True)]
    return "[" + ", ".join(f"[{row}]" for row in rows) + "]\n"


def rc_file() -> str:
    """Return the startup file of the user."""
    return _directory() + "/config.nu"


def startup_files() -> list[str]:
    """Return the startup files."""
    return [_directory() + "/env.nu", _directory() + "/config.nu"]


def _directory() -> str:
    base = environ.XDG_CONFIG_HOME.get()
    default = "/Library/Application Support" if sys.platform == "darwin" else "/.config"
    return (base or environ.home() + default) + "/nushell"


def assignment(name: str, value: str) -> str:
    """Return the statement that sets the constant `name`: only constants are seen inside of functions."""
    return f"const {name} = {quote(value)}"


def export(name: str, value: str) -> str:
    """Return the statement that sets the environment variable `name`."""
    return f"$env.{name} = {quote(value)}"


def path_command(directory: str) -> str:
    """Return the command to type that puts `directory` on PATH in new shells."""
    line = f"$env.PATH = ($env.PATH | prepend {quote(directory)})\n"
    return f"{quote(line)} | save --append {quote(rc_file())}"


def source(file: str) -> str:
    """Return the statement that reads `file`."""
    return f"source {quote(file)}"


def guard(file: str, then: str, load: str, command: str, message: str) -> str:  # noqa: ARG001 - nothing can load it
    """Return the lines that set constants and read `file`, or print `message` if it does not exist.

    Nushell finds files before it runs anything, so no other command can provide one.
    """
    place = f"({quote(file)} | path exists)"
    lines = then.replace("    ", "").replace(
        source(file), f"source (if {place} {{ {quote(file)} }} else {{ null }})"
    )
    return f"{lines}if not {place} {{ print --stderr {quote(message)} }}\n"
