"""`envarium run`: the program, its variables and its exit code."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from pythons import script
from trees import plant

HERE = ("-p", sys.executable)
TELL = "import os, sys; print(ascii((sys.prefix, sys.argv[1:], dict(os.environ))))"


def test_run_is_inside(warm, store):
    """A command runs with the environment's variables, its bin first on PATH and no PYTHONHOME."""
    plant(store.path("a b"))
    output = warm.done("run", "a b", "--", sys.executable, "-c", TELL, PATH="/usr/bin:/bin", PYTHONHOME=None)
    _, _, inside = eval(output)
    assert inside["VIRTUAL_ENV"] == store.path("a b")
    assert inside["VIRTUAL_ENV_PROMPT"] == "a b"
    assert inside["PATH"] == store.path("a b") + "/bin:/usr/bin:/bin"
    assert warm.done("run", "a b", "--", "sh", "-c", "printf %s ${PYTHONHOME-none}") == "none"


def test_run_hands_arguments_on(tool, store):
    """Every argument is passed byte for byte, flags and dashes too, without a shell in between."""
    plant(store.path("x"))
    words = [
        "a  b",
        "it's",
        '"',
        "$HOME",
        "`x`",
        "*",
        "\\n",
        "",
        "--",
        "-h",
        "--help",
        "-p",
        "\udcff",
        "ü",
        "\n",
    ]
    output = tool.done("run", "x", "--", sys.executable, "-c", TELL, *words)
    assert eval(output)[1] == words
    output = tool.done("run", "x", sys.executable, "-c", TELL, *words)
    assert eval(output)[1] == words


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["sh", "-c", "exit 0"], 0),
        (["sh", "-c", "exit 7"], 7),
        (["sh", "-c", "kill -TERM $$"], -signal.SIGTERM),
        (["sh", "-c", "kill -PIPE $$"], -signal.SIGPIPE),
        (["no-such-command"], 127),
        (["/no/such/command"], 127),
        (["/etc/passwd"], 126),
        (["/"], 126),
        (["/etc/passwd/x"], 126),
    ],
    ids=str,
)
def test_run_passes_the_end_on(words, code, tool, store):
    """The exit code is the command's own, a signal is a signal, and 126 and 127 mean what they mean in a shell."""
    plant(store.path("x"))
    done = tool("run", "x", "--", *words)
    assert done.returncode == code
    assert done.stderr.startswith("envarium: ") == (code in (126, 127))


@pytest.mark.parametrize("word", ["python", "python3", "python3.12", "python2", "python3.1"])
def test_run_takes_no_other_python(word, tool, store, tmp_path):
    """A name of the environment's Python selects that one even if it is missing; a name of another selects that."""
    os.unlink(plant(store.path("x")) + "/bin/python")
    other = script(tmp_path / word, "#!/bin/sh\necho another\n")
    done = tool("run", "x", "--", word, PATH=f"{os.path.dirname(other)}:{os.environ['PATH']}")
    expected = (0, "another\n") if word in ("python2", "python3.1") else (127, "")
    assert (done.returncode, done.stdout) == expected, done.stderr
    done = tool("each", "--", word, PATH=f"{os.path.dirname(other)}:{os.environ['PATH']}")
    assert ("another" in done.stdout) is (not expected[0])


def test_run_has_wrong_usage(tool, store):
    """Without a command, or in an environment that is none, nothing runs."""
    plant(store.path("x"))
    assert tool("run", "x").returncode == 2
    assert tool("run").returncode == 2
    tool.refused("run", "y", "--", "true")
