"""What was removed comes back as it was, under its own name or another, for as long as there is room."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys

import pytest

import bases
import mounts
import projects
from envarium.store import change, low_disk
from tool import SOURCE
from trees import plant

HERE = ("-p", sys.executable)


def run(store, name, *command):
    child = [f"{store.path(name)}/bin/{command[0]}", *command[1:]]
    return subprocess.run(child, capture_output=True, text=True, check=True).stdout


def test_it_is_what_it_was(warm, store):
    """Every file, link, permission and time of a restored environment is what it was, and it works."""
    warm.done("create", *HERE, "x")
    os.chmod(store.path("x") + "/bin", 0o700)
    times = {path: os.lstat(f"{store.path('x')}/{path}").st_mtime_ns for path in bases.tree(store.path("x"))}
    before = bases.tree(store.path("x"))
    warm.done("remove", "x")
    assert store.names() == []
    warm.done("restore", "x")
    assert bases.tree(store.path("x")) == before
    for path, time in times.items():
        assert os.lstat(f"{store.path('x')}/{path}").st_mtime_ns == time
    assert f"from {store.path('x')}/" in run(store, "x", "pip", "--version")


def test_a_name_that_is_taken(warm, store):
    """Where the name is taken nothing is overwritten, and the hint shows how to use another name."""
    warm.done("create", "--no-pip", *HERE, "x")
    warm.done("remove", "x")
    warm.done("create", "--no-pip", *HERE, "x")
    before = bases.tree(store.path("x"))
    done = warm("restore", "x")
    assert done.returncode == 1
    assert done.stderr.splitlines()[1].endswith("envarium restore x NEW")
    assert bases.tree(store.path("x")) == before
    assert [removed.name for removed in change.trash(store)] == ["x"]


@pytest.mark.parametrize("new", ["y", 'it\'s "new" $(x)'])
def test_another_name(new, warm, store, tmp_path):
    """Under another name it is whole: launchers, activators and packages work there, and the trash no longer has it."""
    warm.done("create", *HERE, "x")
    run(store, "x", "pip", "install", "-q", "--no-index", projects.write(tmp_path / "tiny", "tiny"))
    warm.done("remove", "x")
    warm.done("create", "--no-pip", *HERE, "x")
    before = bases.tree(store.path("x"))
    assert "restored x" in warm.done("restore", "x", new)
    place = store.path(new)
    assert f"from {place}/" in run(store, new, "pip", "--version")
    assert (
        run(store, new, "python", "-c", "import sys, tiny; print(tiny.there, sys.prefix)")
        == f"True {place}\n"
    )
    entered = ["sh", "-c", '. "$1/bin/activate"; command -v python', "-", place]
    assert subprocess.check_output(entered, text=True) == place + "/bin/python\n"
    assert bases.tree(store.path("x")) == before
    assert change.trash(store) == []
    assert [row for row in json.loads(warm("doctor", "--json", new).stdout) if row["level"] != "note"] == []


def test_another_name_that_cannot_be(warm, store):
    """A new name that is taken or none is refused before anything is moved."""
    for name in ("x", "y"):
        warm.done("create", "--no-pip", *HERE, name)
    warm.done("remove", "x")
    os.mkdir(store.path("folder"))
    for name in ("y", "folder", "../z", "a:b"):
        warm.refused("restore", "x", name)
        assert [removed.name for removed in change.trash(store)] == ["x"]
    assert store.names() == ["y"]


def test_a_link_under_another_name(warm, store, tmp_path):
    """Of a link to an environment elsewhere the link alone is removed and restored."""
    warm.done("create", "--no-pip", *HERE, "x")
    os.rename(store.path("x"), tmp_path / "elsewhere")
    os.symlink(tmp_path / "elsewhere", store.path("x"))
    warm.done("remove", "x")
    warm.done("restore", "x", "y")
    assert os.readlink(store.path("y")) == str(tmp_path / "elsewhere")
    assert change.trash(store) == []


CROWDED = """
import os, sys
sys.path.insert(0, sys.argv[1])
from envarium.store import low_disk
from envarium.store.lookup import Store
store, at = Store(sys.argv[2]), 1700000000000000000
for number in range(4):
    os.makedirs(store.own("trash", f"{at + number}-1-host", "x"))
    with open(store.own("trash", f"{at + number}-1-host", "x", "file"), "wb") as file:
        file.write(bytes(1 << 20))
def going():
    paths = low_disk.to_delete(store, low_disk.bins(store))
    return [int(os.path.basename(path).partition("-")[0]) - at for path in paths]
print(going())
filler = open(sys.argv[2] + "/filler", "wb")
for left in (14 << 17, 0):
    status = os.statvfs(sys.argv[2])
    filler.write(bytes(status.f_bavail * status.f_frsize - left))
    filler.flush()
    print(going())
"""


def on_a_small_disk(place, code):
    """Run Python `code` on a disk of 40 MB that is mounted at `place` for it alone."""
    mounting = 'mount -t tmpfs -o size=40m none "$1" && shift && exec "$@"'
    child = [*mounts.own(), "sh", "-c", mounting, "-", place, sys.executable, "-c", code, SOURCE, place]
    return subprocess.run(child, capture_output=True, text=True, check=False)


def test_a_disk_that_runs_low(tmp_path):
    """With less than a twentieth free the oldest go from the trash, as many as it takes, and never the latest."""
    done = on_a_small_disk(tmp_path, CROWDED)
    assert done.stdout.splitlines() == ["[]", "[0]", "[0, 1]"], done


FULL = """
import os, subprocess, sys
source, place = sys.argv[1:]
sys.path.insert(0, source)
from envarium.store import change
from envarium.store.lookup import Store
store = Store(place + "/store")
for name in ("old", "a", "b"):
    os.makedirs(store.path(name) + "/bin")
    open(store.path(name) + "/bin/python", "w").close()
    with open(store.path(name) + "/file", "wb") as file:
        file.write(bytes(1 << 20))
with open(place + "/filler", "wb") as filler:
    status = os.statvfs(place)
    filler.write(bytes(status.f_bavail * status.f_frsize - (1 << 17)))
call = "import sys; sys.path.insert(0, sys.argv.pop(1)); from envarium import door; door.main()"
for names in (("old",), ("a", "b")):
    done = subprocess.run(
        [sys.executable, "-c", call, source, "remove", *names], check=True, capture_output=True, text=True,
        env={**os.environ, "WORKON_HOME": store.root, "HOME": place},
    )
    assert "kept for 7 days" in done.stderr
    assert done.stderr.endswith("each with: envarium restore NAME\\n" if names[1:] else "envarium restore old\\n")
    print(sorted(one.name for one in change.trash(store)))
"""


def test_what_a_command_removes_it_keeps(tmp_path):
    """On a disk that is nearly full, what was in the trash before goes, and nothing that this command removed."""
    done = on_a_small_disk(tmp_path, FULL)
    assert done.stdout.splitlines() == ["['old']", "['a', 'b']"], done


def test_a_large_disk_runs_low_later(tmp_path):
    """However large the disk, a gibibyte free is enough; a place that is not there lacks nothing."""
    status = os.statvfs(tmp_path)
    if status.f_bavail * status.f_frsize > low_disk.ENOUGH:
        assert low_disk.missing(str(tmp_path)) == 0
    assert low_disk.missing(str(tmp_path / "nowhere")) == 0


@pytest.mark.parametrize("name", ["web-1.0", "it's; $(touch x)", "x y"])
def test_the_printed_command_can_be_typed(name, store, tool):
    """The command that brings an environment back is one for the shell, with its name in it."""
    plant(store.path(name))
    last = tool("remove", name).stderr.splitlines()[-1]
    assert shlex.split(last.partition(" with: ")[2]) == ["envarium", "restore", name]
