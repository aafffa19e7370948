"""A snapshot holds an environment as it was, and stays findable whatever becomes of the environment."""

from __future__ import annotations

import json
import os
import sys

import pytest

import bases
import distributions
from envarium.creator.reflink import can_reflink
from envarium.snapshots import shelf
from envarium.snapshots.tree import Copy
from tool import lend

HERE = ("-p", sys.executable)

FILES = {
    "own/__init__.py": "",
    "own/code.py": "there = True\n",
    "own/fast.so.1": "binary",
    "own/settings.json": "{}",
    "own/data.csv": "1,2\n",
}


@pytest.fixture
def made(tool, store, shared):
    """The command line, on a store with one environment `x` that holds the package `own`."""
    lend(store.root, shared / "warm")
    tool.done("create", "--no-pip", *HERE, "x")
    distributions.lay(distributions.site(store.path("x")), "own", files=FILES)
    return tool


def listed(tool, *words):
    return json.loads(tool.done("snapshots", *words, "--json"))


def test_it_is_the_environment(made, store):
    """Every file, link, permission and time in a snapshot is that of the environment, which stays as it is."""
    os.chmod(store.path("x") + "/bin", 0o700)
    os.mkfifo(store.path("x") + "/pipe")
    before = bases.tree(store.path("x"))
    times = {path: os.lstat(f"{store.path('x')}/{path}").st_mtime_ns for path in before if path != "pipe"}
    assert "took snapshot x@1" in made.done("snapshot", "x")
    (one,) = listed(made)
    assert bases.tree(one["path"]) == before == bases.tree(store.path("x"))
    assert {path: os.lstat(f"{one['path']}/{path}").st_mtime_ns for path in times} == times
    assert (one["snapshot"], one["label"], one["packages"]) == ("x@1", "", {"own": "1.0"})


def test_what_is_shared(made, store):
    """Code is shared by hard links, unless blocks can be shared; configuration, data and unowned code are copied."""
    site = distributions.site(store.path("x"))
    with open(f"{site}/mine.py", "w", encoding="utf-8") as file:
        file.write("edited = True\n")
    made.done("snapshot", "x")
    (one,) = listed(made)
    copied = distributions.site(one["path"])
    shared = {path for path in (*FILES, "mine.py") if os.path.samefile(f"{site}/{path}", f"{copied}/{path}")}
    expected = set() if can_reflink(store.root) else {"own/__init__.py", "own/code.py", "own/fast.so.1"}
    assert shared == expected


def test_labels(made):
    """A label is taken once; a snapshot is also found by its number; the latest comes first."""
    made.done("snapshot", "x", "first one")
    made.done("snapshot", "x")
    assert [one["snapshot"] for one in listed(made, "x")] == ["x@2", "x@first one"]
    again = made("snapshot", "x", "first one")
    assert (again.returncode, "already has a snapshot" in again.stderr) == (1, True)
    assert made("snapshots", "--delete", "x@").returncode == 2
    made.done("snapshots", "x", "--delete", "1")
    assert [one["snapshot"] for one in listed(made)] == ["x@2"]


@pytest.mark.parametrize("label", ["3", "a@b", "a/b", "-x", "..", "a\nb", "x" * 200, " "])
def test_wrong_labels(label, made, store):
    """What cannot be a label is refused, and nothing is left behind."""
    refused = made("snapshot", "--", "x", label)
    assert (refused.returncode, refused.stderr.splitlines()[1][:5]) == (1, "hint:")
    assert listed(made) == []
    assert os.listdir(store.own("staging")) == []


def test_a_removed_environment(made, store):
    """The snapshots of a removed environment are kept, a message says so, and they are listed."""
    made.done("snapshot", "x", "kept")
    removed = made("remove", "--now", "x")
    assert "snapshots are kept: envarium snapshots x" in removed.stderr
    assert [one["snapshot"] for one in listed(made)] == ["x@kept"]
    assert "removed" in made.done("snapshots")


def test_a_renamed_environment(made, store):
    """Snapshots follow a rename, and come after those of an earlier environment of that name."""
    made.done("snapshot", "x", "old")
    made.done("rename", "x", "y")
    assert [one["snapshot"] for one in listed(made)] == ["y@old"]
    made.done("copy", "y", "x")
    made.done("snapshot", "x", "new")
    made.done("remove", "y")
    made.done("rename", "x", "y")
    assert [(one["snapshot"], one["number"]) for one in listed(made)] == [("y@new", 2), ("y@old", 1)]
    assert all(bases.tree(one["path"]) for one in listed(made))


def test_a_change_meanwhile_is_seen(made, store, tmp_path):
    """A file that is added, or written to, while the environment is copied is noticed."""
    source = store.path("x")
    site = distributions.site(source)

    def is_true(change):
        target = tmp_path / f"after {os.path.basename(change)}"
        target.mkdir()
        copy = Copy(source, str(target), clones=False)
        copy.make()
        if change:
            with open(f"{site}/{change}", "a", encoding="utf-8") as file:
                file.write("more")
        return copy.is_true()

    assert [is_true(change) for change in ("", "own/added.py", "own/data.csv")] == [True, False, False]


def test_incomplete_ones_are_not_listed(made, store):
    """What a killed command has left among the snapshots is not listed, and the next one deletes it."""
    made.done("snapshot", "x")
    os.makedirs(shelf.directory(store, "x") + "/7")
    assert [one["snapshot"] for one in listed(made)] == ["x@1"]
    made.done("snapshot", "x")
    assert sorted(os.listdir(shelf.directory(store, "x"))) == ["1", "2"]


def test_the_active_one(made, store):
    """Without a name, the snapshot is of the active environment; where there is none, that is an error."""
    assert "no environment is active" in made("snapshot").stderr
    made.environment["VIRTUAL_ENV"] = store.path("x")
    assert "x@1" in made.done("snapshot")
