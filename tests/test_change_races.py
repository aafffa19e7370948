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


def contest(deed, rivals=4):
    """Run `deed` in several processes at once, and return how each ended: "" or the error's name."""
    starting, start = os.pipe()
    pipes = []
    for _ in range(rivals):
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.close(start)
            os.read(starting, 1)
            try:
                deed()
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
    """Of several processes that publish one name at once, one wins; the rest are told, and what won is whole."""
    for number in range(25):
        name = f"x{number}"
        output = contest(lambda name=name: put(store, name))
        assert sorted(output) == ["", *["EnvironmentExists"] * 3]
        assert sorted(os.listdir(store.path(name))) == ["bin", "origin", "pyvenv.cfg"]


def test_one_removal_has_one_winner(store):
    """Of several processes that remove one environment at once, one does; it lies in the trash once."""
    for number in range(25):
        name = f"x{number}"
        put(store, name)
        output = contest(lambda name=name: change.remove(store, name))
        assert sorted(output) == ["", *["NoSuchEnvironment"] * 3]
    assert len(change.trash(store)) == 25


def test_one_restoration_has_one_winner(store, home):
    """Of several processes that restore one environment at once, one does, be it a tree or a link."""
    os.symlink(plant(f"{home}/outside"), store.path("link"))
    put(store, "tree")
    for name in ("link", "tree") * 12:
        removed = change.remove(store, name)
        output = contest(lambda removed=removed: change.restore(store, removed))
        assert output.count("") == 1
        assert store.holds(name)
        assert change.trash(store) == []


def test_many_processes_lose_nothing(store):
    """Rebuilding one name from several sides leaves it held, with every other tree in the trash or refused."""
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
    """An environment that goes while its successor is built is not missed."""
    built = build(store)
    change.replace(store, built, "x")
    path = store.path("x")
    assert store.names() == ["x"]
    assert origin(path) == built


def test_what_comes_between_looking_and_removing_is_kept(store, monkeypatch):
    """An environment that takes the place of the one looked at in that moment comes back, and nothing changes."""
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
    """Let another process move away what is renamed, in that moment; return the paths that it was renamed to."""
    rename, targets = os.rename, []

    def and_away(source, target):
        rename(source, target)
        rename(target, f"{home}/away{len(targets)}")
        targets.append(target)

    monkeypatch.setattr(os, "rename", and_away)
    return targets


def test_what_is_published_and_gone_at_once_is_published(store, quick_others):
    """A process that takes a new environment away in the moment it is there causes no error: it was created."""
    assert quick_others == [put(store, "x")]


def test_what_is_removed_and_gone_at_once_is_removed(store, quick_others):
    """Another process that restores or deletes what was just removed causes no error: it was removed."""
    plant(store.path("x"))
    assert [change.remove(store, "x").path] == quick_others


def test_what_is_gone_at_once_is_not_known(store, quick_others):
    """Whether the right one was removed cannot be told of one that is no longer in the trash: it is not replaced."""
    plant(store.path("x"))
    with pytest.raises(EnvironmentReplaced):
        change.replace(store, build(store), "x", Environment(store.path("x")).identity)
    assert len(quick_others) == 1


def test_what_is_gone_has_not_been_replaced(store):
    """Of an environment that others have removed nobody is told that another one has its name now."""
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
    """What one process removes stays until another one has finished its change of several steps."""
    there = []

    def wait(_):
        there.extend(store.names())
        holder.communicate(b"\n")

    monkeypatch.setattr(names_lock.time, "sleep", wait)
    change.remove(store, "x")
    assert (there, store.names()) == (["x"], [])


def test_a_suspended_process_holds_nobody_up_for_good(store, holder, monkeypatch):
    """After a while a change is made without the lock."""
    monkeypatch.setattr(names_lock, "PATIENCE", 0.01)
    change.remove(store, "x")
    assert store.names() == []
    assert holder.poll() is None


@pytest.mark.parametrize("act", ["publish", "find"])
def test_what_is_gone_at_once_takes_no_name(act, store, monkeypatch):
    """An environment that others remove while it is looked at is not taken for something else."""
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
