from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from envarium.errors import (
    EnvariumError,
    EnvironmentExists,
    EnvironmentReplaced,
    InvalidName,
    NameTaken,
    NoSuchEnvironment,
    SystemRefused,
    UnusableStore,
)
from envarium.store import change, names_lock
from envarium.store.environment import Environment
from envarium.store.lookup import Store
from envarium.store.names_lock import NamesLock
from evil import ACCEPTED, REFUSED
from trees import NOBODY, origin, plant, whole


def build(store):
    """Return a staged environment."""
    return plant(change.stage(store))


def put(store, name):
    """Publish an environment of that name, and return its path."""
    return change.publish(store, build(store), name)


def leftovers(store):
    """Return what stands in the staging directory."""
    return os.listdir(store.own(change.STAGING))


@pytest.mark.parametrize("label", ACCEPTED)
def test_build_remove_restore(label, store):
    """An environment of any name is published, removed and restored whole, and nothing of it stays behind."""
    name = ACCEPTED[label]
    path = put(store, name)
    before = whole(path)
    assert store.names() == [name]
    removed = change.remove(store, name)
    assert removed.name == name
    assert store.names() == []
    assert [found.name for found in change.trash(store)] == [name]
    assert change.restore(store, removed) == path
    assert whole(path) == before
    assert change.trash(store) == []
    assert os.listdir(store.own(change.TRASH)) == []
    assert leftovers(store) == []


@pytest.mark.parametrize("label", REFUSED)
def test_refused_names_change_nothing(label, store):
    """A name that is refused leaves the store, and all around it, as it was."""
    put(store, "kept")
    built = build(store)
    before = whole(os.path.dirname(store.root))
    name = REFUSED[label]
    for deed in (
        lambda: change.publish(store, built, name),
        lambda: change.remove(store, name),
        lambda: change.replace(store, built, name),
        lambda: change.restore(store, change.TrashEntry(name, built, 0)),
    ):
        with pytest.raises(InvalidName):
            deed()
    assert whole(os.path.dirname(store.root)) == before


def test_no_name_is_published_over(store):
    """An environment of that name stays what it is, and so does the one that was built."""
    first = put(store, "x")
    built = build(store)
    before = whole(store.root)
    with pytest.raises(EnvironmentExists):
        change.publish(store, built, "x")
    assert whole(store.root) == before
    assert origin(first) != origin(built)


@pytest.mark.parametrize("kind", ["file", "full directory", "broken link"])
def test_nothing_else_is_published_over(kind, store):
    """A file, a directory with something in it or a link keeps its place."""
    path = store.path("x")
    if kind == "file":
        with open(path, "w", encoding="utf-8") as file:
            file.write("precious")
    elif kind == "full directory":
        os.makedirs(path + "/precious")
    else:
        os.symlink("nowhere", path)
    built = build(store)
    with NamesLock(store):
        before = whole(store.root)
    with pytest.raises(NameTaken):
        change.publish(store, built, "x")
    with pytest.raises(NameTaken):
        change.remove(store, "x")
    with pytest.raises(NameTaken):
        change.replace(store, built, "x")
    assert whole(store.root) == before


class TestLinks:
    """An entry that is a symlink to an environment elsewhere."""

    def test_removal_takes_the_link_alone(self, store, home):
        """What the link leads to is untouched by removal, and the link comes back as it was."""
        outside = plant(f"{home}/outside")
        os.symlink(outside, store.path("x"))
        before = whole(outside)
        removed = change.remove(store, "x")
        assert whole(outside) == before
        change.restore(store, removed)
        assert os.readlink(store.path("x")) == outside
        assert os.listdir(store.own(change.TRASH)) == []

    @pytest.mark.parametrize("kind", ["link", "file", "environment", "broken link"])
    def test_restoring_a_link_overwrites_nothing(self, kind, store, home):
        """Whatever has taken the link's name meanwhile keeps it, and the link stays in the trash."""
        os.symlink(plant(f"{home}/outside"), store.path("x"))
        removed = change.remove(store, "x")
        if kind == "environment":
            put(store, "x")
        elif kind == "file":
            with open(store.path("x"), "w", encoding="utf-8") as file:
                file.write("precious")
        else:
            os.symlink(plant(f"{home}/other") if kind == "link" else "nowhere", store.path("x"))
        before = whole(store.root)
        with pytest.raises((EnvironmentExists, NameTaken)):
            change.restore(store, removed)
        assert whole(store.root) == before

    def test_replacing_a_link(self, store, home):
        """A rebuilt environment takes the link's place, and what it led to stays."""
        outside = plant(f"{home}/outside")
        os.symlink(outside, store.path("x"))
        built = build(store)
        change.replace(store, built, "x")
        path = store.path("x")
        assert not os.path.islink(path)
        assert origin(outside) == outside


def test_replace(store):
    """The new environment has the name, the old one lies in the trash."""
    old = origin(put(store, "x"))
    built = build(store)
    change.replace(store, built, "x")
    path = store.path("x")
    assert origin(path) != old
    (removed,) = change.trash(store)
    assert origin(removed.path) == old


def test_replace_puts_back(store):
    """If the new environment cannot be published, the old one is where it was and the trash is as before."""
    path = put(store, "x")
    before = whole(path)
    with pytest.raises(SystemRefused):
        change.replace(store, store.own(change.STAGING, "gone"), "x")
    assert whole(path) == before
    assert change.trash(store) == []
    assert os.listdir(store.own(change.TRASH)) == []


def test_nothing_to_remove(store):
    """Removing what is not there is an error that leaves no trace in the trash."""
    put(store, "web")
    with pytest.raises(NoSuchEnvironment) as error:
        change.remove(store, "wbe")
    assert error.value.nearest == ["web"]
    assert change.trash(store) == []


def test_trash_is_listed_latest_first(store):
    """Environments of one name can lie in the trash together, each with its time."""
    start = time.time()
    for _ in range(3):
        put(store, "x")
        change.remove(store, "x")
    times = [removed.when for removed in change.trash(store)]
    assert times == sorted(times, reverse=True)
    assert len(set(times)) == 3
    assert all(start - 1 <= when <= time.time() + 1 for when in times)


def test_unknown_files_in_the_trash(store):
    """An unknown file or directory in the trash is ignored, and the rest is listed."""
    put(store, "x")
    change.remove(store, "x")
    with open(store.own(change.TRASH, "a file"), "w", encoding="utf-8"):
        pass
    os.makedirs(store.own(change.TRASH, "no-time", "y"))
    assert [removed.name for removed in change.trash(store)] == ["x"]


def test_own_directory_is_private(store):
    """What is envarium's own in the store is for its owner's eyes; removed environments in it are too."""
    put(store, "x")
    removed = change.remove(store, "x")
    assert os.stat(store.own()).st_mode & 0o077 == 0
    assert os.stat(os.path.dirname(removed.path)).st_mode & 0o077 == 0


def test_missing_store_is_made(home, capsys):
    """The first environment makes the store."""
    store = Store(f"{home}/new/store")
    put(store, "x")
    assert store.names() == ["x"]
    assert capsys.readouterr().err.startswith("NOTE: ")


@pytest.mark.parametrize("kind", ["file", "broken link"])
def test_store_that_is_none(kind, home):
    """A store that is a file or leads nowhere is refused, and stays what it was."""
    root = f"{home}/store"
    if kind == "file":
        with open(root, "w", encoding="utf-8") as file:
            file.write("precious")
    else:
        os.symlink("nowhere", root)
    before = whole(home)
    with pytest.raises(UnusableStore):
        change.stage(Store(root))
    assert whole(home) == before


def test_read_only_store(open_directory, as_nobody):
    """In a store that may not be written, everything is refused with the reason, and stays."""
    root = open_directory + "/it's a store"
    os.mkdir(root)
    store = Store(root)
    plant(store.path("x"))
    before = whole(root)
    for deed in (lambda: change.stage(store), lambda: change.remove(store, "x")):
        output = as_nobody(deed)
        assert output.startswith("UnusableStore: ")
        assert "permission denied" in output
    assert whole(root) == before


def test_read_only_environment(open_directory, as_nobody):
    """An environment that the system will not let go of stays, and the error says so."""
    root = open_directory + "/store"
    store = Store(root)
    plant(store.path("x"))
    os.makedirs(store.own(change.TRASH))
    for path in (store.own(), store.own(change.TRASH)):
        os.chown(path, NOBODY, -1)
    before = whole(store.path("x"))
    assert as_nobody(lambda: change.remove(store, "x")).startswith("SystemRefused: ")
    assert whole(store.path("x")) == before
    assert os.listdir(store.own(change.TRASH)) == []


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
    trees += [store.own(change.STAGING, name) for name in leftovers(store)]
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


def test_a_trash_that_cannot_be_read(open_directory, without_powers):
    """A trash that the system does not let be read is no empty trash."""
    store = Store(open_directory + "/store")
    os.makedirs(store.own(change.TRASH, "1-1-x", "y"))
    os.chmod(store.own(), 0o755)
    assert without_powers(lambda: [one.name for one in change.trash(store)]) == "['y']"
    os.chmod(store.own(change.TRASH), 0)
    assert without_powers(lambda: change.trash(store)).startswith("UnusableStore: ")


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


@pytest.mark.parametrize("host", ["", "a/b", "-"])
def test_whatever_the_machine_is_called(host, store, monkeypatch):
    """What a machine with no name, or an unusual one, removes is in the trash, and can be restored."""
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(("Linux", host, "", "", "")))
    put(store, "x")
    change.remove(store, "x")
    (removed,) = change.trash(store)
    assert change.restore(store, removed) == store.path("x")


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
