"""Changes that are refused change nothing."""

from __future__ import annotations

import os

import pytest

from envarium.errors import (
    InvalidName,
    NoSuchEnvironment,
    UnusableStore,
)
from envarium.store import change
from envarium.store.lookup import Store
from evil import REFUSED
from publishing import build, put
from trees import NOBODY, plant, whole


@pytest.mark.parametrize("label", REFUSED)
def test_refused_names_change_nothing(label, store):
    """A name that is refused leaves the store, and all around it, as it was."""
    put(store, "kept")
    built = build(store)
    before = whole(os.path.dirname(store.root))
    name = REFUSED[label]
    for action in (
        lambda: change.publish(store, built, name),
        lambda: change.remove(store, name),
        lambda: change.replace(store, built, name),
        lambda: change.restore(store, change.TrashEntry(name, built, 0)),
    ):
        with pytest.raises(InvalidName):
            action()
    assert whole(os.path.dirname(store.root)) == before


def test_nothing_to_remove(store):
    """Removing an environment that does not exist is an error, and leaves nothing in the trash."""
    put(store, "web")
    with pytest.raises(NoSuchEnvironment) as error:
        change.remove(store, "wbe")
    assert error.value.nearest == ["web"]
    assert change.trash(store) == []


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
    for action in (lambda: change.stage(store), lambda: change.remove(store, "x")):
        output = as_nobody(action)
        assert output.startswith("UnusableStore: ")
        assert "permission denied" in output
    assert whole(root) == before


def test_read_only_environment(open_directory, as_nobody):
    """An environment that cannot be moved is unchanged, and the error says so."""
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


def test_a_trash_that_cannot_be_read(open_directory, without_powers):
    """A trash that cannot be read is an error, not an empty trash."""
    store = Store(open_directory + "/store")
    os.makedirs(store.own(change.TRASH, "1-1-x", "y"))
    os.chmod(store.own(), 0o755)
    assert without_powers(lambda: [one.name for one in change.trash(store)]) == "['y']"
    os.chmod(store.own(change.TRASH), 0)
    assert without_powers(lambda: change.trash(store)).startswith("UnusableStore: ")
