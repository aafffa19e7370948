"""fish.

Words that a function of the user could stand in for are called by `builtin`. Entering and leaving start no process.
The `_OLD_` variables and `_old_fish_prompt` are those of the standard library's venv, kept unexported: so
`_OLD_VIRTUAL_PATH` says that an environment is active in this very shell.
"""

from __future__ import annotations

from envarium.activation import plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = "activate.fish"

ACTIVATOR = """\
# Enters a Python environment in fish. Source it; then "deactivate" leaves.

if set -q _OLD_VIRTUAL_PATH
    if builtin functions -q deactivate
        deactivate
    end
    set -e _OLD_VIRTUAL_PATH
end

function deactivate -d 'Leave the active Python environment'
    if set -q _OLD_VIRTUAL_PATH
        test -n "$__envarium_inside"; and __envarium_leaving
        %(undo)s
    end
    if test "$argv[1]" != nondestructive
        builtin functions -e deactivate
    end
    test -n "$__envarium_inside"; and __envarium_left
    return 0
end

%(do)s
if set -q __envarium_aware
    set __envarium_aware 1
end
"""
"""The integration sets `__envarium_inside` where hooks are to be run on leaving, and asks by `__envarium_aware`
whether this file sees to it.
"""

# A prompt from a file that fish autoloads is loaded anew on leaving, so that fish goes on saying where it is defined;
# any other is copied back. The wrapper runs the user's prompt first, which sees $status and $pipestatus as they were.
STATEMENTS = {
    plan.SET: """\
set -gu %(old)s $%(name)s
set -gx %(name)s %(value)s""",
    plan.UNSET: """\
set -e %(old)s
set -q %(name)s; and set -g %(old)s $%(name)s; and set -e %(name)s""",
    plan.RESTORE: """\
set -q %(old)s[1]; and set -gx %(name)s $%(old)s; or set -e %(name)s
set -e %(old)s""",
    plan.PREPEND: """\
set -gu %(old)s $%(name)s
set -gx %(name)s %(value)s $%(name)s""",
    plan.DROP: """\
if test "$%(name)s[1]" = %(value)s
    set -e %(name)s[1]
else if set -l place (builtin contains -i -- %(value)s $%(name)s)
    set -e %(name)s[$place]
end
set -q %(name)s[1]; or set -e %(name)s
set -e %(old)s""",
    plan.LABEL: """\
if status is-interactive; and test -z "$VIRTUAL_ENV_DISABLE_PROMPT"; and builtin functions -q fish_prompt
    set -e _OLD_FISH_PROMPT_OVERRIDE
    builtin functions -D fish_prompt | read -g _OLD_FISH_PROMPT_OVERRIDE
    builtin functions -e _old_fish_prompt
    builtin functions -c fish_prompt _old_fish_prompt
    function fish_prompt
        set -l prompt (_old_fish_prompt | string collect --no-trim-newlines)
        builtin printf '%%s%%s' %(label)s "$prompt"
    end
end""",
    plan.UNLABEL: """\
if set -q _OLD_FISH_PROMPT_OVERRIDE
    if builtin functions fish_prompt | string match -q '*_old_fish_prompt*'
        builtin functions -e fish_prompt
        if string match -q '*/fish_prompt.fish' -- $_OLD_FISH_PROMPT_OVERRIDE; and test -r $_OLD_FISH_PROMPT_OVERRIDE
            builtin source $_OLD_FISH_PROMPT_OVERRIDE
        end
        builtin functions -q fish_prompt; or builtin functions -c _old_fish_prompt fish_prompt
    end
    builtin functions -e _old_fish_prompt
    set -e _OLD_FISH_PROMPT_OVERRIDE
end""",
    plan.CD: "builtin cd -- %(value)s",
    plan.SOURCE: "builtin source %(value)s",
    plan.SAY: "builtin printf '%%s\\n' %(value)s >&2",
    plan.ENTER: "__envarium_enter %(value)s; or set __envarium_code $status",
    plan.CALL: "__envarium_%(name)s %(words)s; or set __envarium_code $status",
}


def quote(text: str) -> str:
    """Return `text` in single quotes, inside which fish lets a backslash escape these two alone (fish: Quotes)."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def snippet(steps: Iterable[plan.Step]) -> str:
    """Return the statements that apply `steps`."""
    return "\n".join([STATEMENTS[step.kind] % _words(step) for step in steps])


def activator(steps: Iterable[plan.Step]) -> str:
    """Return the file that applies `steps` when sourced and defines `deactivate`, their inverse."""
    steps = tuple(steps)
    undo = snippet(plan.inverse(steps)).replace("\n", "\n        ")
    return ACTIVATOR % {"undo": undo, "do": snippet(steps)}


def _words(step: plan.Step) -> dict[str, str]:
    """Return the words that a statement is made of."""
    return {
        "name": step.name,
        "old": ("_OLD_VIRTUAL_" if step.name in ("PATH", "PYTHONHOME") else "__envarium_old_") + step.name,
        "value": quote(step.value),
        "words": " ".join(map(quote, step.words)),
        "label": quote("(" + step.value + ") "),
    }
