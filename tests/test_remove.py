"""`envarium remove`, `restore` and `trash`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest

from envarium.files import background
from envarium.store import change
from trees import plant, whole
from waiting import wait_until_idle

HERE = ("-p", sys.executable)


def test_all_names_are_checked_first(tool, store):
    """One wrong name among several, or the active one, and nothing is touched."""
    for name in ("a", "b"):
        plant(store.path(name))
    before = whole(store.root)
    tool.refused("remove", "a", "nothing", "b")
    tool.refused("remove", "a", "../b")
    assert "is active" in tool.refused("remove", "a", "b", VIRTUAL_ENV=store.path("b"))
    link = os.path.dirname(store.root) + "/link"
    os.symlink(store.root, link)
    tool.refused("remove", "b", VIRTUAL_ENV=link + "/b/")
    os.unlink(link)
    assert whole(store.root) == before
    assert tool.done("remove", "a", "b", "a") == "Removing a...\nRemoving b...\n"
    assert store.names() == []


def test_restore(tool, store):
    """Of several of one name the latest comes back, without a name the last of all; a name that is taken stays."""
    for text in ("first", "second"):
        plant(store.path("x"))
        with open(store.path("x") + "/text", "w") as file:
            file.write(text)
        tool.done("remove", "x")
    plant(store.path("y"))
    tool.done("remove", "y")
    assert "restored x" in tool.done("restore", "x")
    with open(store.path("x") + "/text") as file:
        assert file.read() == "second"
    before = whole(store.root)
    assert "already exists" in tool.refused("restore", "x")
    assert whole(store.root) == before
    assert "restored y" in tool.done("restore")
    assert '"z"' in tool.refused("restore", "z")
    tool.done("trash", "--empty")
    assert "empty" in tool.refused("restore")
    assert store.names() == ["x", "y"]


def test_trash(tool, store):
    """The trash shows name, age and size; emptying it reports how much was deleted."""
    plant(store.path("x"))
    tool.done("remove", "x")
    (row,) = json.loads(tool.done("trash", "--json"))
    assert row["name"] == "x"
    assert abs(row["removed"] - time.time()) < 100
    assert row["bytes"] > 0
    assert "just now" in tool.done("trash")
    assert "deleted 1 environment," in tool("trash", "--empty").stderr
    assert json.loads(tool.done("trash", "--json")) == []
    assert "empty" in tool("trash").stderr


@pytest.mark.skipif(sys.platform == "darwin", reason="the config file is elsewhere")
@pytest.mark.parametrize("text", ["trash_days = 0\n", "# TOML at length\n'trash_days' = 0x0\n"])
def test_no_trash(text, tool, store):
    """With trash_days = 0 what is removed is deleted, in the background, by either lane."""
    tool.configure(text)
    plant(store.path("x"))
    done = tool("remove", "x")
    assert done.returncode == 0
    assert "permanently" in done.stderr
    wait_until_idle(store)
    assert change.trash(store) == []


def test_what_has_expired_is_swept(tool, store):
    """A removal clears what killed commands left, and what was in the trash too long a day ago already."""
    for name in ("old", "new", "x"):
        plant(store.path(name))
    old = change.remove(store, "old")
    change.remove(store, "new")
    folder = os.path.dirname(old.path)
    stamp, _, rest = os.path.basename(folder).partition("-")
    os.rename(folder, f"{os.path.dirname(folder)}/{int(stamp) - 8 * 86400 * 10**9}-{rest}")
    dead = subprocess.run(["sh", "-c", "echo $$"], capture_output=True, text=True, check=True).stdout.strip()
    left = store.own(change.STAGING, f"{stamp}-{dead}-{background.machine()}")
    deep = left + "/d" * 1200
    os.makedirs(os.path.dirname(deep[: len(left) + 1000]))
    tool.done("remove", "x")
    wait_until_idle(store)
    assert {removed.name for removed in change.trash(store)} == {"old", "new", "x"}
    assert os.listdir(store.own(change.STAGING)) == []
    yesterday = time.time() - 86400
    for path in (f"{store.own('trash')}/{name}" for name in os.listdir(store.own("trash"))):
        os.utime(path, (yesterday, yesterday))
    plant(store.path("x"))
    tool.done("remove", "x")
    wait_until_idle(store)
    assert sorted(removed.name for removed in change.trash(store)) == ["new", "x", "x"]
