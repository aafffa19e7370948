"""The list of plugins, from which a shell learns whether Python has to be asked."""

from __future__ import annotations

import os
import time

import pytest

from envarium import installation, lanes
from envarium.hooks import listing, plugins
from envarium.hooks import run as hooks
from envarium.lanes import NeedsFullLane
from plugging import SAYS
from trees import plant


def test_none(own):
    """Where there is no plugin, the list says so after the first call; from then on typer is not even imported."""
    plant(f"{own.store}/x")
    assert own.asks("bash", "hook", "pre_activate", "x") == ("", "", True)
    assert own.listed() == f"{own.packages}\n\n\n"
    for _ in range(2):
        assert own.asks("bash", "hook", "pre_activate", "x") == ("", "", False)
    assert own.asks("", "rmvenv", "x")[2] is False
    assert os.listdir(os.path.dirname(listing.path(own.store))) != []
    assert [name for name in os.listdir(f"{own.store}/.envarium") if name.startswith("plugins.")] == []


def test_the_shell_sees_the_same(own, tool):
    """By `-nt`, each shell sees what Python sees: that the list is fresh, and when it is not."""
    os.utime(own.packages, (1.7e9, 1.7e9))
    own.asks("bash", "hook", "--source", "list")
    path = listing.path(own.store)
    ask = f'test "$WORKON_HOME/{listing.LISTING}" -nt "{own.packages}" && echo fresh || echo stale'
    seen = []
    for _ in range(2):
        seen.append([tool.start([shell, "-c", ask]).stdout for shell in ("bash", "zsh", "fish")])
        os.utime(own.packages)
    assert seen == [["fresh\n"] * 3, ["stale\n"] * 3]
    assert own.asks("bash", "hook", "--source", "list")[2] is True
    assert os.stat(path).st_mtime_ns - os.stat(own.packages).st_mtime_ns == listing.MARGIN


def test_the_list_is_newer_in_whole_seconds(own):
    """Where the last installation is some seconds ago, a shell that compares whole seconds sees a fresh list too."""
    changed = 1_700_000_000_500_000_000
    os.utime(own.packages, ns=(changed, changed))
    own.asks("bash", "hook", "--source", "list")
    seconds = os.stat(listing.path(own.store)).st_mtime_ns / listing.SECOND
    assert seconds == 1_700_000_001
    os.utime(own.packages)
    assert own.asks("bash", "hook", "--source", "list")[2] is True


def test_installing_is_noticed(own, install):
    """A plugin is called from the moment that pip has installed it until pip has taken it away."""
    assert own.asks("bash", "hook", "post_activate")[:2] == ("", "")
    install("late", {"virtualenvwrapper.post_activate": "late = plugin_late:says"}, SAYS)
    output = f"says [] {own.store} {own.store} {own.store}\n"
    for _ in range(2):
        assert own.asks("bash", "hook", "post_activate") == ("", output, True)
    assert own.listed() == f"{own.packages}\n post_activate \n\n"
    assert own.asks("bash", "hook", "pre_activate", "x") == ("", "", False), (
        "another event is none of its business"
    )
    own.pip("uninstall", "--yes", "plugin_late")
    assert own.asks("bash", "hook", "post_activate") == ("", "", True)
    assert own.asks("bash", "hook", "post_activate") == ("", "", False)


def test_listed_events(own, install):
    """Events are in the list once, whatever their group begins with, each between blanks."""
    groups = {
        "virtualenvwrapper.post_activate": "a = plugin_many:says",
        "envarium.post_activate": "b = plugin_many:says",
        "envarium.post_activate_source": "c = plugin_many:answers",
        "virtualenvwrapper.project.template": "d = plugin_many:says",
        "envarium.my.own": "e = plugin_many:says",
        "envarium.two words": "f = plugin_many:says",
        "envariumpost_activate": "g = plugin_many:says",
        "virtualenvwrapper": "h = plugin_many:says",
        "console_scripts": "plugin-many = plugin_many:says",
    }
    install("many", groups, SAYS)
    own("hook", "list")
    events = " my.own post_activate post_activate_source project.template "
    assert own.listed() == f"{own.packages}\n{events}\nd\n"
    assert set(listing.listed(own.store)) == set(events.split())


@pytest.mark.parametrize(
    "text", ["", "\n", "/nowhere\n\n", "/nowhere", "{packages}\n\n\n\n", "{packages}\n", "\0\n\udcff\n"]
)
def test_damaged_list(text, own):
    """A list that is truncated, about another place, or no list at all is written again."""
    own("hook", "list")
    path = listing.path(own.store)
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text.format(packages=own.packages))
    assert own.asks("bash", "hook", "list")[2] is True
    assert own.listed() == f"{own.packages}\n\n\n"
    assert own.asks("bash", "hook", "list")[2] is False


def test_another_envarium(own, tool):
    """What an envarium elsewhere has listed is not taken for this one's."""
    tool.done("hook", "list")
    assert listing.listed(own.store) == ()
    before = own.listed()
    assert own.asks("bash", "hook", "list")[2] is True
    assert own.listed() == f"{own.packages}\n\n\n" != before


def test_lanes(store, monkeypatch):
    """The fast lane leaves plugins to the full lane before anything is done; the full lane writes the list."""
    monkeypatch.setattr(lanes, "full", False)
    with pytest.raises(NeedsFullLane):
        hooks.ready(store.root, "pre_activate")
    monkeypatch.setattr(lanes, "full", True)
    hooks.ready(store.root, "pre_activate")
    monkeypatch.setattr(lanes, "full", False)
    hooks.ready(store.root, "pre_activate")
    time_ = os.stat(listing.path(store.root)).st_mtime_ns
    listing.write(store.root, installation.site_packages(), time_, ["pre_activate", "other"], [])
    hooks.ready(store.root, "another", "pre_rmvirtualenv")
    with pytest.raises(NeedsFullLane):
        hooks.ready(store.root, "another", "pre_activate")
    with pytest.raises(NeedsFullLane):
        hooks.refresh(store.root)


def test_store_that_cannot_be_written(open_directory, as_nobody, monkeypatch):
    """Where the list cannot be written, the full lane is not needed at every call; nor where there is no store."""
    monkeypatch.setattr(lanes, "full", False)
    assert as_nobody(lambda: hooks.ready(open_directory, "pre_activate")) == "None"
    monkeypatch.setattr(lanes, "full", True)
    assert as_nobody(lambda: hooks.ready(open_directory, "pre_activate")) == "None"
    assert as_nobody(lambda: plugins.refresh(open_directory)) == "None"
    assert os.listdir(open_directory) == []
    missing = f"{open_directory}/missing"
    hooks.ready(missing, "pre_activate")
    plugins.refresh(missing)
    assert not os.path.exists(missing)


def test_coarse_clock(store):
    """The list is newer than the directory that was searched, as a file system may round."""
    now = time.time_ns()
    listing.write(store.root, installation.site_packages(), now, [], [])
    assert os.stat(listing.path(store.root)).st_mtime_ns > now
