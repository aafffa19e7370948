"""The tables from which zsh completes."""

from __future__ import annotations

import offers

from envarium import vocabulary
from envarium.command_line import Argument, Command, Option, Switch

ACTIONS = {
    "names": " __envarium_add_names",
    "trash": " __envarium_add_trash",
    "snapshots": " __envarium_add_snapshots",
    "states": " __envarium_add_states",
    "packages": " __envarium_add_packages",
    "any-packages": " __envarium_add_any_packages",
    "inside": " __envarium_add_inside",
    "inside-site": " __envarium_add_inside_site",
    "templates": " __envarium_add_templates",
    "pythons": " __envarium_add_pythons",
    "directories": "_files -/",
    "files": "_files",
    "": " ",
}
"""The function that zsh calls for each kind of value; after a space, without further arguments."""


def compdef() -> str:
    """Return the line by which compinit knows the commands that the file completes."""
    return "#compdef " + " ".join(("envarium", *(word for word, _ in offers.shell_words()))) + "\n"


def tables() -> str:
    """Return the function that lists the flags and arguments of each command."""
    lines = [
        "# Sets specs to those of the command or shell command $1; fails if it does not exist.",
        "__envarium_describe() {",
        f"    specs=({_flag(offers.HELP)})",
        '    case "${1}" in',
        "        ('')",
        "            verbs=(",
        *(
            f"                {_quote(f'{command.name}:{command.meaning}')}"
            for command in vocabulary.COMMANDS
        ),
        "            )",
        f"            specs+=({_flag(offers.VERSION)})",
        "            specs+=('1: :{_describe -t commands \"envarium command\" verbs}')",
        "            ;;",
        *(
            f"        ({'|'.join(command.words)}) set -- {command.name} ;;"
            for command in offers.commands()
            if command.words
        ),
        f"        ({'|'.join(command.name for command in (*offers.commands(), *vocabulary.SHELL_ONLY))}) ;;",
        "        (*) return 1 ;;",
        "    esac",
        *(
            f'    case "${{1}}" in ({"|".join(names)}) specs+=({line}) ;; esac'
            for line, names in offers.grouped(_specs).items()
        ),
        "}",
    ]
    return "\n".join((*lines, ""))


def _specs(command: Command) -> list[str]:
    arguments = enumerate(command.arguments, 1)
    return [
        *(_flag(word) for word in offers.flags(command)),
        *(_quote(_argument(number, argument)) for number, argument in arguments),
    ]


def _flag(word: Option | Switch) -> str:
    """Return the specs of `word` as _arguments reads them, one for each flag; each excludes the others."""
    meaning = "[" + word.meaning.replace("\\", "\\\\").replace("]", "\\]").replace("[", "\\[") + "]"
    if isinstance(word, Switch):
        endings, value = dict.fromkeys(word.flags, ""), ""
        before = "(- *)" if word in (offers.HELP, offers.VERSION) else f"({' '.join(word.flags)})"
    else:
        endings = {flag: "=" if flag[:2] == "--" else "+" for flag in word.flags}
        value = f":{_escape(word.metavar)}:{_action(word)}"
        before = "*" if word.many else f"({' '.join(word.flags)})"
    return " ".join(_quote(before + flag + ending + meaning + value) for flag, ending in endings.items())


def _argument(number: int, argument: Argument) -> str:
    if argument.rest:
        return f'*:::{_escape(argument.name)}: __envarium_add_command "${{environment}}"'
    place = "*" if argument.many else f"{number}" + ":" * (not argument.required)
    action = _action(argument)
    if action == ACTIONS[""]:
        # with only a message, zsh would not insert flags
        action = f'_guard "^-*" "{_escape(argument.name)}"'
    return f"{place}:{_escape(argument.meaning)}:{action}"


def _action(word: Argument | Option) -> str:
    values = " ".join(offers.fixed(word))
    return f"({values})" if values else ACTIONS[word.completes]


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace(":", "\\:")


def _quote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
