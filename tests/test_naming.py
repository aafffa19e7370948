"""Which names every command takes, and which it refuses."""

from __future__ import annotations

import json
import os
import re
import sys

import pytest

from envarium import vocabulary
from envarium.store import change
from evil import ACCEPTED, REFUSED
from trees import plant, whole

HERE = ("-p", sys.executable)


NAMING = {
    "adopt": ("adopt", "/nowhere"),
    "create": ("create", "--no-pip", *HERE),
    "activate": ("activate", "--shell", "bash"),
    "run": ("run",),
    "show": ("show",),
    "remove": ("remove",),
    "restore": ("restore",),
    "toggle-system-site": ("toggle-system-site",),
    "set-project": ("set-project",),
    "set": ("set",),
    "unset": ("unset",),
    "link": ("link",),
    "unlink": ("unlink",),
    "create-project": ("create-project", "--no-pip", *HERE),
    "start-project": ("start-project",),
    "keep": ("keep",),
    "install": ("install",),
    "export": ("export",),
    "sync": ("sync",),
    "wipe": ("wipe",),
    "doctor": ("doctor",),
    "repair": ("repair",),
    "snapshot": ("snapshot",),
    "snapshots": ("snapshots",),
    "rollback": ("rollback",),
    "usage": ("usage",),
    "packages": ("packages",),
    "outdated": ("outdated",),
    "audit": ("audit",),
    "upgrade": ("upgrade",),
    "pack": ("pack",),
    "unpack": ("unpack", __file__),
    "history": ("history",),
    "kernel": ("kernel",),
    "dedupe": ("dedupe",),
}


def test_every_command_that_takes_a_name_is_here():
    """The table above holds each command with a name among its arguments."""
    takes = {c.name for c in vocabulary.COMMANDS if any(a.name in ("name", "names") for a in c.arguments)}
    assert takes - set(NAMING) == set()


@pytest.mark.parametrize("verb", NAMING)
def test_refused_names(verb, tool, store, tmp_path):
    """No command takes a name that the store refuses: one line, a hint, no traceback, and the store as it was."""
    plant(store.path("kept"))
    plant(os.path.dirname(store.root) + "/x")  # what "../x" would be
    plant(store.path("gone"))
    change.remove(store, "gone")
    before = whole(tool.environment["HOME"])
    tail = {"run": ("--", "true"), "set": ("A=1",), "unset": ("A",)}.get(verb, ())
    may_be_none = verb in (
        "show", "activate", "restore", "set-project", "link", "unlink", "wipe", "toggle-system-site",
        "snapshot", "snapshots", "rollback", "history", "usage", "kernel",
        "packages", "outdated", "audit",
    )  # fmt: skip
    # and no argument can hold a NUL
    named = {label: name for label, name in REFUSED.items() if "\0" not in name and (name or not may_be_none)}
    calls = [(*NAMING[verb], *(("--",) if name[:1] == "-" else ()), name, *tail) for name in named.values()]
    for label, done in zip(named, tool.each(calls, tmp_path), strict=True):
        assert done.returncode in (1, 2), (label, done)
        assert done.stdout == "" or verb == "run", (label, done)
        assert done.stderr, label
        assert done.returncode == 2 or re.match(r"envarium: .*\nhint: .*\n\Z", done.stderr), (
            label,
            done.stderr,
        )
        assert whole(tool.environment["HOME"]) == before, label


@pytest.mark.parametrize("part", range(4))
def test_accepted_names(part, warm, store, tmp_path):
    """An environment of any name is made, listed, shown, run, removed and restored, and nothing else comes to be."""
    names = list(ACCEPTED.values())[part::4]
    calls = [call for name in names for call in life(name)]
    answers = warm.each(calls, tmp_path)
    for name in names:
        place = store.path(name)
        made, brief, listed, shown, ran = (next(answers) for _ in range(5))
        assert made.returncode == 0, made
        assert brief.stdout == name + "\n"
        (row,) = json.loads(listed.stdout)
        assert (row["name"], row["path"], row["broken"]) == (name, place, False)
        row = json.loads(shown.stdout)
        assert (row["name"], row["python"]) == (name, ".".join(map(str, sys.version_info[:3])))
        assert ran.stdout == ascii(place) + "\n", ran
        before = whole(place)
        assert next(answers).returncode == 0
        assert store.names() == []
        assert name in next(answers).stdout
        assert whole(place) == before
        assert sorted(os.listdir(store.root)) == sorted([".envarium", name])
        assert os.listdir(warm.environment["HOME"]) == [os.path.basename(store.root)]
        assert next(answers).returncode == 0
    assert list(answers) == []


def life(name):
    """Return the calls that an environment called `name` lives through."""
    return (
        ("create", "--no-pip", *HERE, name), ("list", "-b"), ("list", "--json"), ("show", "--json", name),
        ("run", name, "--", "python", "-c", "import sys; print(ascii(sys.prefix))"),
        ("remove", name), ("restore", name), ("remove", name),
    )  # fmt: skip


def test_unknown_names(tool, store):
    """A name that is not there is refused, with the nearest that are."""
    plant(store.path("myproj"))
    for verb in ("activate", "show", "remove"):
        done = tool(verb, "myporj")
        assert done.returncode == 1
        assert '"myproj"' in done.stderr.splitlines()[1]
