"""bash, zsh, dash and ksh.

A leading backslash keeps an alias of the user from standing in for a builtin. Entering and leaving start no process
and do not fork. The `_OLD_VIRTUAL_` variables are those of the standard library's venv: `_OLD_VIRTUAL_PATH` says that
an environment is active in this very shell, and whichever tool's `deactivate` comes next undoes ours.
"""

from __future__ import annotations

from envarium.activation import plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = "activate"

# In zsh, `typeset -g` makes the variables known first: WARN_CREATE_GLOBAL would complain of each.
ACTIVATOR = """\
# Enters a Python environment in bash, zsh, dash or ksh. Source it; then "deactivate" leaves.

if [ -n "${_OLD_VIRTUAL_PATH+x}" ]; then
    if [ -z "${BASH_VERSION-}${ZSH_VERSION-}" ] || \\typeset -f deactivate >/dev/null; then \\deactivate || \\:; fi
    \\unset _OLD_VIRTUAL_PATH
fi
if [ -n "${ZSH_VERSION-}" ]; then \\typeset -g %(kept)s; fi

deactivate() {
    if [ -n "${_OLD_VIRTUAL_PATH+x}" ]; then
        if [ -n "${__envarium_inside-}" ]; then __envarium_leaving; fi
        %(undo)s
    fi
    if [ "${1-}" != nondestructive ]; then \\unset -f deactivate; fi
    if [ -n "${__envarium_inside-}" ]; then __envarium_left; fi
}

%(do)s
if [ -n "${__envarium_aware+x}" ]; then __envarium_aware=1; fi
"""
"""The integration sets `__envarium_inside` where hooks are to be run on leaving, and asks by `__envarium_aware`
whether this file sees to it.
"""

STATEMENTS = {
    plan.SET: """\
%(old)s=${%(name)s+x$%(name)s}
\\export %(name)s=%(value)s""",
    plan.UNSET: """\
if [ -n "${%(name)s+x}" ]; then %(old)s=$%(name)s; \\unset %(name)s; else \\unset %(old)s; fi""",
    plan.RESTORE: """\
if [ -n "${%(old)s-}" ]; then \\export %(name)s="${%(old)s#x}"; else \\unset %(name)s; fi
\\unset %(old)s""",
    plan.PREPEND: """\
%(old)s=${%(name)s-}
%(name)s=%(value)s${%(name)s+":$%(name)s"}; \\export %(name)s""",
    plan.DROP: """\
case ${%(name)s-} in
    %(value)s) \\unset %(name)s ;;
    %(first)s*) %(name)s=${%(name)s#%(first)s} ;;
    *%(inner)s*) %(name)s=${%(name)s%%%%%(inner)s*}:${%(name)s#*%(inner)s} ;;
    *%(last)s) %(name)s=${%(name)s%%%(last)s} ;;
esac
\\unset %(old)s""",
    plan.LABEL: """\
if [ -n "${PS1+x}" ] && [ -z "${VIRTUAL_ENV_DISABLE_PROMPT-}" ]; then
    _OLD_VIRTUAL_PS1=$PS1
    if [ -n "${ZSH_VERSION-}" ]; then PS1=%(zsh)s$PS1; else PS1=%(label)s$PS1; fi
else
    \\unset _OLD_VIRTUAL_PS1
fi""",
    plan.UNLABEL: """\
if [ -n "${_OLD_VIRTUAL_PS1+x}" ]; then
    if [ -n "${ZSH_VERSION-}" ]; then PS1=${PS1#%(zsh)s}; else PS1=${PS1#%(label)s}; fi
    \\unset _OLD_VIRTUAL_PS1
fi""",
    plan.CD: """\
if [ -n "${ZSH_VERSION-}" ]; then \\builtin cd -q -- %(value)s
elif [ -n "${BASH_VERSION-}" ]; then \\builtin cd -- %(value)s
else \\command cd -- %(value)s; fi""",
    plan.SOURCE: "\\. %(value)s",
    plan.SAY: "\\printf '%%s\\n' %(value)s >&2",
    plan.ENTER: "__envarium_enter %(value)s || __envarium_code=$?",
    plan.CALL: "__envarium_%(name)s %(words)s || __envarium_code=$?",
}


SHARED = """\
if [ -n "${%(old)s+x}" ]; then \\export %(name)s="$%(old)s"; \\unset %(old)s; else \\unset %(name)s; fi"""
"""Restoring a variable whose old value stands in one of venv's own variables, as it is; others have an x in front."""


def quote(text: str) -> str:
    """Return `text` in single quotes, inside which a POSIX shell leaves everything as it is (POSIX 2.2.2)."""
    return "'" + text.replace("'", "'\\''") + "'"


def snippet(steps: Iterable[plan.Step]) -> str:
    """Return the statements that apply `steps`."""
    return "\n".join([_template(step) % _words(step) for step in steps])


def activator(steps: Iterable[plan.Step]) -> str:
    """Return the file that applies `steps` when sourced and defines `deactivate`, their inverse."""
    steps = tuple(steps)
    return ACTIVATOR % {
        "kept": " ".join([_old(step.name) + "=" for step in steps]),
        "undo": snippet(plan.inverse(steps)).replace("\n", "\n        "),
        "do": snippet(steps),
    }


def _template(step: plan.Step) -> str:
    """Return the statement that applies `step`, with places for its words."""
    shared = step.kind == plan.RESTORE and _old(step.name).startswith("_OLD_")
    return SHARED if shared else STATEMENTS[step.kind]


def _words(step: plan.Step) -> dict[str, str]:
    """Return the words that a statement is made of."""
    value = step.value
    return {
        "name": step.name,
        "old": _old(step.name),
        "value": quote(value),
        "words": " ".join(map(quote, step.words)),
        "first": quote(value + ":"),
        "inner": quote(":" + value + ":"),
        "last": quote(":" + value),
        "label": "'(${VIRTUAL_ENV_PROMPT}) '",  # these shells do not scan the value of an expansion once more
        "zsh": quote("(" + escaped(value) + ") "),
    }


def _old(name: str) -> str:
    """Return the variable that keeps the old value of `name`; the prompt has no name."""
    return ("_OLD_VIRTUAL_" if name in ("PATH", "PYTHONHOME", "") else "__envarium_old_") + (name or "PS1")


def escaped(label: str) -> str:
    """Return `label` so that zsh shows it in a prompt, with PROMPT_SUBST and without it, and runs nothing."""
    for character in "\\$`":
        label = label.replace(character, "\\" + character)
    return label.replace("%", "%%")
