"""csh and tcsh.

Each statement is one line, for an alias (`deactivate`) holds one line, and so does what a backquoted command hands to
`eval`. A line's variables are expanded before its `if` is decided, hence the inner `eval`. The csh language cannot take
an entry out of PATH: leaving asks `/bin/sh`, by a script without quotes or values of anybody's in it.
"""

from __future__ import annotations

from envarium.activation import plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = "activate.csh"
EVALUATES = False

ACTIVATOR = """\
# Activates a Python environment in csh or tcsh. Source it; "deactivate" deactivates the environment.

if ($?_OLD_VIRTUAL_PATH) then
    if ("`alias deactivate`" != "") then
        deactivate nondestructive
    endif
endif

alias deactivate %(undo)s

%(do)s
if (-w $VIRTUAL_ENV:q/.used) eval ': >\\! $VIRTUAL_ENV:q/.used'
"""
"""csh opens what a line redirects to before it decides the line's `if`, hence the `eval`."""

DROP = (
    'while case $PATH in "$__entry:$__entry:"*) ;; *) false ;; esac do PATH=${PATH#"$__entry:"}; done; '
    'case $PATH in "$__entry") PATH= ;; "$__entry:"*) PATH=${PATH#"$__entry:"} ;; '
    '*":$__entry:"*) PATH=${PATH%%":$__entry:"*}:${PATH#*":$__entry:"} ;; '
    '*":$__entry") PATH=${PATH%":$__entry"} ;; esac; printf %s "$PATH"'
)
"""For /bin/sh: drop `__entry` from PATH, more than once where it begins with it, and print the rest."""

RELABEL = (
    'case $__prompt in *"$__label"*) __prompt=${__prompt%%"$__label"*}${__prompt#*"$__label"} ;; esac; '
    'printf %s "$__prompt"'
)
"""For /bin/sh: print the prompt without the label, wherever that is."""

STATEMENTS = {
    plan.SET: """unset %(old)s; if ($?%(name)s) eval 'set %(old)s = "$%(name)s"'; setenv %(name)s %(value)s""",
    plan.UNSET: """unset %(old)s; if ($?%(name)s) eval 'set %(old)s = "$%(name)s"'; unsetenv %(name)s""",
    plan.RESTORE: (
        """if ($?%(old)s) eval 'setenv %(name)s "$%(old)s"'; if (! $?%(old)s) unsetenv %(name)s; unset %(old)s"""
    ),
    plan.PREPEND: (
        """set %(entry)s = %(value)s; set %(script)s = %(drop)s; set %(old)s = ""; """
        """if ($?%(name)s) eval 'set %(old)s = "$%(name)s"; setenv %(name)s "${%(entry)s}:$%(name)s"'; """
        """if (! $?%(name)s) setenv %(name)s %(value)s"""
    ),
    plan.DROP: (
        """setenv __entry "$%(entry)s"; setenv %(name)s "`/bin/sh -c $%(script)s`"; unsetenv __entry; """
        """if ("$%(name)s" == "") unsetenv %(name)s; unset %(old)s %(entry)s %(script)s"""
    ),
    plan.EXPORT: """unset %(old)s; if ($?%(name)s) eval 'set %(old)s = $%(name)s:q'; setenv %(name)s %(value)s""",
    plan.REVERT: (
        """if ($?%(old)s) eval 'setenv %(name)s $%(old)s:q'; if (! $?%(old)s) unsetenv %(name)s; unset %(old)s"""
    ),
    plan.LABEL: (
        """set __envarium_label = %(csh)s; if ($?tcsh) set __envarium_label = %(tcsh)s; unset _OLD_VIRTUAL_PROMPT; """
        """set __envarium_relabel = %(relabel)s; """
        """if ($?prompt) eval 'set _OLD_VIRTUAL_PROMPT = "$prompt"'; """
        """if ($?VIRTUAL_ENV_DISABLE_PROMPT) eval """
        """'if ("$VIRTUAL_ENV_DISABLE_PROMPT" != "") unset _OLD_VIRTUAL_PROMPT'; """
        """if ($?_OLD_VIRTUAL_PROMPT) eval 'set prompt = "$__envarium_label$prompt"'"""
    ),
    plan.UNLABEL: (
        """if (! $?prompt) unset _OLD_VIRTUAL_PROMPT; """
        """if ($?_OLD_VIRTUAL_PROMPT) eval 'setenv __prompt "$prompt"; setenv __label "$__envarium_label"; """
        """set prompt = "`/bin/sh -c $__envarium_relabel`"'; """
        """unsetenv __prompt; unsetenv __label; unset _OLD_VIRTUAL_PROMPT __envarium_label __envarium_relabel"""
    ),
    plan.CD: "chdir %(value)s",
    plan.ACTIVATE: "source %(file)s",
}
STATEMENTS[plan.INCLUDE] = STATEMENTS[plan.PREPEND]
STATEMENTS[plan.EXCLUDE] = STATEMENTS[plan.DROP]


def quote(text: str) -> str:
    """Return `text` in single quotes, with `!` and newlines escaped: csh sees them even there (csh(1), Quoting)."""
    return "'" + text.replace("'", "'\\''").replace("!", "\\!").replace("\n", "\\\n") + "'"


def snippet(steps: Iterable[plan.Step]) -> str:
    """Return the statements that apply `steps`."""
    return ";\n".join([STATEMENTS[step.kind] % _fields(step) for step in steps])


def activator(steps: Iterable[plan.Step]) -> str:
    """Return the file that applies `steps` when sourced and defines `deactivate`, their inverse."""
    steps = tuple(steps)
    leave = "; ".join([STATEMENTS[step.kind] % _fields(step) for step in plan.inverse(steps)])
    undo = f'if ($?_OLD_VIRTUAL_PATH) eval {quote(leave)}; if ("!*" != nondestructive) unalias deactivate'
    return ACTIVATOR % {"undo": quote(undo), "do": snippet(steps).replace(";\n", "\n")}


def _fields(step: plan.Step) -> dict[str, str]:
    """Return the fields of a statement."""
    fields = {
        **plan.fields(step, quote, FILE),
        "old": "__envarium_old_" + step.name if step.kind in (plan.EXPORT, plan.REVERT) else _old(step.name),
        "entry": "__envarium_entry" + step.name.removesuffix("PATH"),
        "script": "__envarium_drop" + step.name.removesuffix("PATH"),
    }
    if step.kind in (plan.PREPEND, plan.INCLUDE):
        fields["drop"] = quote(quote(DROP))
    if step.kind == plan.LABEL:
        label = "(" + step.value + ") "
        fields["relabel"] = quote(quote(RELABEL))
        fields["csh"] = quote(_escaped(label, "!"))
        fields["tcsh"] = quote(_escaped(label, "\\^!").replace("%", "%%"))
    return fields


def _old(name: str) -> str:
    """Return the variable that keeps the old value of `name`: csh allows it 30 characters."""
    if name in ("PATH", "PYTHONHOME"):
        return "_OLD_VIRTUAL_" + name
    return "__envarium_" + name.replace("VIRTUAL_", "")


def _escaped(label: str, special: str) -> str:
    """Return `label` with a backslash before each character of `special`."""
    for character in special:
        label = label.replace(character, "\\" + character)
    return label
