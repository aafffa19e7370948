"""Errors in arguments: one sentence and a hint, the same in both lanes of Python, without typer if possible."""

from __future__ import annotations

import functools
import io
import os
import sys

import pytest
import typer
from hypothesis import example, given, settings
from hypothesis import strategies as st

from envarium import arguments as reader
from envarium import cli, vocabulary
from envarium.errors import WrongUsage
from envarium.help import faults
from test_door import lines

WRONG = [
    ["create", "--nope"],
    ["create", "--nope=1", "x"],
    ["create", "-x", "y"],
    ["create", "--python"],
    ["create", "x", "--clear=yes"],
    ["create", "--strategy", "ksh", "x"],
    ["create", "--strategy=", "x"],
    ["create", "x", "y z", "w"],
    ["create", "--seed", "", "--strategy", "no", "x"],
    ["run"],
    ["run", "x"],
    ["each"],
    ["remove"],
    ["rename", "x"],
    ["show", "x", "y"],
    ["find", "--tool", "venv", "--tool", "nothing"],
    ["list", "--sort", "age"],
    ["trash", "x"],
    ["init"],
    ["create", "x", "python=3.12", "six"],
    ["create", "--copies", "x"],
    ["remove", "--all", "x"],
]


@functools.cache
def typers(command):
    """Return the command that typer builds of `command`."""
    return typer.main.get_command(cli.single(command, lambda *_: None))


def by_typer(words):
    """Return the error that typer finds in the call `words`, None if it finds none."""
    command, streams = reader.named(words[0]), (sys.stdout, sys.stderr)
    sys.stdout = sys.stderr = io.StringIO()
    try:
        typers(command)(words[1:], prog_name="envarium", standalone_mode=False)
    except WrongUsage as error:
        return error
    except cli.USAGE_ERROR as error:
        return cli.translated(error, command, "envarium")
    finally:
        sys.stdout, sys.stderr = streams
    return None


def description(error):
    return error and (error.sentence, error.hint)


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_plain_errors_are_found_without_typer(words):
    """What people mistype is found by the fast lane, and typer finds the same."""
    error = faults.find(reader.named(words[0]), words[1:], "envarium")
    assert error
    assert error.hint
    assert description(error) == description(by_typer(words))


@settings(max_examples=400)
@example(["create", "-p3.12", "--nope", "x"])
@example(["create", "-xq"])
@example(["run", "x", "--", "--nope"])
@example(["create", "--", "--nope", "y"])
@example(["create", "--prompt", "--nope", "x"])
@example(["create", "--help", "--nope"])
@example(["create", "--strategy", "nope", "--strategy", "copy", "x"])
@given(st.sampled_from(vocabulary.COMMANDS).flatmap(lines))
def test_an_error_is_what_typer_finds(words):
    """An error that is found without typer is the one that typer finds, and there is none in what it accepts."""
    error = faults.find(reader.named(words[0]), words[1:], "envarium")
    assert error is None or description(error) == description(by_typer(words))


TELL = (
    "import os, sys; end = os._exit; "
    "os._exit = lambda code: (sys.stderr.write('LOADED ' + ' '.join(sys.modules) + '\\n'), end(code)); "
)


def foreign(result):
    """Return the modules of others that were loaded when a call ended."""
    names = result.stderr.rpartition("LOADED ")[2].split()
    return {name.partition(".")[0] for name in names} & {"typer", "rich", "pydantic", "click"}


def test_errors_load_no_library(tool, home):
    """An error of a word that is typed daily needs no library: neither in the arguments nor in the name."""
    tool.environment["WORKON_HOME"] = f"{home}/plain"  # the standard library expands a "$" with re
    os.mkdir(f"{home}/plain")
    for word, *words in (
        ("mkvenv", "--nope", "x"), ("mkvenv", "-p"), ("mkvenv", "--strategy", "ksh", "x"), ("mkvenv", "x", "y"),
        ("rmvenv",), ("rmvenv", "nothing"), ("workon", "nothing"), ("showvenv", "nothing"), ("lsvenv", "--nope"),
        ("mvvenv", "x"), ("cpvenv", "nothing", "y"),
    ):  # fmt: skip
        result = tool.asks("bash", word, *words, before=TELL)
        message = result.stderr.partition("LOADED")[0].splitlines()
        assert result.returncode in (1, 2), (word, words)
        assert (message[0][:10], message[1][:6]) == ("envarium: ", "hint: "), message
        assert foreign(result) == set(), (word, words)


def test_nothing_is_like_a_short_word():
    """A word of two characters is not taken for another one, and a longer one only for what is nearly the same."""
    assert [faults.suggestion(text, ["run"]) for text in ("ln", "ru", "rum", "ram")] == [
        "",
        "",
        "did you mean run?",
        "",
    ]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["crate"], "did you mean create?"),
        (["create", "--pyton", "3.12"], "did you mean --python?"),
        (["create", "-p3.12", "--pyton", "x"], "did you mean --python?"),
        (["zzzzzz"], "envarium -h lists the commands"),
        (["--nope"], "envarium -h lists the options"),
        (["workon", "web"], "workon is a command of the shell integration: type it without envarium"),
        (["deactivate"], "deactivate is a command of the shell integration"),
        (["new", "web"], "did you mean envarium create NAME?"),
        (["uninstall", "web", "six"], "did you mean envarium run NAME -- python -m pip uninstall PACKAGE?"),
        (["create", "web", "python=3.12", "numpy"], "did you mean -p 3.12 -i numpy?"),
        (["create", "web", "python==3.12"], "did you mean -p 3.12?"),
        (["create", "web", "numpy"], "usage: envarium create"),
        (["create", "--clone", "a", "b"], "did you mean envarium copy OLD NEW?"),
        (["remove", "-n", "web"], "write only the names"),
        (["remove", "--yes", "web"], "leave it out"),
    ],
    ids=" ".join,
)
def test_the_hint_of_an_error(words, hint, tool):
    """A misspelt word comes with the nearest that exists, and one of another tool with what does the same here."""
    tool.refused(*words, code=2)
    assert tool(*words).stderr.splitlines()[1].startswith("hint: " + hint)


def test_a_package_without_its_environment(tool):
    """`envarium install PACKAGE`, as conda and pip install into what is active, says what comes first."""
    hint = tool("install", "six").stderr.splitlines()[1]
    assert hint == "hint: the environment comes first: envarium install NAME six"
