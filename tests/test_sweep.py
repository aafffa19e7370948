from __future__ import annotations

import os
import time

import pytest

from envarium.files import background
from envarium.store import change, low_disk, sweep
from envarium.store.lookup import Store
from trees import plant

HOST = background.machine()


@pytest.fixture
def dead():
    """The number of a process that has ended."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return child


def made(store, part, name):
    """Make the directory `name` among the staging or trash directories, and return its path."""
    path = store.own(part, name)
    os.makedirs(path)
    return path


def test_staging_of_the_dead_is_left_over(store, dead):
    """What a process that has ended was building is deleted, what a running one builds is not."""
    now = time.time_ns()
    abandoned = made(store, change.STAGING, f"{now}-{dead}-{HOST}")
    change.stage(store)
    made(store, change.STAGING, f"{now}-{dead}-elsewhere")
    made(
        store, change.STAGING, f"{now}-{dead}-{os.uname().nodename}.1"
    )  # in a sandbox with numbers of its own
    assert sweep.leftovers(store) == [abandoned]


def test_after_a_day_all_is_left_over(store):
    """A staging directory of another host is deleted after a day, one of this host after a month."""
    ages = {
        host: time.time_ns() - int((days * sweep.DAY + 60) * 1e9)
        for host, days in (("elsewhere", 1), (HOST, 30))
    }
    paths = [made(store, change.STAGING, f"{age}-{os.getpid()}-{host}") for host, age in ages.items()]
    made(store, change.STAGING, f"{ages['elsewhere']}-{os.getpid()}-{HOST}")
    assert sorted(sweep.leftovers(store)) == sorted(paths)


def test_empty_bins_of_the_dead_go(store, dead):
    """A bin that a killed command left empty goes; one that holds something, or whose process lives, stays."""
    now = time.time_ns()
    empty, living = (made(store, change.TRASH, f"{now}-{pid}-{HOST}") for pid in (dead, os.getpid()))
    full = plant(made(store, change.TRASH, f"{now}-{dead}0-{HOST}") + "/x")
    sweep.leftovers(store)
    assert not os.path.exists(empty)
    assert os.path.isdir(living)
    assert os.path.isdir(full)


@pytest.mark.parametrize(
    "name",
    ["x", "-", "1", "x-1-y", "1-x-y", "²-1-x", f"1-{'9' * 30}-{HOST}", f"{'9' * 200}-1-x", "1-²-x", "a b-c"],
)
def test_unknown_names(name, store):
    """A directory with an unknown name, whatever it is, is left alone."""
    for part in (change.STAGING, change.TRASH):
        os.makedirs(store.own(part, name), exist_ok=True)
    plant(store.own(change.TRASH, name, "y"))
    going = [
        *sweep.leftovers(store),
        *sweep.expired(store, 7),
        *sweep.expired(store, 0),
        *low_disk.bins(store),
    ]
    there = "y" in [removed.name for removed in change.trash(store)]
    assert there == change.is_ours(name)
    assert there or not going
    assert os.path.isdir(store.own(change.TRASH, name, "y"))


def test_nothing_is_moved_aside_on_a_full_disk(open_directory, as_nobody):
    """If no staging directory can be created, what is in the trash stays there, and no error is reported."""
    store = Store(open_directory + "/store")
    os.makedirs(store.own(change.TRASH, "1-1-x", "y"))
    assert as_nobody(lambda: sweep.move_to_staging(store, [store.own(change.TRASH, "1-1-x")])) == "[]"
    assert [one.name for one in change.trash(store)] == ["y"]


def removed_at(store, when):
    """Let a command whose clock says `when` have removed an environment; return its directory in the trash."""
    path = made(store, change.TRASH, f"{int(when * 1e9)}-1-{HOST}")
    plant(path + "/x")
    os.utime(path, (when, when))
    return path


def test_a_wrong_clock_empties_nothing(store, monkeypatch):
    """A clock that was behind at a removal, or is far ahead for a while, makes nothing go at once."""
    now = time.time()
    usual = removed_at(store, now - sweep.DAY)
    monkeypatch.setattr(time, "time", lambda: now + 400 * sweep.DAY)
    assert sweep.expired(store, 7) == []
    assert sweep.expired(store, 7) == []
    monkeypatch.setattr(time, "time", lambda: now + 60)
    behind = removed_at(store, now - 10 * sweep.DAY)
    assert sweep.expired(store, 7) == []
    assert sweep.expired(store, 0) == [behind, usual]
    monkeypatch.setattr(time, "time", lambda: now + sweep.DAY + 120)
    assert sweep.expired(store, 7) == [behind]


def test_what_is_old_goes_a_day_after_that_was_seen(store, monkeypatch):
    """With a clock that is right, what has been in the trash long enough goes."""
    now = time.time()
    old = removed_at(store, now - 8 * sweep.DAY)
    assert sweep.expired(store, 7) == []
    monkeypatch.setattr(time, "time", lambda: now + sweep.DAY - 10)
    assert sweep.expired(store, 7) == []
    monkeypatch.setattr(time, "time", lambda: now + sweep.DAY + 10)
    assert sweep.expired(store, 7) == [old]
