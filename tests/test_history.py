"""An environment remembers how it was created, and what envarium has installed into it since."""

from __future__ import annotations

import json
import os
import sys

import pytest

import wheels
from envarium.store import receipts
from tool import lend

HERE = ("-p", sys.executable)


@pytest.fixture
def made(tool, store, shared):
    """The command line, on a store with one environment `x`."""
    lend(store.root, shared / "warm")
    tool.done("create", *HERE, "--quiet", "x")
    return tool


def history(tool, name="x"):
    return json.loads(tool.done("history", name, "--json"))


def test_what_is_recorded(made, store, tmp_path):
    """Creation and installations are recorded with what they changed, and the history goes on over a rollback."""
    (created,) = history(made)
    assert created["words"] == ["envarium", "create", "--python", sys.executable, "--quiet", "x"]
    assert (created["uid"], list(created["added"])) == (os.geteuid(), ["pip"])
    made.done("snapshot", "x")
    one, two = (wheels.wheel(tmp_path, "one", version) for version in ("1.0", "2.0"))
    made.done("install", "x", one)
    made.done("install", "x", two)
    assert made("install", "x", f"{tmp_path}/none.whl").returncode
    made.done("rollback", "x")
    _, first, second, back = history(made)
    assert (first["words"][1:3], first["added"], first["outcome"]) == (
        ["install", "x"],
        {"one": "1.0"},
        "done",
    )
    assert (second["changed"], second["added"]) == ({"one": ["1.0", "2.0"]}, {})
    assert (back["words"], back["removed"]) == (["envarium", "rollback", "x"], {"one": "2.0"})
    lines = made.done("history", "x").splitlines()
    assert [line.strip() for line in lines if line[0] == " "][1:] == [
        "+ one 1.0",
        "one 1.0 -> 2.0",
        "- one 2.0",
    ]
    assert lines[-2].endswith("envarium rollback x")


def test_a_shell_word(made, store):
    """What a shell word creates is recorded by that word."""
    assert made.asks("bash", "mkvenv", "--no-pip", *HERE, "y").returncode == 0
    (created,) = history(made, "y")
    assert (created["words"][0], created["words"][-1], created["added"]) == ("mkvenv", "y", {})


def test_damaged_lines_are_left_out(made, store):
    """What is no receipt is not shown, and no control character reaches the terminal."""
    with open(f"{store.path('x')}/{receipts.FILE}", "a", encoding="utf-8") as file:
        file.write('{"time": "now", "words": ["\\u001b[31m"], "added": [1]}\n[1]\nhalf a li')
    assert len(history(made)) == 2
    assert "\x1b" not in made.done("history", "x")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("https://me:secret@example.org/a@b", "https://***@example.org/a@b"),
        ("x @ git+ssh://git@example.org/x", "x @ git+ssh://***@example.org/x"),
        ("https://example.org/a@b", "https://example.org/a@b"),
        ("a@b", "a@b"),
    ],
)
def test_passwords(word, expected):
    """The user and the password in a URL are not written down."""
    assert receipts.record((word,), "3.12")["words"] == [expected]


def test_it_does_not_grow_for_ever(tmp_path):
    """Of a long history, the older half goes."""
    for number in range(3000):
        receipts.append(str(tmp_path), json.dumps([number, "x" * 100]))
    receipts.shorten(str(tmp_path))
    lines = (tmp_path / receipts.FILE).read_text().splitlines()
    assert [json.loads(line)[0] for line in lines] == list(range(1500, 3000))
    receipts.shorten(str(tmp_path))
    assert len((tmp_path / receipts.FILE).read_text().splitlines()) == 1500
