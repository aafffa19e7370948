"""The pages of the reference, and the man page."""

from __future__ import annotations

import offers
import reference_files
import reference_hooks

from envarium import settings, vocabulary
from envarium.command_line import Command
from envarium.help import examples, screen, topics, usage
from envarium.vocabulary_terms import GROUPS

MADE = "<!-- Generated from the code by `make generate`. -->\n\n"
TYPES = {str: "string", bool: "boolean", int: "integer"}
"""What TOML calls the types of settings."""


def commands() -> str:
    """Return the page on every command."""
    parts = [
        MADE,
        "# Commands\n\n",
        "`envarium COMMAND` works in any shell or script. The shell commands, such as `mkvenv`, are functions that\n",
        "the shell integration defines (`envarium setup`); they can also change the current shell, for example\n",
        "activate an environment in it. Every command accepts `-h` and `--help`.\n",
    ]
    for group in GROUPS:
        parts.append(f"\n## {group[0].upper()}{group[1:]}\n")
        parts += [_command(command) for command in vocabulary.COMMANDS if command.group == group]
    return "".join(parts)


def _command(command: Command) -> str:
    parts = [f"\n### {command.name}\n\n{command.meaning}\n"]
    if command.details:
        parts.append(f"{command.details}\n")
    lines = [f"envarium {command.name} {usage.arguments(command)}".rstrip()]
    lines += [f"{word} {usage.arguments(command)}".rstrip() for word in command.words]
    parts.append("\n```\n" + "\n".join(lines) + "\n```\n")
    rows: list[tuple[str, ...]] = [
        (f"`{argument.name.upper()}`", argument.meaning) for argument in command.arguments
    ]
    rows += [(f"`{screen.label(word)}`", screen.meaning(word)) for word in offers.flags(command)]
    return "".join(parts) + (_table(("", ""), rows) if rows else "")


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    escaped = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in (heads, *rows)]
    lines = [f"| {line} |" for line in escaped]
    return "\n" + "\n".join((lines[0], "| " + " | ".join("---" for _ in heads) + " |", *lines[1:])) + "\n"


def environment() -> str:
    """Return the page on environment variables."""
    rows: list[tuple[str, ...]] = [
        (f"`{variable.name}`", variable.meaning) for variable in topics.variables()
    ]
    return MADE + "# Environment variables\n" + _table(("variable", "meaning"), rows)


def settings_page() -> str:
    """Return the page on the config file."""
    rows: list[tuple[str, ...]] = [
        (f"`{key}`", _types(key, kind), f"`{_toml(default)}`", text)
        for key, (kind, default, text) in settings.KEYS.items()
    ]
    return (
        f"{MADE}# Settings\n\n"
        "The settings are in a TOML file in the user's config directory, `~/.config/envarium/config.toml`\n"
        "(`~/Library/Application Support/envarium/config.toml` on macOS). `envarium config` shows them,\n"
        "and where each comes from; `envarium config set KEY VALUE`, `unset KEY` and `edit` change the file, and\n"
        "keep its comments.\n\n"
        "An option of a command overrides the variable of a setting, the variable overrides the file, and the file\n"
        "overrides the default. The variable of a key is `ENVARIUM_` and the key in capital letters, such as\n"
        "`ENVARIUM_LOCK_WAIT`; one that is empty counts as not set. Only the store has no such variable: that is\n"
        "`WORKON_HOME`, which shells and other tools read too. `auto` and `picker` count when `envarium setup`\n"
        "or `envarium init` runs.\n\n"
        "A file that is not valid stops no command: each that reads it reports what is wrong, with line and column,\n"
        "and what else is in the file counts.\n" + _table(("key", "type", "default", "meaning"), rows)
    )


def _types(key: str, kind: type) -> str:
    """Return the types that the values of a setting may have."""
    kinds = dict.fromkeys((kind, *map(type, settings.CHOICES.get(key, ()))))
    return " or ".join(TYPES[each] for each in kinds)


def _toml(value: object) -> str:
    """Return the value of a setting as TOML writes it."""
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def hooks() -> str:
    """Return the page on hooks."""
    heads = ("hook", "kind", "arguments", "when", "where")
    known = [(f"`{name}`", meaning) for name, meaning in reference_hooks.VARIABLES.items()]
    return (
        f"{MADE}# Hooks\n\n"
        "Files of yours that run when something happens; [Write hooks](../how-to/write-hooks.md) shows how to use\n"
        "them. A *program* is started: it must be executable. A *sourced* hook is read by your shell, which it can\n"
        f"change: {reference_hooks.suffixes()}; likewise for the other sourced hooks.\n"
        + _table(heads, reference_hooks.rows())
        + "\n*global*: in the store, or in the directory that `VIRTUALENVWRAPPER_HOOK_DIR` names. *environment*:\n"
        "in its `bin/`. *project*: in its directory `.virtualenvwrapper/`, once it is trusted. If a hook\n"
        "exists in several places, all of them run, in the order of the table. The first argument\n"
        "of a sourced hook is the event; those in the table follow it.\n\n"
        "## Events\n\n`envarium hook EVENT` runs the programs of an event by hand.\n"
        "[Plugins](../how-to/write-plugins.md) are registered for events: as `envarium.EVENT`,\n"
        "`envarium.EVENT_source` (its answer is code for bash and zsh) and `envarium.EVENT_source_fish`.\n"
        + _table(("hook", "event"), reference_hooks.names())
        + "\n## Variables of hooks\n"
        + _table(("variable", "meaning"), known)
    )


def exit_codes_page() -> str:
    """Return the page on exit codes."""
    return (
        f"{MADE}# Exit codes\n"
        + _table(("code", "meaning"), reference_files.codes())
        + "\n`envarium run` ends with the exit code of the program that it runs. `create`, `install` and `sync` end\n"
        "with that of the installer, if it fails. Shell commands have the exit codes of their commands.\n"
    )


def files_page() -> str:
    """Return the page on files."""
    begin, end = reference_files.block()
    return (
        f"{MADE}# Files\n\n## The store\n\nThe directory `WORKON_HOME`, by default `~/.virtualenvs`.\n"
        + _table(("file", "what it is"), reference_files.store())
        + "\n## In `.envarium/` of a store\n\nIf it is deleted, caches, the trash, snapshots and trust are lost, and no"
        " environment.\n"
        + _table(("file", "what it is"), reference_files.own_directory())
        + "\n## In an environment\n\nBeside what Python, pip and other installers put there:\n"
        + _table(("file", "what it is"), reference_files.inside())
        + "\n## In the home directory\n\n"
        + f"The config file is `{reference_files.config()}` ([settings](settings.md)). `envarium setup` adds a block\n"
        + f"from `{begin}` to `{end}` to the startup file of the shell:\n"
        + _table(("shell", "startup file"), reference_files.startup())
        + "\nA link to an environment is the file `.venv` in the project's directory. `envarium.pyz setup` writes\n"
        + "`~/.local/share/envarium`, and links to it from `~/.local/bin/envarium` and `~/.local/share/man/man1`.\n"
    )


def words_page() -> str:
    """Return the page on the shell commands."""
    rows: list[tuple[str, ...]] = []
    for word, command in sorted(offers.shell_words(), key=lambda pair: pair[0]):
        own = word == command.name
        link = "" if own else f"[`envarium {command.name}`](commands.md#{command.name})"
        rows.append((f"`{usage.line(command, word)}`", usage.meaning(command, word), link))
    return (
        f"{MADE}# Shell commands\n\n"
        "The functions that the shell integration defines (`envarium setup`). They accept the options of their\n"
        "command.\n" + _table(("shell command", "what it does", "command"), rows)
    )


def manual() -> str:
    """Return the man page, in roff."""
    words = [word for word, _ in offers.shell_words()]
    parts = [
        '.\\" Generated from the code by make generate.\n',
        '.TH ENVARIUM 1 "" envarium "User Commands"\n',
        ".SH NAME\nenvarium \\- keep Python environments in one place and activate them by name\n",
        ".SH SYNOPSIS\n.B envarium\n.I COMMAND\n.RI [ ARGUMENT ]...\n.br\n",
        f".B {_roff(', '.join(words))}\n",
        ".SH DESCRIPTION\nAll environments are in one store, the directory WORKON_HOME, each under its name.\n",
        "The shell commands are functions that the shell integration defines (envarium setup).\n",
        "Every command but deactivate accepts \\-h and \\-\\-help, and envarium itself also \\-V and \\-\\-version.\n",
    ]
    for group in GROUPS:
        parts.append(f".SH {group.upper()}\n")
        parts += [_section(command) for command in vocabulary.COMMANDS if command.group == group]
    parts.append(".SH ENVIRONMENT\n")
    parts += [
        f".TP\n.B {_roff(variable.name)}\n{_roff(variable.meaning)}\n" for variable in topics.variables()
    ]
    parts.append(".SH FILES\n.TP\n.I ~/.config/envarium/config.toml\nThe settings:\n")
    parts += [f".RS\n.TP\n.B {_roff(key)}\n{_roff(entry[2])}\n.RE\n" for key, entry in settings.KEYS.items()]
    parts.append(".SH EXIT STATUS\n")
    parts += [f".TP\n.B {_roff(code)}\n{_roff(text)}\n" for code, text in topics.CODES]
    parts.append(".SH SEE ALSO\n.B envarium help\n.I WORD\n")
    return "".join(parts)


def _section(command: Command) -> str:
    parts = [f".SS {_roff(f'envarium {command.name} {usage.arguments(command)}'.rstrip())}\n"]
    if command.words:
        parts.append(f"Shell commands: {_roff(', '.join(command.words))}.\n.PP\n")
    parts.append(_roff(command.meaning) + "\n" + (_roff(command.details) + "\n" if command.details else ""))
    for argument in command.arguments:
        parts.append(f".TP\n.I {_roff(argument.name.upper())}\n{_roff(argument.meaning)}\n")
    for word in offers.flags(command):
        parts.append(f".TP\n.B {_roff(screen.label(word))}\n{_roff(screen.meaning(word))}\n")
    name = command.words[0] if command.words else f"envarium {command.name}"
    known = examples.of(command, name)
    parts += [".PP\nExamples:\n"] * bool(known)
    parts += [f".TP\n.B {_roff(f'{name} {call}'.rstrip())}\n{_roff(text)}\n" for call, text in known]
    return "".join(parts)


def _roff(text: str) -> str:
    """Return `text` escaped, so that roff finds no request, escape or hyphen in it."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text
