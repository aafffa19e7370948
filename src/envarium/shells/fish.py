"""fish.

Commands that a function of the user could replace are called by `builtin`. Neither activation nor deactivation starts a
process.
The `_OLD_` variables and `_old_fish_prompt` are those of the standard library's venv, kept unexported: whichever
tool's `deactivate` comes next undoes ours. `_OLD_VIRTUAL_PATH` says that an environment is active in this very shell.
"""

from __future__ import annotations

from envarium import environ
from envarium.activation import plan
from envarium.files import reading
from envarium.shells.templates import dense, tabbed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "fish"
FILE = "activate.fish"
EVALUATES = True
SCRIPT = "envarium.fish"
LOAD = "envarium init fish | source"
HOOK_SUFFIX = ".fish"
PLUGIN_SUFFIX = "_source_fish"

ACTIVATOR = """\
# Activates a Python environment in fish. Source it; "deactivate" deactivates the environment.

for e in $_OLD_VIRTUAL_PATH %(variables)s; builtin eval '
set -q _OLD_VIRTUAL_PATH; and builtin functions -q deactivate; and deactivate
set -e _OLD_VIRTUAL_PATH
'%(keep)s; break; end

function deactivate -d 'Deactivate the active Python environment'
    if set -q _OLD_VIRTUAL_PATH
        set -q __envarium_inside[3]; and not __envarium_leaving; and return 1
        %(undo)s
        set -eg %(names)s %(others)s __envarium_inside
        set -q %(mark)s; and builtin eval %(restore)s
    end
    test "$argv[1]" = nondestructive; or builtin functions -e deactivate
    not set -q __envarium_left[3]; or __envarium_left
end

%(do)s
not test -w $VIRTUAL_ENV/.used; or builtin true >$VIRTUAL_ENV/.used
"""
"""The loop runs once if one of the variables is set, else never. The shell integration, if this very shell has
loaded it, runs hooks before and after leaving: what a parent shell exports is one string, not a list of three.
"""

# Most of the time that sourcing takes is parsing. What is rarely needed, or only by an interactive shell, is in quotes.
#
# A PATH that begins with the entry twice has been given it by an editor too.
DROP = """\
set -l e %(value)s
if test "$%(name)s[1]" = $e
    set -e %(name)s[1]
    while test "$%(name)s[1]" = $e -a "$%(old)s[1]" != $e
        set -e %(name)s[1]
    end
else if set e (builtin contains -i -- $e $%(name)s)
    set -e %(name)s[$e]
end
set -q %(name)s[1]; or set -e %(name)s"""

# The wrapper of the prompt runs the user's own first, which sees $status and $pipestatus as they were. A tool may have
# copied the wrapper, and defined a prompt that calls the copy: leaving keeps that prompt and what the copy calls, and
# the copy shows no label, for there is none. Entering again wraps that prompt; of wrappers around each other, only the
# outer one sees the label: what is local and exported is copied into the functions that are called.
#
# A prompt from a file that fish autoloads is loaded anew on leaving, so that fish goes on saying where it is defined;
# fish 4 carries its own in the program. One that was read from a pipe, as that is then, stays so.
LABEL = """\
if test -z "$VIRTUAL_ENV_DISABLE_PROMPT"; and builtin functions -q fish_prompt
    set -g __envarium_label %(label)s
    set -e _OLD_FISH_PROMPT_OVERRIDE
    builtin functions -D fish_prompt | read -g _OLD_FISH_PROMPT_OVERRIDE
    set -l p _old_fish_prompt
    while builtin functions -q $p
        set p $p'_'
    end
    set -g __envarium_prompt $p
    builtin functions -c fish_prompt $p
    function fish_prompt -V __envarium_prompt -d 'The prompt, with the environment'
        set -l label $__envarium_label
        set -lx __envarium_label
        set -l prompt ($__envarium_prompt $argv | string collect -N)
        builtin printf '%%s%%s' "$label" "$prompt"
    end
end"""

UNLABEL = """\
set -l p $__envarium_prompt
set -l f $_OLD_FISH_PROMPT_OVERRIDE
if builtin functions fish_prompt | string match -q '*$__envarium_prompt*'
    builtin functions -e fish_prompt
    if string match -q 'embedded:*' -- $f
        status get-file (string replace embedded: '' -- $f) | builtin source
    else if test -r "$f"; and string match -q '*/fish_prompt.fish' -- $f
        builtin source $f
    else if test "$f" = -
        builtin functions --no-details $p | string replace -- "function $p" 'function fish_prompt' | builtin source
    end
    builtin functions -q fish_prompt; or builtin functions -c $p fish_prompt
    builtin functions -e $p
end
set -eg _OLD_FISH_PROMPT_OVERRIDE __envarium_label __envarium_prompt"""

STATEMENTS = {
    plan.SET: "set -gx %(name)s %(value)s",
    plan.RESTORE: "set -q %(old)s[1]; and set -gx %(name)s $%(old)s",
    plan.PREPEND: """\
set -gu %(old)s $%(name)s
set -gx %(name)s %(value)s $%(name)s""",
    plan.DROP: """\
test "$%(name)s" = %(value)s:"$%(old)s"; and set -e %(name)s[1]; or builtin eval %(drop)s""",
    plan.INCLUDE: """\
set -gu %(old)s
set -q __envarium_adopting; or set -gu %(old)s $%(name)s
set -gx %(name)s %(value)s $%(name)s""",
    plan.EXPORT: """\
set -e %(old)s
if set -qg %(name)s; and not begin; set -q __envarium_adopting; and test "$%(name)s" = %(value)s; end
    set -gu %(old)s u $%(name)s
    set -qgx %(name)s; and set %(old)s[1] x
end
set -gx %(name)s %(value)s""",
    plan.REVERT: """\
if set -q %(old)s[1]
    set -gu %(name)s $%(old)s[2..]
    test $%(old)s[1] = x; and set -gx %(name)s $%(name)s
else
    set -eg %(name)s
end""",
    plan.LABEL: "status is-interactive; and builtin eval %(show)s",
    plan.UNLABEL: "set -q _OLD_FISH_PROMPT_OVERRIDE; and builtin eval %(hide)s",
    plan.CD: "builtin functions -q __envarium_cd; and __envarium_cd %(value)s; or builtin cd -- %(value)s",
    plan.ACTIVATE: "__envarium_enter %(value)s; or set __envarium_code $status",
    plan.CALL: "__envarium_%(name)s %(arguments)s; or set __envarium_code $status",
}
STATEMENTS[plan.EXCLUDE] = STATEMENTS[plan.DROP]

QUOTED = {plan.LABEL: ("show", LABEL), plan.UNLABEL: ("hide", UNLABEL)}
QUOTED[plan.DROP] = QUOTED[plan.EXCLUDE] = ("drop", DROP)
"""The parts of statements that fish evaluates only if it needs them: a field, and what it contains."""

HIDE = "set -eg %(name)s; set -q %(name)s; and set -gx %(name)s"
KEEP = "set -gu %(old)s; set -qg %(name)s; and set %(old)s $%(name)s"
"""The statements that keep the old value: they only run if an environment is active or one of the variables is set. A
universal variable is only shadowed, by an empty one: erasing it would erase it in all shells and for good.
"""


def quote(text: str) -> str:
    """Return `text` in single quotes, inside which fish lets a backslash escape these two alone (fish: Quotes)."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def rc_file() -> str:
    """Return the startup file of the user: fish reads it after conf.d/, and it may set WORKON_HOME and PATH."""
    return _directory() + "/config.fish"


def startup_files() -> list[str]:
    """Return the startup files."""
    snippets = [name for name in reading.names(_directory() + "/conf.d") if name.endswith(".fish")]
    return [_directory() + "/config.fish", *(f"{_directory()}/conf.d/{name}" for name in snippets)]


def _directory() -> str:
    return (environ.XDG_CONFIG_HOME.get() or environ.home() + "/.config") + "/fish"


def assignment(name: str, value: str) -> str:
    """Return the statement that sets the shell variable `name`."""
    return f"set -g {name} {quote(value)}"


def export(name: str, value: str) -> str:
    """Return the statement that sets the environment variable `name`."""
    return f"set -gx {name} {quote(value)}"


def path_command(directory: str) -> str:
    """Return the command to type that puts `directory` on PATH in new shells."""
    return f"fish_add_path {quote(directory)}"


def source(file: str) -> str:
    """Return the statement that reads `file`."""
    return f"source {quote(file)}"


def guard(file: str, then: str, load: str, command: str, message: str) -> str:
    """Return the lines that run `then` if `file` is readable, else `load` if there is envarium, or print `message`."""
    by_path = load.replace("envarium", quote(command), 1)
    again = f"else if command -q envarium\n    {load}\nelse if test -x {quote(command)}\n    {by_path}\n"
    last = f"else\n    builtin printf '%s\\n' {quote(message)} >&2\nend\n"
    return f"if test -r {quote(file)}\n{then}{again}{last}"


def snippet(steps: Iterable[plan.Step]) -> str:
    """Return the statements that apply `steps`; an `activator` contains what an `unset` does."""
    return "\n".join([STATEMENTS[step.kind] % _fields(step) for step in steps])


answer = snippet


def activator(steps: Iterable[plan.Step]) -> str:
    """Return the file that applies `steps` when sourced and defines `deactivate`, their inverse."""
    steps = tuple(steps)
    kept = [step for step in steps if plan.INVERSES.get(step.kind) == plan.RESTORE]
    hidden = [step for step in steps if step.kind == plan.UNSET]
    undo = [step for step in plan.inverse(steps) if step.kind != plan.RESTORE]
    old = " ".join([_old(step.name) for step in kept])
    keep = [KEEP % _fields(step) for step in kept] + [HIDE % _fields(step) for step in hidden]
    return tabbed(ACTIVATOR) % {
        "names": " ".join([step.name for step in kept]),
        "variables": " ".join([f"${step.name}" for step in kept]),
        "others": " ".join([_old(step.name) for step in steps if step not in kept and step.name]),
        "mark": _old(kept[0].name),
        "keep": quote("\n".join(keep)),
        "restore": quote(snippet(plan.inverse(kept)) + "\nset -e " + old),
        "undo": snippet(undo).replace("\n", "\n\t\t"),
        "do": snippet([step for step in steps if step not in hidden]),
    }


def _fields(step: plan.Step) -> dict[str, str]:
    """Return the fields of a statement."""
    fields = {
        **plan.fields(step, quote, FILE),
        "old": _old(step.name),
        "arguments": " ".join(map(quote, step.arguments)),
    }
    if step.kind in QUOTED:
        name, template = QUOTED[step.kind]
        fields[name] = quote(dense(template) % fields)
    return fields


def _old(name: str) -> str:
    """Return the variable that keeps the old value of `name`."""
    if name.startswith("VIRTUAL_ENV"):
        return "__envarium_kept" + name[len("VIRTUAL_ENV") :]
    return ("_OLD_VIRTUAL_" if name in ("PATH", "PYTHONHOME") else "__envarium_old_") + name
