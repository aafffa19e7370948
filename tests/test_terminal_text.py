"""What is read from names and files is printed so that a terminal does not act upon it."""

from __future__ import annotations

import os
import pty

import pytest

from trees import plant

NAME = "x\u202ey"
PROMPT = "a\x1b]52;c;Zm9v\x07\u009bm\u202eb"
"""It would set the clipboard, begin a control sequence, and turn the rest of the line around."""


@pytest.fixture
def place(store):
    """An environment whose name, prompt and project hold what a terminal acts upon."""
    place = plant(store.path(NAME))
    with open(place + "/pyvenv.cfg", "a", encoding="utf-8") as file:
        file.write(f"prompt = {PROMPT}\nexecutable = /usr/bin/{PROMPT}\n")
    with open(place + "/.project", "w", encoding="utf-8") as file:
        file.write(f"/{PROMPT}\n")
    return place


CALLS = (
    ("list",), ("list", "--json"), ("list", "--long"), ("show", NAME), ("show", "--json", NAME), ("doctor",),
    ("each", "--", "true"), ("each", "--", "nosuch\u202eprogram"), ("run", NAME, "--", "nosuch\u202eprogram"),
    ("repair", NAME), ("project", "set", NAME),
    ("show", "no\u202esuch"), ("remove", NAME), ("trash",), ("trash", "--json"), ("restore", NAME), ("restore", NAME),
)  # fmt: skip


@pytest.mark.usefixtures("place")
def test_nothing_reaches_the_terminal_raw(tool):
    """Every line that a command prints about such an environment is printable text."""
    for words in CALLS:
        result = tool(*words)
        for line in (result.stdout + result.stderr).split("\n"):
            assert line.isprintable(), (words, line)


@pytest.mark.usefixtures("place")
def test_names_for_scripts_and_for_terminals(tool):
    """`list -b` prints names as they are, unless a terminal reads them."""
    assert tool.done("list", "-b") == NAME + "\n"
    reading, writing = pty.openpty()
    child = os.fork()
    if child == 0:
        os.dup2(writing, 1)
        os.execve(tool.command()[0], tool.command("list", "-b"), tool.environment)
    os.waitpid(child, 0)
    os.close(writing)
    printed = os.read(reading, 1024).decode()
    os.close(reading)
    assert "\u202e" not in printed
    assert "\\u202e" in printed
