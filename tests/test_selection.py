"""Tests of the options that select environments, and of the lists of what they select."""

from __future__ import annotations

import json
import os
import time

import pytest

import evil
from envarium.interpreters import end_of_life

DAY = 86_400


@pytest.fixture
def collection(store, tmp_path):
    """An old environment without a project directory, one of PyPy, one of today, and one without an interpreter."""
    now = time.time()
    project = tmp_path / "project"
    project.mkdir()
    make(store, "old", "3.8.18", now - 100 * DAY, size=40_000, project="/no/longer/there")
    make(store, "pypy", "3.8.16", now - 20 * DAY, size=80_000, implementation="PyPy")
    make(store, "today", "3.14.0rc1", now - 10, size=10_000, project=str(project))
    make(store, "broken", "3.9.2", now - 50 * DAY, size=20_000, base="/gone/bin/python3.9")
    return store


def make(store, name, version, used, *, size, project="", implementation="CPython", base="/bin/sh"):
    """Plant the environment `name`, last used at the time `used`, with a file of `size` bytes."""
    path = store.path(name)
    config = f"home = {os.path.dirname(base)}\nversion = {version}\nimplementation = {implementation}\n"
    os.makedirs(f"{path}/bin")
    files = {"pyvenv.cfg": config, "data": "x" * size, ".used": "", ".project": project + "\n"}
    for file, text in files.items():
        with open(f"{path}/{file}", "w", encoding="utf-8") as target:
            target.write(text)
    os.symlink(base, f"{path}/bin/python")
    for place in (f"{path}/bin", path, f"{path}/pyvenv.cfg", f"{path}/.used"):
        os.utime(place, (used, used))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ((), ["broken", "old", "pypy", "today"]),
        (("--sort", "size"), ["pypy", "old", "broken", "today"]),
        (("--sort", "used"), ["old", "broken", "pypy", "today"]),
        (("--sort", "python"), ["old", "broken", "today", "pypy"]),
        (("--orphans",), ["old"]),
        (("--unused", "30d"), ["broken", "old"]),
        (("--unused", "8w"), ["old"]),
        (("--unused", "1y"), []),
        (("--python", "3.8"), ["old"]),
        (("--python", "pypy"), ["pypy"]),
        (("-p", "<3.10"), ["broken", "old"]),
        (("-p", ">=3.9,<3.15"), ["broken", "today"]),
        (("--eol",), ["broken", "old"]),
        (("--broken",), ["broken"]),
        (("--only", "*o*"), ["broken", "old", "today"]),
        (("--only", "*o*", "--unused", "30d", "--eol", "--sort", "used"), ["old", "broken"]),
    ],
)
def test_select(collection, tool, words, names):
    """Each option selects, several select what all of them do, and the order is the one asked for."""
    assert [row["name"] for row in json.loads(tool.done("list", "--json", *words))] == names
    assert tool.done("list", "--brief", *words).split() == names


def test_facts(collection, tool):
    """The list shows what the options ask for: size, last use, end of life; JSON shows all of it, and what is wrong."""
    row = json.loads(tool.done("list", "--json", "--sizes", "--only", "old"))[0]
    assert (row["end_of_life"], row["problem"]) == ("2024-10-07", "project missing")
    assert row["bytes"] >= 40_000
    assert abs(row["used"] - (time.time() - 100 * DAY)) < 600
    text = tool.done("list", "--eol", "--sizes", "--unused", "30d")
    old = next(line for line in text.splitlines() if line.split()[0] == "old")
    assert all(part in old for part in ("3.8.18", "2024-10-07", "100 days ago", "KiB"))
    text = tool.done("list", "--long", "--only", "broken")
    assert "problem" in text
    assert "interpreter missing" in text
    assert json.loads(tool.done("list", "--json", "--long"))[0]["problem"] == "interpreter missing"


@pytest.mark.parametrize(
    "words", [("--unused", "soon"), ("--unused", "-1d"), ("--python", "/bin/sh"), ("-p", "")]
)
def test_wrong_usage(collection, tool, words):
    """What is no age and no version is refused, with an example."""
    done = tool("list", *words)
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_nothing_selected(collection, tool):
    """If nothing is selected, a message says so, and standard output is empty."""
    done = tool("list", "--unused", "50y")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no environment is selected\n")


@pytest.mark.parametrize("words", [("--sizes",), ("--sort", "used"), ("--unused", "30d"), ("--eol",)])
def test_an_empty_store(tool, words):
    """Selecting from a store without environments prints no more than listing it does."""
    assert tool.done("list", *words) == tool.done("list")


def test_hostile_names(tool, store):
    """Names and projects of any kind are shown without what a terminal acts upon, and JSON has them as they are."""
    for number, name in enumerate(evil.ACCEPTED.values()):
        make(store, name, "3.8\x1b[2J.1", number, size=1, project="/gone\x1b[2J")
    text = tool.done("list", "--sizes", "--orphans", "--sort", "used")
    assert "\x1b" not in text
    rows = json.loads(tool.done("list", "--json", "--orphans", "--sort", "used"))
    assert {row["name"] for row in rows} == set(evil.ACCEPTED.values())


def test_end_of_life():
    """Support for a version has ended after its date; a version without a date, and PyPy, is never reported."""
    assert end_of_life.date("CPython", "3.8.18") == "2024-10-07"
    assert end_of_life.date("", "2.7.18") == "2020-01-01"
    assert end_of_life.date("CPython", "3.15.0") == end_of_life.date("CPython", "4.1") == ""
    assert end_of_life.date("PyPy", "3.8.16") == end_of_life.date("CPython", "") == ""
