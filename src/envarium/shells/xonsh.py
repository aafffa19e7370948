"""xonsh.

Its code is Python that works on `XSH.env`, whose values have types: an old value is kept as it is. xonsh shows
`VIRTUAL_ENV_PROMPT` in its prompt by itself, so a label has no statement.
"""

from __future__ import annotations

import os

from envarium import environ
from envarium.activation import plan
from envarium.shells.python import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "xonsh"
FILE = "activate.xsh"
EVALUATES = True
SCRIPT = "envarium.xsh"
LOAD = "execx($(envarium init xonsh), 'exec', __xonsh__.ctx)"
HOOK_SUFFIX = ".xonsh"
PLUGIN_SUFFIX = "_source_xonsh"

SESSION = "__import__('xonsh.built_ins').built_ins.XSH"
"""The object that holds what a session knows, without a name that would remain."""

ACTIVATOR = """\
# Activates a Python environment in xonsh. Source it; "deactivate" deactivates the environment.

def __envarium_activator():
    from xonsh.built_ins import XSH
    import os

    env, ctx, old = XSH.env, XSH.ctx, {}

    def keep(name):
        old[name] = env[name] if name in env and env.is_manually_set(name) else None

    def restore(name):
        if old[name] is not None:
            env[name] = old[name]
        elif name in env:
            del env[name]

    def deactivate(arguments=()):
        if old:
            leaving, left = ctx.get("__envarium_leaving"), ctx.get("__envarium_left")
            if leaving:
                leaving()
            %(undo)s
            old.clear()
            if left:
                left()
        if list(arguments) != ["nondestructive"]:
            XSH.aliases.pop("deactivate", None)
            ctx.pop("__envarium_deactivate", None)

    if "__envarium_deactivate" in ctx:
        ctx["__envarium_deactivate"]()
    %(do)s
    ctx["__envarium_deactivate"] = XSH.aliases["deactivate"] = deactivate
    try:
        os.utime(os.path.join(env["VIRTUAL_ENV"], ".used"))
    except OSError:
        pass

__envarium_activator()
del __envarium_activator
"""

STATEMENTS = {
    plan.SET: """\
keep("%(name)s")
env["%(name)s"] = %(value)s""",
    plan.UNSET: """\
keep("%(name)s")
env.pop("%(name)s", None)""",
    plan.RESTORE: """restore("%(name)s")""",
    plan.PREPEND: """env["%(name)s"].insert(0, %(value)s)""",
    plan.DROP: """\
if %(value)s in list(env["%(name)s"]):
    env["%(name)s"].remove(%(value)s)""",
    plan.LABEL: "",
    plan.UNLABEL: "",
    plan.CD: "__envarium_cd(%(value)s)",
    plan.ACTIVATE: "__envarium_enter(%(value)s)",
    plan.CALL: "__envarium_%(name)s(%(arguments)s)",
}
STATEMENTS[plan.EXPORT], STATEMENTS[plan.REVERT] = STATEMENTS[plan.SET], STATEMENTS[plan.RESTORE]
STATEMENTS[plan.INCLUDE], STATEMENTS[plan.EXCLUDE] = STATEMENTS[plan.PREPEND], STATEMENTS[plan.DROP]


def rc_file() -> str:
    """Return the startup file of the user: xonsh reads both if both exist."""
    old, new = environ.home() + "/.xonshrc", _directory() + "/rc.xsh"
    return old if os.path.exists(old) and not os.path.exists(new) else new


def startup_files() -> list[str]:
    """Return the startup files."""
    return [environ.home() + "/.xonshrc", _directory() + "/rc.xsh"]


def _directory() -> str:
    return (environ.XDG_CONFIG_HOME.get() or environ.home() + "/.config") + "/xonsh"


def assignment(name: str, value: str) -> str:
    """Return the statement that sets the shell variable `name`."""
    return f"{name} = {quote(value)}"


def export(name: str, value: str) -> str:
    """Return the statement that sets the environment variable `name`."""
    return f"{SESSION}.env[{quote(name)}] = {quote(value)}"


def path_command(directory: str) -> str:
    """Return the command to type that puts `directory` on PATH in new shells."""
    line = f"$PATH.insert(0, {quote(directory)})"
    return f"echo @({quote(line)}) >> {quote(rc_file())}"


def source(file: str) -> str:
    """Return the statement that reads `file`, which is plain Python."""
    return f"exec(compile(open({quote(file)}).read(), {quote(file)}, 'exec'), {SESSION}.ctx)"


def guard(file: str, then: str, load: str, command: str, message: str) -> str:
    """Return the lines that run `then` if `file` exists, else `load` if there is envarium, or print `message`."""
    by_path = load.replace("$(envarium", f"$({quote(command)}", 1)
    again = f"elif __import__('shutil').which('envarium'):\n    {load}\n"
    again += f"elif __import__('os').path.exists({quote(command)}):\n    {by_path}\n"
    otherwise = f"else:\n    print({quote(message)}, file=__import__('sys').stderr)\n"
    return f"if __import__('os').path.exists({quote(file)}):\n{then}{again}{otherwise}"


def snippet(steps: Iterable[plan.Step]) -> str:
    """Return the statements that apply `steps`."""
    statements = [STATEMENTS[step.kind] % _fields(step) for step in steps]
    return "\n".join([statement for statement in statements if statement])


answer = snippet


def activator(steps: Iterable[plan.Step]) -> str:
    """Return the file that applies `steps` when sourced and defines `deactivate`, their inverse."""
    steps = tuple(steps)
    undo = snippet(plan.inverse(steps)).replace("\n", "\n            ")
    return ACTIVATOR % {"undo": undo, "do": snippet(steps).replace("\n", "\n    ")}


def _fields(step: plan.Step) -> dict[str, str]:
    """Return the fields of a statement."""
    return {**plan.fields(step, quote, FILE), "arguments": ", ".join(map(quote, step.arguments))}
