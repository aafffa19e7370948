"""Changes that several processes make at the same time."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from envarium.errors import (
    EnvariumError,
    EnvironmentReplaced,
    NoSuchEnvironment,
)
from envarium.store import change, names_lock
from envarium.store.environment import Environment
from publishing import build, put, staged
from trees import origin, plant


def contest(action, rivals=4):
    """Run `action` in several processes at once, and return how each ended: "" or the error's name."""
    starting, start = os.pipe()
    pipes = []
    for _ in range(rivals):
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.close(start)
            os.read(starting, 1)
            try:
                action()
                output = ""
            except BaseException as error:
                output = type(error).__name__
            os.write(writing, output.encode())
            os._exit(0)
        os.close(writing)
        pipes.append(reading)
    os.close(starting)
    os.close(start)
    output = []
    for pipe in pipes:
        with open(pipe, encoding="utf-8") as file:
            output.append(file.read())
        os.wait()
    return output


def test_one_name_has_one_winner(store):
    """Of several processes that publish one name at once, one succeeds; the others get an error, and it is complete."""
    for number in range(25):
        name = f"x{number}"
        output = contest(lambda name=name: put(store, name))
        assert sorted(output) == ["", *["EnvironmentExists"] * 3]
        assert sorted(os.listdir(store.path(name))) == ["bin", "origin", "pyvenv.cfg"]


def test_one_removal_has_one_winner(store):
    """Of several processes that remove one environment at the same time, one succeeds; it is in the trash once."""
    for number in range(25):
        name = f"x{number}"
        put(store, name)
        output = contest(lambda name=name: change.remove(store, name))
        assert sorted(output) == ["", *["NoSuchEnvironment"] * 3]
    assert len(change.trash(store)) == 25


def test_one_restoration_has_one_winner(store, home):
    """Of several processes that restore one environment at the same time, one succeeds, be it a tree or a link."""
    os.symlink(plant(f"{home}/outside"), store.path("link"))
    put(store, "tree")
    for name in ("link", "tree") * 12:
        removed = change.remove(store, name)
        output = contest(lambda removed=removed: change.restore(store, removed))
        assert output.count("") == 1
        assert store.holds(name)
        assert change.trash(store) == []


def test_many_processes_lose_nothing(store):
    """If several processes rebuild one environment, it exists, and every other tree is in the trash or was refused."""
    put(store, "x")

    def rebuild():
        for _ in range(10):
            try:
                change.replace(store, build(store), "x")
            except EnvariumError:
                pass

    assert contest(rebuild) == [""] * 4
    trees = [removed.path for removed in change.trash(store)]
    trees += [store.own(change.STAGING, name) for name in staged(store)]
    trees += [store.path(name) for name in store.names()]
    assert len({origin(tree) for tree in trees}) == len(trees) == 41
    assert all(sorted(os.listdir(tree)) == ["bin", "origin", "pyvenv.cfg"] for tree in trees)


def test_rebuilding_what_another_process_removed(store):
    """An environment that is removed while its replacement is built causes no error."""
    built = build(store)
    change.replace(store, built, "x")
    path = store.path("x")
    assert store.names() == ["x"]
    assert origin(path) == built


def test_replaced_between_the_check_and_the_removal(store, monkeypatch):
    """An environment that replaces the expected one just before the removal is put back, and nothing changes."""
    plant(store.path("x"))
    built = build(store)
    identity = Environment(store.path("x")).identity
    remove = change.remove

    def late(store, name):
        os.rename(store.path(name), store.path("old"))
        plant(store.path(name))
        return remove(store, name)

    monkeypatch.setattr(change, "remove", late)
    with pytest.raises(EnvironmentReplaced):
        change.replace(store, built, "x", identity)
    assert store.names() == ["old", "x"]
    assert Environment(store.path("old")).identity == identity
    assert change.trash(store) == []


@pytest.fixture
def quick_others(monkeypatch, home):
    """Let another process at once move away what is renamed; return the paths that it was renamed to."""
    rename, targets = os.rename, []

    def and_away(source, target):
        rename(source, target)
        rename(target, f"{home}/away{len(targets)}")
        targets.append(target)

    monkeypatch.setattr(os, "rename", and_away)
    return targets


def test_published_and_moved_away_at_once(store, quick_others):
    """Another process that moves a new environment away at once causes no error: it was created."""
    assert quick_others == [put(store, "x")]


def test_removed_and_moved_away_at_once(store, quick_others):
    """Another process that restores or deletes a removed environment at once causes no error: it was removed."""
    plant(store.path("x"))
    assert [change.remove(store, "x").path] == quick_others


def test_not_replaced_if_moved_away_at_once(store, quick_others):
    """If the removed environment is no longer in the trash, it cannot be checked, and it is not replaced."""
    plant(store.path("x"))
    with pytest.raises(EnvironmentReplaced):
        change.replace(store, build(store), "x", Environment(store.path("x")).identity)
    assert len(quick_others) == 1


def test_a_removed_environment_is_not_called_replaced(store):
    """The error for an environment that was removed does not say that it was replaced."""
    environment = Environment(put(store, "x"))
    identity = environment.identity
    change.remove(store, "x")
    with pytest.raises(NoSuchEnvironment):
        environment.expect(identity)


HOLD = (
    "import os, sys; os.lockf(os.open(sys.argv[1], os.O_RDWR | os.O_CREAT), os.F_LOCK, 0); print(); input()"
)
"""Code that holds the lock in the file that is its argument until it reads a line."""


@pytest.fixture
def holder(store):
    """Return another process that holds the lock on the names in `store`."""
    put(store, "x")
    command = [sys.executable, "-I", "-c", HOLD, store.own(names_lock.FILE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        yield child
        child.kill()


def test_a_removal_waits_for_the_lock(store, holder, monkeypatch):
    """A removal waits until another process has finished its change of several steps."""
    there = []

    def wait(_):
        there.extend(store.names())
        holder.communicate(b"\n")

    monkeypatch.setattr(names_lock.time, "sleep", wait)
    change.remove(store, "x")
    assert (there, store.names()) == (["x"], [])


def test_a_suspended_process_does_not_block_others_forever(store, holder, monkeypatch):
    """After a while a change is made without the lock."""
    monkeypatch.setattr(names_lock, "PATIENCE", 0.01)
    change.remove(store, "x")
    assert store.names() == []
    assert holder.poll() is None


@pytest.mark.parametrize("act", ["publish", "find"])
def test_removed_while_it_is_examined(act, store, monkeypatch):
    """An environment that another process removes while it is examined is not taken for something else."""
    put(store, "x")
    built = build(store)
    access = os.access

    def late(path, *arguments):
        monkeypatch.undo()
        os.rename(store.path("x"), store.root + "-away")
        return access(path, *arguments)

    monkeypatch.setattr(os, "access", late)
    if act == "publish":
        assert change.publish(store, built, "x") == store.path("x")
    else:
        with pytest.raises(NoSuchEnvironment):
            store.find("x")
