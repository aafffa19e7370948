"""What waited for a lock, or worked for a while, looks again before it changes anything."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import shlex
import subprocess

import pytest

import bases
import projects
import pythons
from envarium import errors
from envarium.store import change
from waiting import PATIENCE

needs_bases = pytest.mark.skipif(not pythons.movable(), reason="no interpreter is in a prefix of its own")


@contextlib.contextmanager
def held(store):
    """Hold the lock of repair, in this process."""
    store.prepare()
    with open(store.own("repair.lock"), "w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def start(tool, *words, **variables):
    return subprocess.Popen(
        tool.command(*words), env={**tool.environment, **variables}, cwd=tool.environment["HOME"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def until_it_waits(child):
    """Return the first line that `child` says on standard error; it goes on running."""
    assert select.select([child.stderr], [], [], PATIENCE)[0]
    return child.stderr.readline()


def ended(child):
    """Return the exit code of `child`, and what it says."""
    out, err = child.communicate(timeout=PATIENCE)
    assert "Traceback" not in err, err
    return child.returncode, out, err


def other(ground):
    return bases.other(ground.version[:2])


def numbers(ground, name):
    """Return the version of the Python of the environment `name`, which starts."""
    return ground.says(name, "import sys; print(sys.version_info[:2])")


@needs_bases
def test_one_that_is_rebuilt_while_repair_waits(ground):
    """A healthy environment that has taken a broken one's place meanwhile is left alone."""
    ground.make("x", "--no-pip")
    ground.move_base(f"{ground.minor}.99")
    with held(ground.store):
        repair = start(ground.tool, "repair", "x")
        assert until_it_waits(repair).startswith("waiting for ")
        ground.tool.done("create", "--clear", "-p", other(ground), "x")
        before = numbers(ground, "x")
    code, out, err = ended(repair)
    assert (code, out) == (0, ""), err
    assert "nothing to repair" in err
    assert numbers(ground, "x") == before == str(pythons.version(other(ground))[:2])
    ground.pip("x", "check")


@needs_bases
def test_one_that_is_renamed_while_repair_waits(ground):
    """What has no environment any more gets none."""
    ground.make("two")
    with held(ground.store):
        repair = start(ground.tool, "repair", "--python", other(ground), "two")
        until_it_waits(repair)
        ground.tool.done("rename", "two", "renamed")
    code, _, err = ended(repair)
    assert code == 1
    assert 'no environment is called "two"' in err
    assert ground.store.names() == ["renamed"]


GATE = """
if not os.path.exists({gate!r} + ".passed"):
    open({gate!r} + ".passed", "w").close()
    open({gate!r}, "w").close()
    open({gate!r}).close()
"""
"""Lets a build report once that it has begun, and wait until it may continue."""


@needs_bases
def test_one_that_changes_while_others_are_rebuilt(ground):
    """Of several names, each is looked at again when its turn comes, and when it is about to be replaced."""
    slow = projects.write(ground.folder / "slow", "slow")
    for name in ("one", "two", "three"):
        ground.make(name)
    ground.pip("one", "install", slow)
    os.mkfifo(ground.folder / "gate")
    with open(slow + "/backend.py", "a", encoding="utf-8") as file:
        file.write(GATE.format(gate=str(ground.folder / "gate")))
    repair = start(ground.tool, "repair", "--python", other(ground), "one", "two", "three")
    with open(ground.folder / "gate", encoding="utf-8"):  # one is being rebuilt
        ground.tool.done("rename", "two", "renamed")
        ground.tool.done("create", "--no-pip", "--clear", "-p", str(ground.base / "bin/python3"), "three")
        ground.tool.done("rename", "one", "first")
        ground.tool.done("create", "--no-pip", "-p", str(ground.base / "bin/python3"), "one")
        kept = {name: os.stat(ground.store.path(name)).st_ino for name in ground.store.names()}
    with open(ground.folder / "gate", "w", encoding="utf-8"):
        pass
    code, out, err = ended(repair)
    assert (code, out) == (1, ""), (out, err)
    assert "0 of 3 environments repaired" in err
    assert {name: os.stat(ground.store.path(name)).st_ino for name in ground.store.names()} == kept
    assert sorted(kept) == ["first", "one", "renamed", "three"]
    assert {numbers(ground, name) for name in kept} == {str(ground.version[:2])}


def test_one_that_is_replaced_while_wipe_lists(store, tool):
    """What was listed of one environment is not taken out of another that has taken its place."""
    for name in ("x", "healthy"):
        os.makedirs(store.path(name) + "/bin")
    script(store.path("healthy"), f'echo "$@" >> {shlex.quote(store.root)}/asked')
    swap = f"cd {shlex.quote(store.root)} && mv x old && mv healthy x"
    script(store.path("x"), f'{swap}; echo \'[{{"name": "tiny"}}]\' >&3')
    output = tool.refused("wipe", "x")
    assert output == 'another environment has replaced "x" in the meantime'
    assert not os.path.exists(store.root + "/asked")


def script(place, text):
    with open(place + "/bin/python", "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\n" + text + "\n")
    os.chmod(place + "/bin/python", 0o755)


def test_an_environment_is_replaced_only_if_it_is_the_one(store):
    """Replacing an environment changes no other one that has its name by then, and creates none that was removed."""
    for name in ("x", "y"):
        os.makedirs(store.path(name) + "/bin")
        script(store.path(name), ":")
    identity = store.find("x").identity
    os.rename(store.path("x"), store.root + "/away")
    for there in ("nothing", "another"):
        built = change.stage(store)
        try:
            change.replace(store, built, "x", identity)
        except errors.EnvariumError as error:
            output = type(error).__name__
        assert output == {"nothing": "NoSuchEnvironment", "another": "EnvironmentReplaced"}[there]
        assert os.path.isdir(built)
        if there == "nothing":
            assert not os.path.lexists(store.path("x"))
            os.rename(store.path("y"), store.path("x"))
    assert store.names() == ["away", "x"]
    assert change.trash(store) == []


def test_the_holder_of_a_lock_is_named(store, tool):
    """The message about waiting names the process that holds the lock, and since when."""
    with held_by_envarium(store) as number:
        repair = start(tool, "repair", "--all")
        line = until_it_waits(repair)
    assert f"process {number} on {os.uname().nodename} since 20" in line
    assert ended(repair)[0] == 0


@contextlib.contextmanager
def held_by_envarium(store):
    """Hold the lock of repair in a child, as repair does; yield its number."""
    store.prepare()
    ready, done = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        from envarium.store import locking

        with locking.lock(store.own("repair.lock")):
            os.write(ready[1], b"x")
            os.close(done[1])
            os.read(done[0], 1)
        os._exit(0)
    os.read(ready[0], 1)
    yield child
    os.close(done[1])
    os.waitpid(child, 0)


def test_waiting_for_a_lock_ends(store, tool):
    """After the time that the config file sets, the command fails, and prints a hint."""
    config = os.path.join(tool.environment["HOME"], ".config", "envarium")
    os.makedirs(config)
    with open(config + "/config.toml", "w", encoding="utf-8") as file:
        file.write("lock_wait = 0\n")
    with held(store):
        assert "is locked by another process" in tool.refused("repair", "--all")
    assert tool("repair", "--all").returncode == 0


def test_a_call_may_wait_for_another_time(store, tool):
    """An option of repair decides for that call, whatever the config file says; it is a number of seconds."""
    with held(store):
        assert "gave up after 0 seconds" in tool.refused("repair", "--all", "--wait", "0")
    assert tool("repair", "--all", "--wait", "0").returncode == 0
    for text in ("soon", "-1", "1.5", "9" * 20):
        assert "--wait takes" in tool.refused("repair", "--all", f"--wait={text}", code=2)


def test_a_lock_of_one_that_was_killed_is_free(store, tool):
    """What a killed process has written into the lock's file does not block the next command."""
    store.prepare()
    with open(store.own("repair.lock"), "w", encoding="utf-8") as file:
        file.write("process 1 on nowhere since 2020-01-01 00:00:00")
    assert tool("repair", "--all").returncode == 0


def test_a_lock_is_no_link(store, tool, tmp_path):
    """A link in the place of a lock's file is not followed."""
    store.prepare()
    (tmp_path / "precious").write_text("precious")
    os.symlink(tmp_path / "precious", store.own("repair.lock"))
    assert "cannot take the lock" in tool.refused("repair", "--all")
    assert (tmp_path / "precious").read_text() == "precious"
