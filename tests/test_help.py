"""Help screens: what typer accepts, at every width, with examples that work, and without any library."""

from __future__ import annotations

import os
import re
import shlex

import pytest
import typer

from envarium import arguments as reader
from envarium import cli, settings, vocabulary
from envarium.arguments import by_name
from envarium.help import examples, faults, overview, pages, screen, topics, usage
from envarium.help.layout import Page, shortened
from screens import printed
from test_door import by_typer
from test_faults import TELL, foreign

NAMES = [
    (command, name)
    for command in vocabulary.COMMANDS
    for name in (f"envarium {command.name}", *command.words)
]
ALONE = [(command, command.name) for command in vocabulary.SHELL_ONLY]
TEMPLATES = [("first", "Make the first file.")]


def shown(command, name, columns=80, show=screen.full):
    """Return the help of `command`, called by `name`, in lines."""
    page = Page(columns, styled=False)
    show(page, command, name, TEMPLATES if vocabulary.TEMPLATES in command.options else [])
    return page.text().splitlines()


def labels(lines):
    """Return the flags and the arguments that a help screen explains."""
    rows = [line.strip().split("  ")[0] for line in lines if re.match(r"  \S", line)]
    flags = {flag for row in rows if row[0] == "-" for flag in re.findall(r"--?[\w-]+", row)}
    return flags, {row.rstrip(".") for row in rows if row.isupper()}


@pytest.mark.parametrize("show", [screen.short, screen.full])
def test_what_typer_accepts_is_shown(show):
    """Every flag and argument that typer accepts is on the screen of its command, and no other is."""
    for command in vocabulary.COMMANDS:
        accepted = typer.main.get_command(cli.single(command, lambda *_: None)).params
        flags = {
            flag for parameter in accepted if parameter.param_type_name == "option" for flag in parameter.opts
        }
        arguments = {
            parameter.name.upper() for parameter in accepted if parameter.param_type_name == "argument"
        }
        lines = shown(command, f"envarium {command.name}", show=show)
        assert labels(lines) == (flags | {"-h", "--help"}, arguments), command.name


def test_values_are_described_in_words():
    """No screen names a Python type, and each shows the values that an option accepts."""
    for command, name in NAMES + ALONE:
        text = " ".join(" ".join(shown(command, name)).split())
        assert not re.search(r"<[a-z]+|\{[A-Z]|\bstr\b|\bbool\b|\[list", text), name
        for option in usage.words(command, name):
            choices = ", ".join(getattr(option, "choices", ()))
            assert choices in text.replace("- ", "-"), (name, option.name)


@pytest.mark.parametrize("columns", [40, 60, 80, 100])
def test_every_width(columns):
    """No line is wider than the terminal, unless it is one word: a flag, a path, a call."""
    texts = [
        shown(command, name, columns, show) for command, name in NAMES for show in (screen.short, screen.full)
    ]
    for add in (overview.short, lambda page: overview.full(page, topics.TOPICS), *topics.TOPICS.values()):
        page = Page(columns, styled=False)
        add(page)
        texts.append(page.lines)
    wide = [line for lines in texts for line in lines if len(line) > columns and " " in line.strip()]
    assert wide == []
    assert [
        line for lines in texts for line in lines if line != line.rstrip() or not line.isprintable()
    ] == []


def test_the_short_help_has_one_line_for_each():
    """`-h` explains each argument and option on one line, below a label that is too wide for that."""
    for command, name in NAMES:
        lines = shown(command, name, show=screen.short)
        rows = [line for line in lines if line.startswith("  ")]
        words = usage.words(command, name)
        members = [*command.arguments, *words, "help"]
        wide = sum(len(screen.label(word)) > 28 for word in words)
        assert len(members) <= len(rows) <= len(members) + 2 * wide + len(TEMPLATES), name


def test_the_overview():
    """`envarium --help` names every command, most of them once, on one and a half screens."""
    page = Page(80, styled=False)
    overview.full(page, topics.TOPICS)
    words = re.findall(r"[\w-]+", page.text())
    assert [command.name for command in vocabulary.COMMANDS if command.name not in words] == []
    assert len(page.lines) < 70
    assert {*overview.FIRST, *overview.MOST} <= {command.name for command in vocabulary.COMMANDS}


def test_every_command_has_examples():
    """There are two to four, except for what takes no argument: add yours to help/examples.py."""
    for command, name in NAMES + ALONE:
        known = examples.of(command, name)
        least = 2 if command.arguments or command.options or command.switches else 1
        assert least <= len(known) <= 4, (
            f"{name}: write two to four examples in src/envarium/help/examples.py"
        )
    assert set(examples.EXAMPLES) <= {name.removeprefix("envarium ") for _, name in NAMES + ALONE}


@pytest.mark.parametrize(
    ("command", "name"), [pair for pair in NAMES if pair[1] != "workon"], ids=lambda value: str(value)[:30]
)
def test_examples_are_accepted(command, name):
    """Typer accepts each example, with what a shell word adds to it."""
    preset = command.presets.get(name, ())
    for call, _ in examples.of(command, name):
        words = [command.name, *preset, *shlex.split(call)]
        assert faults.find(command, words[1:], name) is None, words
        assert reader.read(words) or by_typer(words), words


@pytest.mark.parametrize(
    "words",
    [["--help"], ["-h"], [], ["help", "hooks"], ["help", "workon"], ["create", "--help"], ["each", "-h"]],
)
def test_help_loads_no_library(words, tool):
    """Help is printed on standard output, with 0 and without typer; whatever the command is."""
    result = tool.start(tool.command(*words, before=TELL))
    assert (result.returncode, result.stderr.partition("LOADED")[0]) == (0, "")
    assert foreign(result) == set()
    assert result.stdout == tool.done(*words)


def test_help_among_other_arguments(tool, store):
    """Help precedes all else that is typed, as with typer; if only typer can parse it, it shows the same screen."""
    expected = tool.done("create", "--help")
    for words in (
        ["--help", "x"],
        ["x", "--clear", "--help"],
        ["-p", "3.12", "--help", "x"],
        ["-p3.12", "--help"],
    ):
        assert tool.done("create", *words) == expected
    assert tool.done("create", "-p3.12", "-h") == tool.done("create", "-h") != expected
    assert store.names() == []
    assert tool("run", "x", "--", "ls", "--help").returncode == 1


def test_help_of_a_word(tool):
    """`envarium help` explains commands, shell words and topics, and suggests the nearest."""
    assert tool.done("help") == tool.done("--help")
    assert tool.done("help", "create") == tool.done("create", "--help")
    assert tool.done("help", "workon") == tool.asks("", "workon", "--help").stdout
    for word in pages.words():
        if word not in by_name("create-project").words and "project" not in word:
            assert pages.of_word(word), word
    assert "(default: auto)" in tool.done("help", "settings")
    assert "help" in tool.refused("help", "hoks", code=2)
    assert tool("help", "hoks").stderr.splitlines()[1] == "hint: did you mean hooks?"
    assert tool("help", "zzzzzz").stderr.splitlines()[1].startswith("hint: ")


def test_bold_text_only_on_a_terminal(tool):
    """Headings are bold on a terminal, and wherever FORCE_COLOR asks for it, but not with NO_COLOR or TERM=dumb."""
    tool.environment.pop("NO_COLOR", None)
    plain = tool.done("show", "--help")
    bold = printed(tool, "show", "--help")
    assert "\x1b[1mArguments:\x1b[0m" in bold
    assert re.sub(r"\x1b\[\dm", "", bold) == plain
    assert printed(tool, "show", "--help", NO_COLOR="1") == plain
    assert printed(tool, "show", "--help", TERM="dumb") == plain
    assert tool.done("show", "--help", FORCE_COLOR="1") == bold
    assert tool.done("show", "--help", FORCE_COLOR="1", NO_COLOR="1") == plain


def test_the_width_of_the_terminal(tool):
    """COLUMNS is the width; what is none is ignored."""
    for columns in ("40", "60"):
        assert max(map(len, tool.done("show", "--help", COLUMNS=columns).splitlines())) <= int(columns)
    assert tool.done("show", "--help", COLUMNS="x") == tool.done("show", "--help", COLUMNS="0")
    assert tool.done("show", "--help", COLUMNS="3") == tool.done("show", "--help", COLUMNS="20")


def test_the_width_of_a_pager(tool, tmp_path):
    """Help that a pager gets is as wide as the terminal on which the pager and standard error are."""
    before = f"import os; os.dup2(os.open({str(tmp_path / 'read')!r}, os.O_WRONLY | os.O_CREAT), 1); "
    printed(tool, "show", "--help", columns=50, before=before)
    assert 40 < max(map(len, (tmp_path / "read").read_text().splitlines())) <= 50


def test_the_main_clause():
    """What follows a comma is left out only where there is no room for it."""
    assert shortened("copy it, and link it", 20) == "copy it, and link it"
    assert shortened("copy it, and link it", 19) == "copy it"
    assert shortened("copy it (or not)", 80) == "copy it"


def test_many_options_are_shown_in_groups():
    """From nine options on they have headings of their own."""
    for name, titles in (("usage", ["Options"]), ("audit", ["Which environments", "What is shown"])):
        assert [title for title, _ in screen.groups(by_name(name))][: len(titles)] == titles


def test_what_there_is_to_say_of_workon(tool):
    """The help of a shell command says what is special of that, and not of its verb."""
    text = " ".join(tool.done("help", "workon").split())
    assert usage.DETAILS["workon"] in text
    assert by_name("activate").details not in text


@pytest.mark.parametrize("word", usage.HIDDEN)
def test_flags_that_are_for_the_shell_alone(tool, word):
    """The help of a shell command does not list flags that who types it has no use for; its verb does."""
    text, verb = tool.done("help", word), tool.done("help", by_name(word).name)
    for flag in usage.HIDDEN[word]:
        assert flag not in text.split()
        assert flag in verb.split()


CALLS_FOR_HELP = [
    [],
    ["-h"],
    ["--help"],
    ["help"],
    ["help", "hooks"],
    ["create", "-h"],
    ["create", "-p3.12", "-h"],
]


@pytest.mark.parametrize("words", CALLS_FOR_HELP)
def test_help_whatever_the_settings(words, tool, home):
    """A config file that the fast lane cannot read changes no help, and a wrong variable is an error in one line."""
    expected = tool.done(*words)
    os.makedirs(os.path.dirname(settings.path()))
    with open(settings.path(), "w", encoding="utf-8") as file:
        file.write("plain = false # a comment\n")
    assert tool.done(*words) == expected
    assert "ENVARIUM_PLAIN" in tool.refused(*words, ENVARIUM_PLAIN="x")
