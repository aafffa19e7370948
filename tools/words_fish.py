"""The wrappers of fish, and the tables from which it completes."""

from __future__ import annotations

import shlex

import offers

from envarium import vocabulary
from envarium.command_line import Argument, Command, Option, Switch

VALUES = {
    "names": "(__envarium_names_left)",
    "inside": "(__envarium_is_active; and __envarium_inside $VIRTUAL_ENV)",
    "inside-site": "(__envarium_inside_site)",
    "templates": "(__envarium_templates)",
    "trash": "(__envarium_trash)",
    "snapshots": "(__envarium_snapshots)",
    "states": "(__envarium_states)",
    "packages": "(__envarium_installed)",
    "any-packages": "(__envarium_any_packages)",
    "pythons": "(__envarium_pythons)",
    "directories": "(__fish_complete_directories)",
}
"""The command that prints the values of each kind."""


def wrappers() -> str:
    """Return the functions of the shell commands, for each call one loop over the commands that have it."""
    calls = offers.wrapped()
    lines = ["begin"]
    for call in dict.fromkeys(calls.values()):
        lines.append(f"    for __envarium_word in {' '.join(word for word in calls if calls[word] == call)}")
        lines.append("        function $__envarium_word -V __envarium_word")
        lines.append(f"            {call} $__envarium_word $argv")
        lines += ["        end", "    end"]
    return "\n".join((*lines, "end", "", usage()))


def usage() -> str:
    """Return the function that prints the usage of a command that only the shell runs."""
    lines = [
        "# Prints the help of the shell command $argv[1].",
        "function __envarium_usage",
        "    switch $argv[1]",
    ]
    for command in vocabulary.SHELL_ONLY:
        if command.name == "deactivate":
            continue  # the activator of the environment defines it
        text = " ".join(map(shlex.quote, offers.lines(command)))
        lines.append(f"        case {command.name}")
        lines.append(f"            printf '%s\\n' {text}")
    return "\n".join((*lines, "    end", "end", ""))


def stub() -> str:
    """Return the code by which fish finds the completions."""
    return (
        "if not contains -- $__envarium_shell/completions $fish_complete_path\n"
        "    set -g fish_complete_path $__envarium_shell/completions $fish_complete_path\n"
        "end\n"
    )


def finders() -> dict[str, str]:
    """Return the files that fish reads when it first completes a command: path to text.

    fish only reads the file of a command that it finds, and `envarium` itself need not be on PATH.
    """
    text = (
        "# Generated from the vocabulary by `make generate`.\n"
        "functions -q __envarium_places; or source (status dirname)/envarium-words.fish\n"
    )
    words = ("envarium", *(word for word, _ in offers.shell_words()))
    return {f"shell/completions/{word}.fish": text for word in words}


def tables() -> str:
    """Return the completions of `envarium`."""
    lines = ["complete -c envarium -f"]
    for command in offers.commands():
        if command.words:
            lines.append(f"complete -c {' -c '.join(command.words)} -f -w 'envarium {command.name}'")
    for command in vocabulary.SHELL_ONLY:
        values = "".join(f" -a {_quote(_values(argument))}" for argument in command.arguments)
        lines.append(f"complete -c {command.name} -f{values}")
    none = "__envarium_verb ''"
    lines.append(" ".join(("complete -c envarium", *_flag(offers.HELP))))
    lines.append(_line(none, *_flag(offers.VERSION)))
    for command in vocabulary.COMMANDS:
        lines.append(_line(none, "-a", command.name, "-d", _quote(command.meaning)))
    for line, names in offers.grouped(_parts).items():
        condition, _, parts = line.partition("\n")
        lines.append(_line(f"__envarium_verb {' '.join(names)}{condition}", parts))
    return "\n".join((*lines, ""))


def _parts(command: Command) -> list[str]:
    """Return each completion of `command`: the rest of its condition, a newline, its parts."""
    if command in vocabulary.SHELL_ONLY:
        return []
    return ["\n" + " ".join(_flag(word)) for word in offers.flags(command)] + _arguments(command)


def _flag(word: Option | Switch) -> list[str]:
    parts = []
    for flag in word.flags:
        parts += ["-l", flag[2:]] if flag[:2] == "--" else ["-s", flag[1:]]
    if isinstance(word, Option):
        parts += ["-r", "-F"] if word.completes == "files" else ["-x"]
        values = _values(word)
        parts += ["-a", _quote(values)] if values else []
    return [*parts, "-d", _quote(word.meaning)]


def _arguments(command: Command) -> list[str]:
    takes = "".join(f" {flag}" for option in command.options for flag in option.flags)
    lines = []
    for number, argument in enumerate(command.arguments, 1):
        if argument.rest:
            lines.append(f"; and __envarium_at {number}{takes}\n-F -a '(__envarium_programs)'")
            lines.append(f"; and __envarium_at {number + 1}-{takes}\n-F")
        elif _values(argument):
            place = f"{number}-" if argument.many else f"{number}"
            files = "-F " if argument.completes == "states" else ""
            lines.append(f"; and __envarium_at {place}{takes}\n{files}-a {_quote(_values(argument))}")
    return lines


def _values(word: Argument | Option) -> str:
    return " ".join(text for text in (*offers.fixed(word), VALUES.get(word.completes, "")) if text)


def _line(condition: str, *parts: str) -> str:
    return " ".join(("complete -c envarium -n", _quote(condition), *parts))


def _quote(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
