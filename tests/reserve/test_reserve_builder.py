"""The process that builds a tree for the reserve."""

from __future__ import annotations

import glob
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from envarium.creator import image, reserve, reserve_builder
from envarium.store import sweep
from reserved import HERE, build, configure, ended, site, trees, wait
from waiting import PATIENCE, wait_until, wait_until_idle


def test_an_unused_tree_is_deleted(there, request_):
    """A tree that was not used for a month is deleted when the next one is built; other directories are left alone."""
    tree = request_.reserve
    old = time.time() - reserve_builder.UNUSED - 1
    for name, when in (("of another umask", old), ("nobody's", None)):
        assert ended(build(there, request_)) == 0
        aged = tree + "0" if when else there.own("reserve", name)
        os.rename(tree, aged)
        os.utime(aged, when and (when, when))
    assert ended(build(there, request_)) == 0
    assert sorted(wait(there, 2)) == sorted([tree, there.own("reserve", "nobody's")])


def test_a_killed_builder_leaves_what_is_cleared(there, request_, monkeypatch):
    """A builder that dies leaves a staging directory, never a part of a tree, and the next command clears it."""

    def die(_, directory):
        with open(directory + "/part", "x", encoding="utf-8"):
            os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(image, "link", die)
    assert ended(build(there, request_)) == -signal.SIGKILL
    assert trees(there) == []
    (left,) = sweep.leftovers(there)
    assert os.path.exists(left + "/tree/part")
    sweep.delete_in_background(sweep.leftovers(there))
    wait_until_idle(there)
    assert there.names() == []


def test_a_store_that_is_deleted_meanwhile(there, request_):
    """The builder does not create the store again."""
    shutil.rmtree(there.root)
    assert ended(build(there, request_)) == 0
    assert not os.path.exists(there.root)


def test_building_gives_up(there, request_, monkeypatch):
    """A builder that does not end is killed."""
    monkeypatch.setattr(reserve_builder, "TIME_LIMIT", 1)
    monkeypatch.setattr(image, "link", lambda *_: time.sleep(PATIENCE))
    before = signal.signal(signal.SIGALRM, signal.SIG_IGN)
    try:
        assert ended(build(there, request_)) == -signal.SIGALRM
    finally:
        signal.signal(signal.SIGALRM, before)
    assert trees(there) == []


def test_builders_at_once(there, request_):
    """Of several that build the same tree one publishes it, and nothing else stays."""
    tree = request_.reserve
    children = [build(there, request_) for _ in range(3)]
    assert [ended(child) for child in children] == [0, 0, 0]
    assert wait(there) == [tree]
    assert os.listdir(tree)


LOOK = """
import os, sys
sys.path.insert(0, sys.argv[1])
from envarium.files import background
from envarium.child import Child
PRIORITY = "/proc/self/autogroup"
def look():
    streams = [os.readlink(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")[:3]]
    with open(sys.argv[2] + ".new", "w") as file:
        print(os.nice(0), os.getsid(0) != int(sys.argv[3]), *streams, file=file)
        if os.path.exists(PRIORITY):
            print(open(PRIORITY).read(), Child(["cat", PRIORITY]).wait().noise, file=file)
    os.rename(sys.argv[2] + ".new", sys.argv[2])
background.run(look)
"""


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="what is open is read from /proc")
def test_the_builder_holds_nothing_of_the_caller(tmp_path):
    """It has a session of its own, a low priority for all that it starts, no terminal, and no stream of the caller."""
    source = os.path.dirname(os.path.dirname(os.path.dirname(reserve.__file__)))
    child = [sys.executable, "-c", LOOK, source, str(tmp_path / "output"), str(os.getsid(0))]
    done = subprocess.run(child, capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert (done.stdout, done.stderr) == ("", "")
    wait_until((tmp_path / "output").exists)
    first, *sessions = filter(str.strip, (tmp_path / "output").read_text().splitlines())
    assert first == "19 True /dev/null /dev/null /dev/null"
    assert [session.rpartition(" nice ")[2] for session in sessions] in ([], ["10", "10"])


def test_compiling_does_not_wait(there, tool, home, tmp_path):
    """On a busy machine the first environment is compiled too, and only the tree is left out."""
    configure(home, "")
    busy = "import os; os.getloadavg = lambda: (1e9, 0.0, 0.0); "
    os.unlink(there.own("seeds"))  # a link to those that the tests share
    child = tool.command("create", *HERE, "one", before=busy)
    subprocess.run(child, env=tool.environment, check=True, capture_output=True)
    wait_until(lambda: glob.glob(glob.escape(site(there, "one")) + "/pip/__pycache__/__main__.*"))
    wait_until_idle(there)
    assert trees(there) == []
