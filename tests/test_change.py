"""Environments are published, replaced, removed and restored."""

from __future__ import annotations

import os
import time

import pytest

from envarium.errors import (
    EnvironmentExists,
    NameTaken,
    SystemRefused,
)
from envarium.store import change
from envarium.store.lookup import Store
from envarium.store.names_lock import NamesLock
from evil import ACCEPTED
from publishing import build, put, staged
from trees import origin, plant, whole


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
    assert staged(store) == []


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
        """Anything that has the link's name meanwhile keeps it, and the link stays in the trash."""
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
    """The new environment has the name, the old one is in the trash."""
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
    """Only its owner can read envarium's own directory in the store, and removed environments in it."""
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


@pytest.mark.parametrize("host", ["", "a/b", "-"])
def test_unusual_names_of_the_machine(host, store, monkeypatch):
    """On a machine with no name, or an unusual one, a removed environment is in the trash, and can be restored."""
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(("Linux", host, "", "", "")))
    put(store, "x")
    change.remove(store, "x")
    (removed,) = change.trash(store)
    assert change.restore(store, removed) == store.path("x")
