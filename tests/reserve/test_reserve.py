"""A tree in reserve, which the next environment takes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

import pytest

from envarium.creator import reserve
from reserved import HERE, configure, contents, site, trees, wait
from waiting import wait_until


def test_the_next_environment_takes_it(there, tool):
    """The tree that was built in the background is the very one that the next environment has."""
    tool.done("create", *HERE, "one")
    (tree,) = wait(there)
    number = os.stat(tree).st_ino
    tool.done("create", *HERE, "two")
    assert os.stat(site(there, "two")).st_ino == number
    assert os.stat(site(there, "one")).st_ino != number
    (again,) = wait(there)
    assert again == tree
    assert os.stat(again).st_ino != number


@pytest.mark.parametrize(
    ("umask", "strategy"), [(0o022, "copy"), (0o002, "pyvenv.cfg"), (0o077, "pyvenv.cfg")]
)
def test_the_same_files(umask, strategy, there, tool, home):
    """An environment with a tree from the reserve is the one that linking makes, whatever umask and strategy are."""
    words = (*HERE, "--strategy", strategy)
    old = os.umask(umask)
    try:
        configure(home, "reserve = false\n")
        tool.done("create", *words, "same")
        linked = contents(there.path("same"))
        shutil.rmtree(there.path("same"))
        configure(home, "reserve = true\n")
        tool.done("create", *words, "spare")
        (tree,) = wait(there)
        number = os.stat(tree).st_ino
        tool.done("create", *words, "same")
    finally:
        os.umask(old)
    assert os.stat(site(there, "same")).st_ino == number
    assert contents(there.path("same")) == linked
    assert len(linked) > 300


def test_pip_works(there, tool):
    """The pip of an environment that took a tree shows its own path, changes nothing elsewhere, and can be removed."""
    tool.done("create", *HERE, "one")
    wait(there)
    tool.done("create", *HERE, "two")
    (tree,) = wait(there)
    before = contents(site(there, "one")), contents(tree)
    pip = [there.path("two") + "/bin/pip", "--disable-pip-version-check"]
    output = subprocess.run([*pip, "--version"], capture_output=True, text=True, check=True).stdout
    assert f" from {site(there, 'two')}/pip " in output
    assert subprocess.run([*pip, "check"], capture_output=True, text=True, check=True).stdout
    subprocess.run([*pip, "uninstall", "--yes", "pip"], capture_output=True, check=True)
    assert not os.path.exists(site(there, "two") + "/pip")
    assert (contents(site(there, "one")), contents(tree)) == before


def test_without_pip_nothing_is_taken(there, tool):
    """An environment that has no pip is empty, and leaves the tree where it is."""
    tool.done("create", *HERE, "one")
    (tree,) = wait(there)
    number = os.stat(tree).st_ino
    tool.done("create", *HERE, "--no-pip", "bare")
    assert os.listdir(site(there, "bare")) == []
    assert [os.stat(path).st_ino for path in wait(there)] == [number]


TAKE = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from envarium.creator import layout
_, _, tree, target, start = sys.argv
time.sleep(max(0, float(start) - time.time()))
print(layout.take(tree, target))
"""


def test_one_of_many_takers_gets_it(tmp_path):
    """Of several processes that take it at the same time one gets it, complete; the others get none."""
    source = os.path.dirname(os.path.dirname(os.path.dirname(reserve.__file__)))
    for turn in range(5):
        tree = tmp_path / f"tree{turn}"
        tree.mkdir()
        (tree / "file").touch()
        targets = [tmp_path / f"target{turn}-{number}" for number in range(6)]
        start = str(time.time() + 0.4)
        running = []
        for target in targets:
            child = [sys.executable, "-I", "-S", "-c", TAKE, source, str(tree), str(target), start]
            running.append(subprocess.Popen(child, stdout=subprocess.PIPE, text=True))
        output = sorted(child.communicate()[0].strip() for child in running)
        assert output == ["False"] * 5 + ["True"]
        assert [os.listdir(target) for target in targets if target.exists()] == [["file"]]


def test_two_environments_at_once(there, tool):
    """Two that are made at once are both whole, one by the tree and one by linking."""
    tool.done("create", *HERE, "zero")
    (tree,) = wait(there)
    number = os.stat(tree).st_ino
    names = ("one", "two")
    running = [
        subprocess.Popen(tool.command("create", *HERE, name), env=tool.environment, stderr=subprocess.DEVNULL)
        for name in names
    ]
    assert [child.wait() for child in running] == [0, 0]
    assert [os.stat(site(there, name)).st_ino for name in names].count(number) == 1
    assert contents(site(there, "one")) == contents(site(there, "two"))
    wait(there)


def test_a_stale_tree_is_not_taken(there, tool, seeds):
    """If its image is built again, the tree is not used, and is deleted when the next one is built."""
    tool.done("create", *HERE, "one")
    (tree,) = wait(there)
    with open(tree + "/old", "w", encoding="utf-8") as file:
        file.write("of the old image")
    manifest = seeds[0].path + "/manifest"
    status = os.stat(manifest)
    os.utime(manifest, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    try:
        assert reserve.path(there, seeds) != tree
        tool.done("create", *HERE, "two")
        assert not os.path.exists(site(there, "two") + "/old")
        wait_until(lambda: not os.path.exists(tree))
        (new,) = wait(there)
        assert contents(new) == contents(site(there, "two"))
    finally:
        os.utime(manifest, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_the_setting_turns_it_off(there, tool, home):
    """With reserve = false nothing is built, and what is there is not taken."""
    tool.done("create", *HERE, "one")
    (tree,) = wait(there)
    number = os.stat(tree).st_ino
    configure(home, "reserve = false\n")
    tool.done("create", *HERE, "two")
    assert os.stat(tree).st_ino == number
    shutil.rmtree(tree)
    without_fork = "import os; os.fork = lambda: os.write(2, b'fork') and 1; "
    child = tool.command("create", *HERE, "three", before=without_fork)
    done = subprocess.run(child, env=tool.environment, check=True, capture_output=True, text=True)
    assert "fork" not in done.stderr
    assert trees(there) == []
    assert contents(site(there, "two")) == contents(site(there, "three"))
