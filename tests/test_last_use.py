"""Tests of the last use of an environment: every activator notes it, and nothing fails where it cannot be noted."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

import evil
import speakers
from activating import BASE, PREPARE, enter, place_at
from envarium.relocating import changes, sharing
from envarium.shells import moving
from envarium.store import uses
from trees import NOBODY

LONG_AGO = 1_000_000_000
ACTIVATING = [*speakers.SHELLS, "nu"]


def activate(shell, *places):
    """Return the script that activates each environment, and at last deactivates."""
    return PREPARE.get(shell, "") + "".join(enter(shell, place) for place in places) + "deactivate\n"


def used(place, when=LONG_AGO):
    """Let the last use of the environment at `place` be long ago, and return the file with its date."""
    file = os.path.join(place, uses.FILE)
    with open(file, "w", encoding="utf-8"):
        pass
    os.utime(file, (when, when))
    return file


def last_use(place):
    return os.stat(os.path.join(place, uses.FILE)).st_mtime


@pytest.mark.parametrize("shell", ACTIVATING)
def test_activators_note_the_use(shell, tmp_path):
    """Sourcing an activator sets the time of the last use, under strict options too, at a path of any name."""
    names = list(evil.ACCEPTED.values())[: 2 if shell == "nu" else None]
    places = [place_at(tmp_path, name) for name in names]
    for place in places:
        used(place)
    speakers.run(shell, activate(shell, *places), tmp_path, BASE)
    assert min(map(last_use, places)) > LONG_AGO
    assert {os.path.getsize(f"{place}/{uses.FILE}") for place in places} == {0}


@pytest.mark.parametrize("shell", ACTIVATING)
def test_activators_create_no_file(shell, tmp_path):
    """Where there is no such file, as in an environment that an older version has created, none is written."""
    place = place_at(tmp_path, "old")
    speakers.run(shell, activate(shell, place), tmp_path, BASE)
    assert not os.path.exists(f"{place}/{uses.FILE}")


@pytest.mark.parametrize("shell", ACTIVATING)
def test_activators_are_silent(shell, open_directory, without_powers, monkeypatch):
    """If the file cannot be written, activation prints nothing and succeeds."""
    place = place_at(Path(open_directory), "read only")
    os.chmod(used(place), 0o444)
    folder = Path(open_directory) / "scripts"
    folder.mkdir()
    if os.getuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    script = activate(shell, place)
    if shell == "nu":  # it may be installed in a directory that only root can read
        shutil.copy(shutil.which("nu", path=speakers.PATH), open_directory)
        monkeypatch.setattr(speakers, "PATH", open_directory)
    assert without_powers(lambda: speakers.run(shell, script, folder, BASE)) == "b''"
    assert last_use(place) == LONG_AGO


@pytest.mark.parametrize("shell", ["bash", "zsh", "dash", "fish"])
def test_movable_activators(shell, tmp_path):
    """The activators of an environment that may be moved note the use where they are."""
    place = place_at(tmp_path, "movable")
    for file, text in moving.activators("movable").items():
        with open(f"{place}/bin/{file}", "w", encoding="utf-8") as activator:
            activator.write(text)
    os.rename(place, place + " it's")
    used(place + " it's")
    speakers.run(shell, activate(shell, place + " it's"), tmp_path, {**BASE, "PATH": os.environ["PATH"]})
    assert last_use(place + " it's") > LONG_AGO


def test_python(tmp_path):
    """activate_this.py notes it too."""
    place = place_at(tmp_path, "from python")
    os.makedirs(f"{place}/lib/python{'.'.join(map(str, sys.version_info[:2]))}/site-packages")
    used(place)
    speakers.run(
        "python", f"import runpy; runpy.run_path({place + '/bin/activate_this.py'!r})\n", tmp_path, BASE
    )
    assert last_use(place) > LONG_AGO


def test_life(tool, store):
    """It begins with the creation; `run` notes it, `each` and looking do not; a rename keeps it, a copy begins anew."""
    tool("create", "--no-pip", "x")
    place = store.path("x")
    assert os.path.getsize(f"{place}/{uses.FILE}") == 0
    used(place)
    for words in (("each", "--", "true"), ("list",), ("show", "x"), ("doctor",)):
        tool(*words)
    assert last_use(place) == LONG_AGO
    assert tool("rename", "x", "y").returncode == 0
    assert last_use(store.path("y")) == LONG_AGO
    for method in (sharing.COPY, sharing.LINK):
        copy = changes.copy(store, store.find("y"), method, method)
        assert last_use(copy.path) > LONG_AGO
    assert last_use(store.path("y")) == LONG_AGO
    assert tool("run", "y", "--", "true").returncode == 0
    assert last_use(store.path("y")) > LONG_AGO


def test_other_tools(tmp_path, tool, store):
    """The last use of an environment of another tool is when its files were, until envarium runs something in it."""
    place = store.path("foreign")
    os.makedirs(f"{place}/bin")
    os.symlink("/bin/sh", f"{place}/bin/python")
    os.utime(f"{place}/bin", (LONG_AGO, LONG_AGO))
    with open(f"{place}/pyvenv.cfg", "w", encoding="utf-8"):
        pass
    os.utime(f"{place}/pyvenv.cfg", (LONG_AGO - 2, LONG_AGO - 1))
    os.utime(place, (LONG_AGO, LONG_AGO))
    assert json.loads(tool.done("list", "--long", "--json"))[0]["used"] == LONG_AGO
    tool.done("run", "foreign", "--", "true")
    assert json.loads(tool.done("list", "--long", "--json"))[0]["used"] > LONG_AGO
