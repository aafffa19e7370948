from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envarium.errors import (
    EnvariumError,
    InvalidName,
    NameTaken,
    NoActiveEnvironment,
    NoSuchEnvironment,
    UnusableStore,
)
from envarium.store import lookup, names
from envarium.store.lookup import Store
from evil import ACCEPTED, REFUSED
from trees import plant


@pytest.mark.parametrize("label", ACCEPTED)
def test_every_name_is_found(label, store):
    """An environment of any accepted name is held, found and listed."""
    name = ACCEPTED[label]
    place = plant(store.path(name))
    assert store.holds(name)
    assert store.find(name).path == place
    assert store.names() == [name]


def test_names_are_sorted(store):
    """All environments are listed, in one order."""
    for name in ACCEPTED.values():
        plant(store.path(name))
    assert store.names() == sorted(ACCEPTED.values())


@pytest.mark.parametrize("label", REFUSED)
@pytest.mark.parametrize("ask", [Store.path, Store.holds, Store.find])
def test_no_other_door(label, ask, store):
    """No way from a name to a path goes round the check."""
    with pytest.raises(InvalidName):
        ask(store, REFUSED[label])


def test_what_is_an_environment(store):
    """A `bin/python`, dangling or not, or a pyvenv.cfg makes an environment; links to one count; nothing else does."""
    os.makedirs(store.path("dangling") + "/bin")
    os.symlink("/nowhere/python", store.path("dangling") + "/bin/python")
    os.makedirs(store.path("config"))
    with open(store.path("config") + "/pyvenv.cfg", "w", encoding="utf-8"):
        pass
    outside = plant(store.root + "-elsewhere/real")
    os.symlink(outside, store.path("link"))
    os.makedirs(store.path("empty"))
    os.makedirs(store.path("bin-only") + "/bin")
    os.symlink("/nowhere", store.path("broken link"))
    plant(store.root + "/.hidden")
    plant(store.root + "/postactivate")
    plant(os.fsdecode(os.fsencode(store.root) + b"/latin-\xff"))
    with open(store.path("file"), "w", encoding="utf-8"):
        pass
    assert store.names() == ["config", "dangling", "link"]


@pytest.mark.parametrize("kind", ["directory", "file", "broken link"])
def test_taken(kind, store):
    """A name that something else has is distinguished from one that is free."""
    path = store.path("it")
    {
        "directory": os.mkdir,
        "file": lambda at: open(at, "x").close(),
        "broken link": lambda at: os.symlink("no", at),
    }[kind](path)
    with pytest.raises(NameTaken) as error:
        store.find("it")
    assert error.value.path == path
    assert ('a link to "no"' in error.value.sentence) == (kind == "broken link")
    assert not store.holds("it")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("wbe", "web"), ("WEB", "web"), ("we", "web"), ("frontend", "web-frontend"), ("data-3.11", "data-3.12")],
)
def test_nearest(typed, meant, store):
    """What was probably meant comes with the error."""
    for name in ("web", "web-frontend", "data-3.12", "utterly-different"):
        plant(store.path(name))
    with pytest.raises(NoSuchEnvironment) as error:
        store.find(typed)
    assert error.value.name == typed
    assert meant in error.value.nearest
    assert "utterly-different" not in error.value.nearest


def test_nothing_is_near(store):
    """A name unlike all others brings no suggestion, however short it is."""
    for name in ("xy", "web"):
        plant(store.path(name))
    assert store.nearest("ab") == []
    assert store.nearest("entirely-else") == []


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance(one, other):
    """The distance is that of Levenshtein, but for a part of the other name, which is one step away."""

    def edits(a, b):
        if not a or not b:
            return len(a) + len(b)
        return min(edits(a[1:], b) + 1, edits(a, b[1:]) + 1, edits(a[1:], b[1:]) + (a[0] != b[0]))

    assert names.distance(one, other) == (1 if one in other else edits(one, other))


@pytest.mark.parametrize(
    ("value", "root"),
    [
        (None, "{home}/.virtualenvs"),
        ("", "{home}/.virtualenvs"),
        ("/a/b", "/a/b"),
        ("/a/b//", "/a/b"),
        ("envs", "{home}/envs"),
        ("~", "{home}"),
        ("~/my envs", "{home}/my envs"),
        ("$HOME/x", "{home}/x"),
        ("${HOME}/x", "{home}/x"),
        ('/it\'s "here"', '/it\'s "here"'),
        ("/$(touch evil)/`x`;*", "/$(touch evil)/`x`;*"),
        ("/$NO_SUCH_VARIABLE/x", "/$NO_SUCH_VARIABLE/x"),
    ],
)
def test_root(value, root, home, monkeypatch):
    """WORKON_HOME is expanded and read at every call; a relative one is under the home directory."""
    if value is not None:
        monkeypatch.setenv("WORKON_HOME", value)
    assert lookup.current().root == root.format(home=home)


@pytest.mark.parametrize("value", ["/a\nb", "/a\tb", "/a\x1bb", "/a\x7fb"])
def test_unusable_root(value, home, monkeypatch):
    """A store whose path no PATH or script could carry is refused."""
    monkeypatch.setenv("WORKON_HOME", value)
    with pytest.raises(UnusableStore) as error:
        lookup.current()
    assert error.value.sentence.isprintable()


def test_config_file(home, monkeypatch):
    """Without WORKON_HOME the config file says where the store is; with it, the file is not even read."""
    (home / ".config/envarium").mkdir(parents=True)
    (home / ".config/envarium/config.toml").write_text("store = '~/kept'\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    assert lookup.current().root == f"{home}/kept"
    (home / ".config/envarium/config.toml").write_text("nonsense = 1\nstore = '~/kept'\n")
    assert lookup.current().root == f"{home}/kept"
    monkeypatch.setenv("WORKON_HOME", "/value")
    assert lookup.current().root == "/value"


def test_absent_store(home, capsys):
    """A store that is not there holds nothing, and is made with virtualenvwrapper's note on standard error."""
    store = Store(f"{home}/not/yet")
    assert store.names() == []
    assert not store.holds("x")
    with pytest.raises(UnusableStore, match="it does not exist"):
        store.find("x")
    store.prepare()
    store.prepare()
    output = capsys.readouterr()
    assert output.err == f"NOTE: Virtual environments directory {home}/not/yet does not exist. Creating...\n"
    assert output.out == ""
    assert os.path.isdir(store.root)


@pytest.mark.parametrize("kind", ["file", "link to a file", "broken link"])
def test_store_that_is_none(kind, home, capsys):
    """A store that is a file or a dangling link is refused and unchanged, and no message says that it was created."""
    root = f"{home}/store"
    if kind != "broken link":
        (home / "file").write_text("precious")
    os.symlink("nowhere" if kind == "broken link" else "file", root)
    if kind == "file":
        os.replace(home / "file", root)
    with pytest.raises(UnusableStore) as error:
        Store(root).prepare()
    assert error.value.root == root
    assert capsys.readouterr().err == ""
    if kind != "broken link":
        with open(root, encoding="utf-8") as file:
            assert file.read() == "precious"
        with pytest.raises(UnusableStore):
            Store(root).names()


def test_linked_store(store, home):
    """A store may be a symlink to a directory."""
    plant(store.path("x"))
    os.symlink(store.root, home / "link")
    linked = Store(f"{home}/link")
    linked.prepare()
    assert linked.names() == ["x"]


def test_unmakeable_store(open_directory, as_nobody):
    """A store that may not be made is an error with the reason."""
    output = as_nobody(Store(open_directory + "/store").prepare)
    assert output.startswith("UnusableStore: ")
    assert "permission denied" in output


@pytest.mark.parametrize("mode", [0o300, 0o644])
def test_unreadable_store(mode, open_directory, without_powers):
    """A store that may not be listed, or whose environments cannot be reached, is an error, not an empty store."""
    root = open_directory + "/store"
    os.makedirs(root + "/x/bin")
    os.chmod(root, mode)
    assert without_powers(Store(root).names).startswith("UnusableStore: ")


def enter(monkeypatch, place):
    """Let the environment at `place` be active."""
    monkeypatch.setenv("VIRTUAL_ENV", place)
    monkeypatch.setenv("PATH", f"{place.rstrip('/')}/bin:/usr/bin:/bin")


class TestActive:
    """Which environment of the store is active."""

    def test_none(self, store):
        """With no VIRTUAL_ENV, none is."""
        plant(store.path("x"))
        assert lookup.active(store) == ""

    @pytest.mark.parametrize("ending", ["", "/"])
    def test_one_of_ours(self, ending, store, monkeypatch):
        """An environment of the store is identified by its name."""
        place = plant(store.path("x"))
        enter(monkeypatch, place + ending)
        assert lookup.active(store) == "x"

    def test_not_on_path(self, store, monkeypatch):
        """VIRTUAL_ENV without its programs on PATH is what a login shell has left: none is active."""
        place = plant(store.path("x"))
        enter(monkeypatch, place)
        monkeypatch.setenv("PATH", "/usr/bin:/bin")
        assert lookup.active(store) == ""
        with pytest.raises(NoActiveEnvironment):
            lookup.named_or_active("")

    def test_elsewhere(self, store, home, monkeypatch):
        """An environment elsewhere is not the store's, not even by the same name."""
        plant(store.path("x"))
        enter(monkeypatch, plant(f"{home}/project/x"))
        assert lookup.active(store) == ""

    def test_by_another_path(self, store, home, monkeypatch):
        """An environment of the store entered by another path to it is recognised, and so is one that is linked in."""
        plant(store.path("x"))
        os.symlink(store.root, home / "link")
        enter(monkeypatch, f"{home}/link/x")
        assert lookup.active(store) == "x"
        outside = plant(f"{home}/outside")
        os.symlink(outside, store.path("y"))
        enter(monkeypatch, outside)
        assert lookup.active(store) == "y"

    def test_a_directory_that_does_not_exist(self, store, home, monkeypatch):
        """A VIRTUAL_ENV that does not exist is no environment of the store."""
        plant(store.path("x"))
        enter(monkeypatch, f"{home}/gone")
        assert lookup.active(store) == ""

    def test_our_own_directory(self, store, monkeypatch):
        """What is hidden in the store is never the active environment."""
        enter(monkeypatch, store.own())
        assert lookup.active(store) == ""


@pytest.mark.parametrize(
    ("variable", "more", "own", "shared"),
    [
        ("a", "", "a", []),
        ("a:b", "", "a", ["b"]),
        ("a::b:a:", "b:c", "a", ["b", "c"]),
        ("a", "b:a", "a", ["b"]),
        (":", "b", ".virtualenvs", ["b"]),
    ],
)
def test_several_stores(variable, more, own, shared, home, monkeypatch):
    """The first is the user's own; empty parts and repetitions do not count."""
    monkeypatch.setenv("WORKON_HOME", variable)
    monkeypatch.setenv("ENVARIUM_SHARED_STORES", more)
    store = lookup.current()
    assert store.root == f"{home}/{own}"
    assert [one.root for one in store.shared] == [f"{home}/{name}" for name in shared]


def test_a_read_only_store_in_front(open_directory, as_nobody, monkeypatch):
    """The first store that can be written to is the user's own; another user's is listed and reached, not changed."""
    team, mine = Store(f"{open_directory}/team"), Store(f"{open_directory}/mine")
    for name in ("both", "tools"):
        plant(team.path(name))
    plant(mine.path("both"))
    os.chmod(mine.root, 0o777)
    monkeypatch.setenv("WORKON_HOME", f"{team.root}:{mine.root}")

    def look():
        store = lookup.current()
        try:
            store.find("tools")
        except EnvariumError as error:
            return (
                store.root,
                [one.path for one in store.everything()],
                store.reach("tools").path,
                error.sentence,
            )
        return "found"

    listed = [mine.path("both"), team.path("tools")]
    sentence = f'"tools" is in the shared store "{team.root}", which is only read'
    assert as_nobody(look) == str((mine.root, listed, team.path("tools"), sentence))
