from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from envarium import cli, door, vocabulary
from envarium.arguments import by_name, named
from envarium.errors import WrongUsage, unfinished
from envarium.help import usage
from envarium.store.lookup import Store
from tool import IS_MEASURED
from trees import plant
from waiting import PATIENCE

WORDS = [word for command in vocabulary.COMMANDS for word in (command.name, *command.words)]
FLAGS = sorted({
    flag
    for command in vocabulary.COMMANDS
    for word in (*command.options, *command.switches)
    for flag in word.flags
})  # fmt: skip
NASTY = [
    "", " ", "-", "--", "---", "=", "-h", "--help", "--version", "-x", "--no-clear", "--no-such", "--python=3.12",
    "--python=", "-p3.12", "-p=3.12", "-bl", "-ab", "-pi", "--pyth", "--clear=1", "-1", "+x", "@file", "$HOME", "*",
    "a b", " lead", "it's", "a=b", "ü", "\udcff", "\n", "name", "other", "3.12", "bash", "BASH", "pwsh", "none", "/",
    "list", "mkvenv", "help", "%", "\\", "-\u2011", "~", "0", "true",
]  # fmt: skip
"""Tokens that two readers of one command line may take for different things."""

token = st.one_of(st.sampled_from(NASTY), st.sampled_from(FLAGS), st.text(max_size=4))


def lines(command):
    """Return a strategy for argument lists of `command`: often its own words, now and then anything."""
    plain = st.sampled_from(["name", "a b", "x", "$x", "ü"])
    own = [st.tuples(st.sampled_from(option.flags), plain) for option in command.options]
    own += [st.tuples(st.sampled_from(switch.flags)) for switch in command.switches]
    own += [st.tuples(plain), st.tuples(token)]
    if any(argument.rest for argument in command.arguments):
        own.append(st.tuples(plain, st.just("--"), token, token))
    parts = st.lists(st.one_of(own), max_size=4)
    return parts.map(lambda tuples: [command.name, *(word for part in tuples for word in part)])


def by_typer(arguments):
    """Return the command and the values that typer reads, None where it refuses or shows help."""
    heard = []
    called = cli.single(named(arguments[0]), lambda command, values: heard.append((command.name, values)))
    with open(os.devnull, "w") as nothing:
        streams = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = nothing
        try:
            called(list(arguments[1:]), prog_name="envarium")
        except (SystemExit, WrongUsage):
            pass
        finally:
            sys.stdout, sys.stderr = streams
    return heard[0] if heard else None


def by_typer_alone(command, arguments):
    """Return the values that typer reads where a shell word calls the one command."""
    heard = []
    try:
        cli.single(command, lambda _, values: heard.append(values))(list(arguments), prog_name=command.name)
    except SystemExit:
        pass
    return heard[0]


def test_two_readers_read_alike():
    """What the fast door accepts, typer reads as the same values: lists of every command, many of them."""
    accepted = []

    @settings(max_examples=600)
    @example(["run", "x", "--", "--", "y"])
    @example(["run", "x", "--", "-p", "--help"])
    @example(["create-project", "x"])
    @example(["create", "-i", "six", "--install", "wheel", "x"])
    @example(["activate", "--shell", "pwsh", "x"])
    @given(st.sampled_from(vocabulary.COMMANDS).flatmap(lines))
    def alike(arguments):
        compare(arguments)

    def compare(arguments):
        known = door.read(arguments)
        if known:
            accepted.append(tuple(arguments))
            assert by_typer(arguments) == (known[0].name, known[1])

    alike()
    assert len(accepted) > 100
    for command in vocabulary.COMMANDS:
        required = [argument for argument in command.arguments if argument.required]
        compare(
            [command.name, *(word for argument in required for word in ("--" * argument.rest, "x") if word)]
        )
    assert {arguments[0] for arguments in accepted} == {command.name for command in vocabulary.COMMANDS}


PLAIN = [
    ["create", "x"],
    ["create", "-p", "3.12", "x"],
    ["create", "x", "--python", "3.12", "--clear", "--no-pip"],
    ["create", "-a", "/tmp", "-i", "six", "-i", "wheel", "-r", "a.txt", "x"],
    ["create", "x", "--prompt", "a b", "--pip", "25.0", "--seed", "wheel", "--system-site-packages"],
    ["activate", "x"],
    ["activate", "x", "--shell", "fish"],
    ["activate"],
    ["run", "x", "--", "python", "-c", "pass", "--", "--help"],
    ["list"],
    ["list", "-b"],
    ["list", "--json"],
    ["show"],
    ["show", "x", "--json"],
    ["remove", "x", "y z", "$x"],
]


@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_plain_calls_take_the_fast_door(arguments):
    """What people type is read by the fast door, and as typer reads it, as a verb or as a shell word."""
    known = door.read(arguments)
    assert known, arguments
    assert by_typer(arguments) == (known[0].name, known[1])
    assert by_typer_alone(known[0], arguments[1:]) == known[1]


@given(st.lists(token, max_size=4))
def test_other_calls_are_left_to_typer(arguments):
    """The fast door says yes or nothing: it never raises, and takes no word that is no verb."""
    known = door.read(arguments)
    assert known is None or arguments[0] == known[0].name


@pytest.mark.parametrize("word", [*WORDS, "nonsense"])
def test_help(word, tool):
    """`-h` shows help of at most 80 columns, for verbs and shell words; a word that is none is refused."""
    by_shell = tool.asks("bash", word, "-h", COLUMNS="80")
    if word == "nonsense":
        assert by_shell.returncode == 2
        return
    plans = by_name(word).plans
    text = by_shell.stderr if plans else by_shell.stdout
    assert by_shell.returncode == 0
    assert (by_shell.stdout if plans else by_shell.stderr) == ""
    assert usage.meaning(by_name(word), word) in text
    assert max(map(len, text.splitlines())) <= 80


BARE = "import __future__, io, os, pwd, sys; print(*sys.modules, *sys.builtin_module_names)"
"""What a bare interpreter holds or has built in; `pwd` is so in most builds, and small in the others."""

TELL = (
    "import os; end = os._exit; "
    "os._exit = lambda code: (sys.stderr.write('LOADED ' + ' '.join(sys.modules) + '\\n'), end(code)); "
)


def loaded(tool, *words):
    """Run a shell word, and return the modules that were loaded when it ended."""
    result = tool.asks("bash", *words, before=TELL)
    assert result.returncode == 0, result.stderr
    return set(result.stderr.rpartition("LOADED ")[2].split())


@pytest.mark.skipif(IS_MEASURED, reason="coverage loads modules, and is loaded by site")
def test_the_fast_lane_loads_nothing(tool, home):
    """A warm call of each daily word, as a shell makes it, loads no module but envarium's and a bare interpreter's."""
    store = Store(str(home / "plain"))  # the standard library expands a "$" with re
    tool.environment["WORKON_HOME"] = store.root
    tool.done("create", "warm")
    plant(store.path("planted"))
    allowed = {*tool.start([sys.executable, "-I", "-S", "-c", BARE]).stdout.split(), "__main__"}
    for words in (
        ["mkvenv", "fast"],
        ["mkvenv", "--no-pip", "faster"],
        ["lsvenv"],
        ["lsvenv", "--json"],
        ["showvenv", "planted"],
        ["workon", "planted"],
        ["rmvenv", "planted"],
        ["rmvenv", "fast", "faster"],
    ):
        foreign = {name for name in loaded(tool, *words) if name.partition(".")[0] != "envarium"}
        assert foreign - allowed == set(), words
    assert store.names() == ["warm"]


def test_standard_output_is_the_plans_alone(tool, store):
    """What a child prints on its standard output, a hook for one, does not get into the snippet."""
    silent = tool.asks("bash", "mkvenv", "--no-pip", "x")
    hook = f"{store.root}/premkvirtualenv"
    with open(hook, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\necho touch evil\n")
    os.chmod(hook, 0o755)
    result = tool.asks("bash", "mkvenv", "x")
    assert "touch evil" in result.stderr
    assert result.stdout == silent.stdout
    assert "x" in result.stdout


def test_the_snippet_survives_hostile_help(tool):
    """What typer prints in a call that would change the shell goes to standard error, and the snippet is empty."""
    for words in (["mkvenv"], ["mkvenv", "--nonsense; touch evil"], ["mkvenv", "-p"], ["workon", "--help"]):
        result = tool.asks("bash", *words)
        assert result.stdout == ""
        assert result.stderr


SLOW = "import os, time; run = os.listdir; os.listdir = lambda *a: (os.write(2, b'ready'), time.sleep(60)); "


@pytest.mark.parametrize("word", ["lsvenv", "rmvenv x"])
def test_interruption(word, tool):
    """Ctrl-C ends a command with 130 and without a word."""
    child = tool.command("", *word.split(), entry="called_by_shell", before=SLOW)
    with subprocess.Popen(
        child,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=tool.environment,
    ) as running:
        assert running.stderr.read(5) == b"ready"
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, out, err) == (130, b"", b"")


@pytest.mark.parametrize(
    "words", [["list"], ["show", "x"], ["--help"], ["config"], ["pythons"]], ids=" ".join
)
@pytest.mark.parametrize("end", ["| :", ">&-", ">/dev/full", "2>&-", "2>/dev/full", "<&-", ">&- 2>&- <&-"])
def test_streams_that_end(words, end, tool, store):
    """A broken pipe, a closed or a full standard stream brings no traceback, and no hang."""
    plant(store.path("x"))
    started = ["bash", "-c", f'"$@" {end}; exit "${{PIPESTATUS[0]}}"', "-", *tool.command(*words)]
    result = tool.start(started)
    assert result.returncode in (0, 1)
    assert "Exception" not in result.stderr


@pytest.mark.parametrize("end", ["2>/dev/full", "2>&-", ">&-"])
def test_errors_that_cannot_be_printed(end, tool):
    """An error keeps its exit code where it cannot be shown."""
    result = tool.start(["bash", "-c", f'"$@" {end}', "-", *tool.command("remove", "nothing")])
    assert result.returncode == 1


def test_too_little_memory():
    """No memory is an error to be reported."""
    assert unfinished(MemoryError(), "pack").sentence == "cannot finish pack: there is not enough memory"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_encoding(encoding, tool, store):
    """A name that the terminal's encoding lacks is escaped."""
    plant(store.path("🐍ü"))
    for words in (["list"], ["list", "-b"], ["show", "🐍ü"]):
        result = tool(*words, PYTHONIOENCODING=encoding, PYTHONUTF8=None)
        assert result.returncode == 0
        assert result.stdout


def test_texts_of_others_are_escaped(tool, store):
    """What a file of an environment says cannot act upon the terminal, nor break the listing."""
    path = plant(store.path("x"))
    with open(path + "/.project", "wb") as file:
        file.write(b"/pro\x1b[31m\xffject\n")
    for words in (["list"], ["show", "x"]):
        text = tool.done(*words)
        assert "\x1b" not in text
        assert "\\x1b[31m" in text
        assert "ject" in text
