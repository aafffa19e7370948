"""bash, zsh, dash and ksh.

A leading backslash prevents that an alias of the user replaces a builtin. Activation and deactivation start no process
and do not fork. The `_OLD_VIRTUAL_` variables are those of the standard library's venv, so the `deactivate` of any tool
undoes ours. An environment is active if there are `_OLD_VIRTUAL_PATH` and `deactivate`.
"""

from __future__ import annotations

from envarium import output
from envarium.activation import plan
from envarium.shells import posix_export, posix_path
from envarium.shells.templates import tabbed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "sh"
FILE = "activate"
EVALUATES = True
SCRIPT = "envarium.sh"
HOOK_SUFFIX = ""
PLUGIN_SUFFIX = "_source"

# A variable may come from a parent shell that exports all of its own; a function does not. Where the shell cannot tell
# a function from a program, no program is on PATH. In zsh, `typeset -g` makes the variables known first:
# WARN_CREATE_GLOBAL would complain of each.
#
# Half of the time that sourcing takes is parsing, about 130 instructions for each character, and more for a command:
# what is rarely needed is in quotes. `case` takes a third of the time of `[`, but more for a long text.
ACTIVATOR = """\
# Activates a Python environment in bash, zsh, dash or ksh. Source it; "deactivate" deactivates the environment.

case ${_OLD_VIRTUAL_PATH+x} in x) \\eval '
if [ -n "${BASH_VERSION-}${ZSH_VERSION-}" ]; then \\typeset -f deactivate
else PATH=/dev/null \\command -v deactivate; fi >/dev/null && { \\deactivate || \\:; }
\\unset _OLD_VIRTUAL_PATH' ;; esac
case ${ZSH_VERSION:+x} in x) \\typeset -g %(variables)s ;; esac

deactivate() {
    case ${_OLD_VIRTUAL_PATH+x} in x)
        case ${__envarium_process-}${__envarium_inside:+x} in "$$x") __envarium_leaving || \\return 1 ;; esac
        %(undo)s
        \\unset %(changed)s
        case %(kept)s in ?*) \\eval %(restore)s ;; esac
        \\unset %(variables)s
    esac
    case ${1-} in nondestructive) ;; *) \\unset -f deactivate ;; esac
    case ${__envarium_process-}${__envarium_left:+x} in "$$x") __envarium_left ;; esac
}

%(keep)s
\\export %(set)s
%(do)s
[ ! -w "$VIRTUAL_ENV/.used" ] || \\true >| "$VIRTUAL_ENV/.used" || \\:
case ${__envarium_aware+x} in x) __envarium_aware=1 ;; esac
"""
"""The shell integration, if this very shell has loaded it, runs hooks before and after leaving, and asks by
`__envarium_aware` whether this file sees to it. Emptying `.used` sets its time; `true` does it, because
the failure of a special builtin such as `:` would end the shell.
"""

STATEMENTS = {
    plan.UNSET: """\
case ${%(name)s+x} in x) %(old)s=$%(name)s; \\unset %(name)s ;; *) \\unset %(old)s ;; esac""",
    plan.RESTORE: """\
[ -z "${%(old)s-}" ] || \\export %(name)s="${%(old)s#x}\"""",
    plan.PREPEND: """\
%(old)s=${%(name)s-}
\\export %(name)s=%(value)s"${%(name)s+:$%(name)s}\"""",
    plan.DROP: posix_path.DROP,
    plan.INCLUDE: posix_path.INCLUDE,
    plan.EXCLUDE: posix_path.DROP,
    plan.EXPORT: posix_export.EXPORT,
    plan.REVERT: posix_export.REVERT,
    plan.LABEL: """\
case ${PS1+x}${VIRTUAL_ENV_DISABLE_PROMPT:+-} in
    x)
        %(old)s=$PS1
        case ${ZSH_VERSION:+zsh}${BASHOPTS-promptvars} in
            zsh*)
                %(zsh)s
                \\eval '[[ ${(t)PS1} != *readonly* ]]' || \\unset %(old)s
                ;;
            *promptvars*) __envarium_label=%(label)s ;;
            *) %(bash)s ;;
        esac
        case ${%(old)s+x} in x) PS1=$__envarium_label$PS1 ;; esac
        ;;
    *) \\unset %(old)s ;;
esac""",
    plan.UNLABEL: """\
case ${%(old)s+x} in x)
    case ${PS1-} in
        "$__envarium_label$%(old)s") PS1=$%(old)s ;;
        *"$__envarium_label"*) PS1=${PS1%%%%"$__envarium_label"*}${PS1#*"$__envarium_label"} ;;
    esac
esac""",
    plan.CD: """\
if [ -n "${ZSH_VERSION-}" ]; then \\builtin cd -q -- %(value)s
elif [ -n "${BASH_VERSION-}" ]; then \\builtin cd -- %(value)s
else \\command cd -- %(value)s; fi""",
    plan.ACTIVATE: "__envarium_enter %(value)s || __envarium_code=$?",
    plan.CALL: "__envarium_%(name)s %(arguments)s || __envarium_code=$?",
}


KEEP = "%(old)s=${%(name)s+x$%(name)s}"

SHARED = """\
[ -z "${%(old)s+x}" ] || \\export %(name)s="$%(old)s\""""
"""Restoring a variable whose old value is in one of venv's own variables, as it is; others have an x in front."""

quote = output.quote

LABEL = "${VIRTUAL_ENV_PROMPT:+(${VIRTUAL_ENV_PROMPT}) }"
"""The label in a prompt that the shell expands: it does not scan the value once more, and what has copied the prompt
shows no label once no environment is active.
"""


def assignment(name: str, value: str) -> str:
    """Return the statement that sets the shell variable `name`."""
    return f"{name}={quote(value)}"


def export(name: str, value: str) -> str:
    """Return the statement that sets the environment variable `name`."""
    return f"\\export {name}={quote(value)}"


def path_command(directory: str, file: str) -> str:
    """Return the command to type that puts `directory` on PATH in new shells, by a line in `file`, a word."""
    is_plain = directory.isascii() and all(c.isalnum() or c in "/._-" for c in directory)
    line = f"export PATH={directory if is_plain else quote(directory)}:$PATH"
    return f"echo {quote(line)} >> {file}"


def source(file: str) -> str:
    """Return the statement that reads `file`."""
    return f". {quote(file)}"


def guard(file: str, then: str, load: str, command: str, message: str) -> str:
    """Return the lines that run `then` if `file` is readable, else `load` if there is envarium, or print `message`."""
    by_path = load.replace("envarium", quote(command), 1)
    head = (
        f"if [ -r {quote(file)} ]; then\n{then}elif command -v envarium >/dev/null 2>&1; then\n    {load}\n"
    )
    last = f"else\n    \\builtin printf '%s\\n' {quote(message)} >&2\nfi\n"
    return f"{head}elif [ -x {quote(command)} ]; then\n    {by_path}\n{last}"


def snippet(steps: Iterable[plan.Step]) -> str:
    """Return the statements that apply `steps`."""
    return "\n".join([_template(step) % _fields(step) for step in steps])


def activator(steps: Iterable[plan.Step]) -> str:
    """Return the file that applies `steps` when sourced and defines `deactivate`, their inverse."""
    steps = tuple(steps)
    undo = [step for step in plan.inverse(steps) if step.kind != plan.RESTORE]
    restore = [step for step in plan.inverse(steps) if step.kind == plan.RESTORE]
    values = [step for step in steps if step.kind == plan.SET]
    variables = [*(_old(step.name) for step in steps), "__envarium_label"]
    return tabbed(ACTIVATOR) % {
        "variables": " ".join(variables),
        "changed": " ".join([step.name for step in restore]),
        "kept": "".join(["${" + _old(step.name) + ("+x}" if _is_shared(step) else "-}") for step in restore]),
        "restore": quote(snippet(restore)),
        "keep": " ".join([KEEP % _fields(step) for step in values]),
        "set": " ".join([assignment(step.name, step.value) for step in values]),
        "undo": snippet(undo).replace("\n", "\n\t\t"),
        "do": snippet([step for step in steps if step.kind != plan.SET]),
    }


def _template(step: plan.Step) -> str:
    """Return the statement that applies `step`, with fields for its values."""
    return SHARED if step.kind == plan.RESTORE and _is_shared(step) else tabbed(STATEMENTS[step.kind])


def _is_shared(step: plan.Step) -> bool:
    """Return whether the old value is in one of venv's own variables."""
    return _old(step.name).startswith("_OLD_")


def _fields(step: plan.Step) -> dict[str, str]:
    """Return the fields of a statement."""
    value = step.value
    fields = {
        "name": step.variable,
        "old": _old(step.name),
        "value": quote(value),
        "arguments": " ".join(map(quote, step.arguments)),
    }
    if step.kind == plan.LABEL:
        fields["label"] = quote(LABEL)
        fields["bash"] = _assigned(_escaped(value).replace("\\", "\\\\"))
        fields["zsh"] = _zsh(value).replace("\n", "\n\t\t\t")
    return fields


def _old(name: str) -> str:
    """Return the variable that keeps the old value of `name`; the prompt has no name."""
    if name.startswith("VIRTUAL_ENV"):
        return "__envarium_env" + name[len("VIRTUAL_ENV") :]
    return ("_OLD_VIRTUAL_" if name in ("PATH", "PYTHONHOME", "") else "__envarium_old_") + (name or "PS1")


def _zsh(label: str) -> str:
    """Return the statements that set the label in zsh, by the options that say what a prompt expands.

    `%{%}` shows nothing, and keeps a `$` or a backslash from meaning anything to PROMPT_SUBST, which may be set later.
    """
    statements = [_assigned(_escaped(label))]
    if any(character in label for character in "\\$`%"):
        percent = label.replace("%", "%%").replace("\\", "\\%{%}").replace("$", "$%{%}").replace("`", "\\`")
        expanded = ["if [[ -o promptpercent ]]; then", "\t" + _assigned(percent)]
        statements = [*expanded, "else", "\t" + statements[0], "fi"]
    if "!" in label:
        statements.append(
            "if [[ -o promptbang ]]; then \\eval '__envarium_label=${__envarium_label//\\!/!!}'; fi"
        )
    return "\n".join(statements)


def _assigned(text: str) -> str:
    """Return the assignment of the label that shows `text`."""
    return "__envarium_label=" + quote("(" + text + ") ")


def _escaped(label: str) -> str:
    """Return `label` so that a prompt which is expanded shows it and runs nothing."""
    for character in "\\$`":
        label = label.replace(character, "\\" + character)
    return label
