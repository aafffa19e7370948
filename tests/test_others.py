"""Envarium's own directory is used only if no other user can write there; what root creates belongs to the owner."""

from __future__ import annotations

import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

import pytest

from envarium import errors
from envarium.store import change, own
from envarium.store.lookup import Store
from tool import SOURCE, Tool, open_text
from trees import NOBODY, plant
from waiting import PATIENCE, wait_until, wait_until_idle

BOB = 12345
PRECIOUS = "precious"


@pytest.fixture
def precious(tmp_path):
    """A directory elsewhere, with a file in it, and its path."""
    place = tmp_path / "fast"
    (place / "inside").mkdir(parents=True)
    for path in (place / "file", place / "inside" / "file"):
        path.write_text(PRECIOUS)
    return str(place)


def is_whole(place):
    return [open_text(f"{place}/{file}") for file in ("file", "inside/file")] == [PRECIOUS] * 2


def as_others_call(tool, *words):
    """Run `envarium WORDS…` as it is, without what tests may lend."""
    child = [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {SOURCE!r}); from envarium import door; door.main()",
    ]
    return tool.start([*child, *words])


CHANGES = (
    ("create", "--no-pip", "new"), ("create", "--no-pip", "--clear", "x"), ("copy", "x", "y"), ("rename", "x", "y"),
    ("remove", "x"), ("restore",), ("trash",), ("trash", "--empty"), ("repair", "--all"), ("remove", "--now", "x"),
)  # fmt: skip


@pytest.mark.parametrize("part", ["", own.STAGING, own.TRASH, own.SEEDS, own.RESERVE])
def test_links_are_refused(part, store, tool, precious):
    """A link in the place of a directory of envarium's own is never followed: nothing behind it is deleted."""
    tool.done("create", "--no-pip", "x")
    if part:
        shutil.rmtree(store.own(part), ignore_errors=True)
        os.symlink(precious, store.own(part))
    else:
        os.rename(store.own(), precious + "/own")
        os.symlink(precious, store.own())
    before = sorted(os.listdir(precious))
    for words in CHANGES:
        done = as_others_call(tool, *words)
        assert done.returncode == 1, (words, done)
        assert "cannot be trusted: it is a symlink" in done.stderr
    assert is_whole(precious)
    assert sorted(os.listdir(precious)) == before
    assert store.names() == ["x"]
    for words in (("list",), ("show", "x"), ("pythons",)):
        assert as_others_call(tool, *words).returncode == 0
    rows = json.loads(as_others_call(tool, "doctor", "--json").stdout)
    (row,) = (row for row in rows if row["id"] == "foreign-owner")
    assert shlex.split(row["remedy"])[1] == store.own(part).rstrip("/")


@pytest.mark.parametrize("part", [own.STAGING, own.TRASH, own.RESERVE, own.FACTS])
def test_names_of_others_stay(part, store, tool):
    """What envarium has not made is not deleted, wherever it is, however old."""
    names = ("notes", "notes.4194304", "2024-photos", "1-x-y", "-1-x", "pip@1,notes")
    for name in names:
        plant(store.own(part, name))
        os.utime(store.own(part, name), (0, 0))
    config = os.path.join(tool.environment["HOME"], ".config", "envarium")
    os.makedirs(config)
    with open(config + "/config.toml", "w", encoding="utf-8") as file:
        file.write("trash_days = 0\n")
    for words in (("create", "--no-pip", "x"), ("remove", "x"), ("repair", "--all"), ("trash", "--empty")):
        tool(*words)
    wait_until_idle(store, *(names if part == own.STAGING else ()))
    assert set(names) <= set(os.listdir(store.own(part)))


def shared_store(place):
    """Make a store for a group: everybody may write to it, and what is made in it belongs to the group."""
    root = place + "/store"
    os.mkdir(root)
    os.chmod(root, 0o2777)
    return Store(root)


def test_a_directory_of_another_user(root, open_directory, as_nobody):
    """In a store that others may write to, what another user has put there is not followed, used nor deleted."""
    store = shared_store(open_directory)
    victim = plant(open_directory + "/work")
    os.mkdir(store.own())
    os.symlink(victim, store.own(own.STAGING))
    for path in (store.own(), store.own(own.STAGING)):
        os.chown(path, BOB, -1, follow_symlinks=False)
    for path in (victim, *(f"{victim}/{name}" for name in os.listdir(victim))):
        os.chown(path, NOBODY, -1, follow_symlinks=False)
    there = sorted(os.listdir(victim))
    for action in (change.stage, change.trash, Store.prepare):
        assert f"cannot be trusted: it is owned by {BOB}" in as_nobody(lambda action=action: action(store))
    assert sorted(os.listdir(victim)) == there
    assert as_nobody(store.facts) == "/dev/null/none"
    os.chown(store.root, BOB, -1)
    own.NO_LINKS, kept = (), own.NO_LINKS
    try:
        change.stage(store)  # root uses what the store's owner has
    finally:
        own.NO_LINKS = kept


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
def test_a_directory_open_to_others(mode, store):
    """What others may write to is not trusted."""
    store.prepare()
    os.chmod(store.own(), mode)
    with pytest.raises(errors.EnvariumError, match="others may write to it"):
        change.stage(store)


def as_user(number, tool):
    """The command line as the user `number` calls it."""

    def call(*words):
        child = ["setpriv", f"--reuid={number}", f"--regid={number}", "--clear-groups", *tool.command(*words)]
        return subprocess.run(
            child,
            env=tool.environment,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    return call


@pytest.fixture
def of_bob(root, open_directory):
    """The command line on a store of bob's, in his home directory; what he runs he can read."""
    home = open_directory + "/bob"
    os.mkdir(home)
    os.chown(home, BOB, BOB)
    readable = {"PATH": "/usr/bin:/bin", "HOME": home, "WORKON_HOME": home + "/store", "LC_ALL": "C.UTF-8"}
    return Tool(readable)


def owners(place):
    """Return who owns anything at `place`."""
    found = {os.lstat(place).st_uid}
    for folder, folders, files in os.walk(place):
        found |= {os.lstat(f"{folder}/{name}").st_uid for name in (*folders, *files)}
    return found


def test_root_in_a_store_of_another_user(of_bob):
    """What root makes in a user's store belongs to that user, who can go on using it."""
    store = Store(of_bob.environment["WORKON_HOME"])
    of_bob.environment["ENVARIUM_RESERVE"] = "true"  # however busy the machine is
    python = ("-p", "/usr/bin/python3")
    for words in (
        ("create", "--no-pip", *python, "x"), ("create", *python, "web"), ("copy", "x", "y"), ("rename", "y", "z"),
        ("create", "--no-pip", "--clear", *python, "z"), ("remove", "x"), ("repair", "--all"),
        ("toggle-system-site", "web"),
    ):  # fmt: skip
        done = of_bob(*words)
        assert done.returncode == 0, (words, done)
    wait_until_idle(store)
    wait_until(lambda: os.path.isdir(store.own(own.RESERVE)) and os.listdir(store.own(own.RESERVE)))
    wait_until_idle(store)
    assert owners(store.root) == {BOB}


def test_a_store_of_another_user(of_bob, open_directory):
    """A second user can list, show, run and copy what is in a store; changes are refused before a hook runs."""
    if not all(parent.stat().st_mode & 0o001 for parent in pathlib.Path(__file__).resolve().parents):
        pytest.skip("other users cannot read this checkout")
    store = Store(of_bob.environment["WORKON_HOME"])
    call = as_user(NOBODY, of_bob)
    assert as_user(BOB, of_bob)("create", "--no-pip", "-p", "/usr/bin/python3", "x").returncode == 0
    for path in (os.path.dirname(store.root), store.root):
        os.chmod(path, 0o2777)
    with open(store.root + "/prermvirtualenv", "w", encoding="utf-8") as file:
        file.write(f"#!/bin/sh\ntouch {open_directory}/ran\n")
    os.chmod(store.root + "/prermvirtualenv", 0o755)
    before = sorted(os.listdir(store.root))
    assert call("list", "-b").stdout == "x\n"
    assert store.path("x") in call("show", "x").stdout
    output = call("run", "x", "--", "python", "-c", "import sys; print(sys.prefix)").stdout
    assert output == store.path("x") + "\n"
    assert "VIRTUAL_ENV" in call("activate", "x", "--shell", "bash").stdout
    for words in (
        ("create", "y", "-p", "/usr/bin/python3"), ("remove", "x"), ("rename", "x", "y"), ("copy", "x", "y"),
        ("repair", "x"), ("trash",), ("trash", "--empty"), ("restore",),
    ):  # fmt: skip
        done = call(*words)
        assert (done.returncode, done.stdout) == (1, ""), words
        assert f"belongs to {BOB}, and only that user can change it" in done.stderr, words
    assert sorted(os.listdir(store.root)) == before
    assert not os.path.exists(open_directory + "/ran")
    rows = json.loads(call("doctor", "--json").stdout)
    assert [row["level"] for row in rows if row["id"] == "foreign-owner"] == ["warning"]
    os.chmod(open_directory, 0o1777)
    mine = Tool({**of_bob.environment, "WORKON_HOME": open_directory + "/mine", "HOME": open_directory})
    assert as_user(NOBODY, mine)("copy", store.path("x"), "mine").returncode == 0
    assert owners(open_directory + "/mine") == {NOBODY}


def test_the_message_names_the_directory(root, store, without_powers):
    """If root owns a directory of envarium's own, the message names it, and the hint says how to get it back."""
    store.prepare()
    os.mkdir(store.own(own.TRASH), 0o700)
    plant(store.path("x") + "/bin/python")
    place = os.path.dirname(os.path.dirname(store.root))
    while len(place) > 1:
        if not os.stat(place).st_mode & 0o001:
            os.chmod(place, 0o711)
        place = os.path.dirname(place)
    for path in (os.path.dirname(store.root), store.root, store.own()):
        os.chown(path, NOBODY, -1)

    def attempt():
        try:
            change.remove(store, "x")
        except errors.UnusableStore as error:
            return f"{error.sentence}\n{error.hint}"

    output = without_powers(attempt)
    assert store.own(own.TRASH) in output.replace("\\", "")
    assert "sudo chown -R" in output


def test_repair_of_all_leaves_out_what_others_own(root, store, tool):
    """Repairing runs code of an environment: with --all not that of one which another user can change."""
    tool.done("create", "--no-pip", "x")
    place = store.path("x")
    os.unlink(place + "/bin/activate")
    os.chown(place, BOB, -1)
    done = tool("repair", "--all")
    assert (done.returncode, done.stdout) == (0, "")
    assert f"is owned by {BOB}" in done.stderr
    assert not os.path.exists(place + "/bin/activate")
    assert tool("repair", "x").returncode == 0
    assert os.path.exists(place + "/bin/activate")
