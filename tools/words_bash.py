"""The wrappers of bash and zsh, and the tables from which bash completes."""

from __future__ import annotations

import shlex

import offers

from envarium import vocabulary
from envarium.command_line import Argument, Command, Option, Switch

STUB = """\
if [ -n "${{BASH_VERSION-}}" ]; then
    __envarium_complete() {{
        [ -r "${{__envarium_shell-}}/completions/envarium.bash" ] || \\builtin return 0
        # shellcheck source=shell/completions/envarium.bash
        \\. "${{__envarium_shell-}}/completions/envarium.bash" && __envarium_complete "$@"
    }}
    __envarium_register() {{
        \\builtin complete "$@" -F __envarium_complete {words} 2> /dev/null || :
    }}
    # bash 3.2 has no compopt: there readline completes file names if nothing else matches
    if [ "${{BASH_VERSINFO[0]}}" -gt 3 ]; then __envarium_register; else __envarium_register -o default; fi
elif [ -n "${{ZSH_VERSION-}}" ]; then
    # compinit asks at each start about files that others may write to, unless that is only the user's own group
    __envarium_is_private() {{
        \\builtin emulate -L zsh
        \\builtin local __envarium_group='f:g+w:'
        [ "${{UID}}" != "${{GID}}" ] || __envarium_group="${{__envarium_group}}^g${{GID}}"
        \\eval "\\builtin set -- \\${{^argv}}(N-${{__envarium_group}},-f:o+w:,-^u0u${{EUID}})"
        [ "$#" -eq 0 ]
    }}
    __envarium_completions="${{__envarium_shell-}}/completions"
    case ":${{FPATH-}}:" in
        *":${{__envarium_completions}}:"*) ;;
        *)
            if __envarium_is_private "${{__envarium_shell-}}" "${{__envarium_completions}}" \\
                "${{__envarium_completions}}/_envarium"; then
                FPATH="${{__envarium_completions}}${{FPATH:+:${{FPATH}}}}"
            fi
            ;;
    esac
    if \\builtin typeset -f compdef > /dev/null; then
        \\builtin autoload -Uz "${{__envarium_completions}}/_envarium"
        compdef _envarium {words}
    elif [[ -o zle ]]; then
        # without compinit, zsh has an older completion; a later compinit replaces this
        __envarium_complete_bare() {{
            [ -r "${{__envarium_shell-}}/completions/bare.zsh" ] || \\builtin return 0
            # shellcheck disable=SC1091 # it is written for zsh
            \\. "${{__envarium_shell-}}/completions/bare.zsh" && __envarium_complete_bare "$@"
        }}
        \\builtin compctl -K __envarium_complete_bare + -f {words} 2> /dev/null || :
    fi
fi
"""


def wrappers() -> str:
    """Return the functions of the shell commands.

    `function` keeps the shell from expanding a user's alias of that name.
    """
    lines = [f'function {word} {{ {call} {word} "$@"; }}\n' for word, call in offers.wrapped().items()]
    return "".join(lines) + usage()


def usage() -> str:
    """Return the function that prints the usage of a command that only the shell runs."""
    lines = ["", "# Prints the help of the shell command $1.", "__envarium_usage() {", '    case "${1}" in']
    for command in vocabulary.SHELL_ONLY:
        if command.name == "deactivate":
            continue  # the activator of the environment defines it
        text = " ".join(map(shlex.quote, offers.lines(command)))
        lines.append(f"        {command.name}) \\builtin printf '%s\\n' {text} ;;")
    return "\n".join((*lines, "    esac", "}", ""))


def stub() -> str:
    """Return the code by which bash and zsh find the completions."""
    return STUB.format(words=" ".join(("envarium", *(word for word, _ in offers.shell_words()))))


def tables() -> str:
    """Return the function that lists the flags and arguments of each command."""
    verbs = " ".join(command.name for command in vocabulary.COMMANDS)
    arguments = {f"'={verbs}'": ["''"], **offers.grouped(_arguments)}
    flags = {
        _flags(offers.VERSION): ["''"],
        **offers.grouped(lambda command: map(_flags, offers.flags(command))),
    }
    lines = [
        "# Sets both to what the command or shell command $1 takes; fails if it does not exist.",
        "__envarium_describe() {",
        f"    __envarium_flags=({_flags(offers.HELP)})",
        '    case "${1}" in',
        *(
            f"        {' | '.join(command.words)}) \\builtin set -- {command.name} ;;"
            for command in offers.commands()
            if command.words
        ),
        "    esac",
        '    case "${1}" in',
        *(
            f"        {' | '.join(names)}) __envarium_arguments=({line}) ;;"
            for line, names in arguments.items()
        ),
        "        *) \\builtin return 1 ;;",
        "    esac",
        *(
            f'    case "${{1}}" in {" | ".join(names)}) __envarium_flags+=({line}) ;; esac'
            for line, names in flags.items()
        ),
        "}",
    ]
    return "\n".join((*lines, ""))


def _flags(word: Option | Switch) -> str:
    value, many = (_kind(word), "many" * word.many) if isinstance(word, Option) else ("", "")
    return " ".join(f"'{flag}|{word.name}|{value}|{many}'" for flag in word.flags)


def _arguments(command: Command) -> list[str]:
    kinds = (_kind(argument) + "*" * (argument.many and not argument.rest) for argument in command.arguments)
    return [" ".join(f"'{kind}'" for kind in kinds)]


def _kind(word: Argument | Option) -> str:
    if isinstance(word, Argument) and word.rest:
        return "command..."
    values = " ".join(offers.fixed(word))
    return f"={values}" if values else word.completes or "text"
