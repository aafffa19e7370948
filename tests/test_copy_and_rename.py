"""Copying, renaming and mending real environments: what names the old path afterwards, and what still works."""

from __future__ import annotations

import os
import shutil
import stat
import sys

import pytest

from envarium.relocating import changes
from envarium.store import change
from envarium.store.environment import Environment
from envarium.store.lookup import Store
from furnished import (
    calls,
    furnish,
    images,
    naming,
    output_of,
    unlike,
    works,
    write,
)
from tool import lend, open_text


@pytest.fixture(scope="module", params=["plain", 'the "store" of $(me)\'s & é'])
def store(request, tmp_path_factory, shared):
    """A store with a furnished environment, at a plain path, and at one that is not."""
    root = tmp_path_factory.mktemp("stores") / request.param
    root.mkdir()
    lend(str(root), shared / "warm")
    tool = calls(str(root))
    tool.done("create", "old", "-p", sys.executable)
    place = furnish(f"{root}/old")
    assert len(naming(place, place)) > 15
    return Store(str(root))


@pytest.fixture
def new(store):
    """A name for another environment: where the store's path is plain, the name is not."""
    return "a new 'one' for $5" if store.root.endswith("plain") else "new"


@pytest.fixture
def tool(store):
    return calls(store.root)


def test_copy(store, tool, new):
    """A copy is whole at its place and names the old one nowhere; what it was made from is untouched."""
    before = images(store.path("old"))
    done = tool("copy", "old", new)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    place = store.path(new)
    assert images(store.path("old")) == before
    assert [path for path in unlike(before, images(place)) if "__pycache__" not in path] == [".used"]
    assert naming(place, store.path("old")) == ["data.bin", "near.txt"]
    assert Environment(place).project == "/the/project"
    assert os.listdir(store.own(change.STAGING)) == []
    works(place)
    shutil.rmtree(place)


def test_rename_there_and_back(store, tool, new):
    """A renamed environment is whole under its new name, all that is its own kept; and after the way back as it was."""
    before = images(store.path("old"))
    tool.done("rename", "old", new)
    place = store.path(new)
    assert store.names() == [new]
    assert naming(place, store.path("old")) == ["data.bin", "near.txt"]
    assert [path for path in unlike(before, images(place)) if "__pycache__" not in path] == []
    assert change.trash(store) == []
    works(place)
    tool.done("rename", new, "old")
    texts = {path: kept[1] for path, kept in before.items() if not path.endswith((".pyc", "RECORD"))}
    now = images(store.path("old"))
    changed = [path for path, content in texts.items() if now[path][1] != content]
    assert all(path.startswith("bin/") for path in changed)  # a trampoline stays one
    assert eval(output_of(store.path("old") + "/bin/thing"))[1] == store.path("old")


def test_link(store, tool):
    """With --link, a file that needs no rewriting is the very same; one that does is not, nor is its source touched."""
    before = images(store.path("old"))
    tool.done("copy", "--link", "old", "linked")
    for path in ("near.txt", "src/thing/thing/__init__.py"):
        assert os.path.samefile(f"{store.path('old')}/{path}", f"{store.path('linked')}/{path}")
    assert not os.path.samefile(store.path("old") + "/bin/thing", store.path("linked") + "/bin/thing")
    assert images(store.path("old")) == before
    assert eval(output_of(store.path("linked") + "/bin/thing"))[1] == store.path("linked")
    shutil.rmtree(store.path("linked"))


def test_without_link_nothing_but_the_seeds_is_shared(store, tool):
    """A copy shares no file with its source but those of the seed images, which are read-only."""
    tool.done("copy", "old", "apart")
    for folder, _, files in os.walk(store.path("apart")):
        for name in files:
            path = f"{folder}/{name}"
            other = store.path("old") + path[len(store.path("apart")) :]
            if not os.path.islink(path) and os.path.exists(other) and os.path.samefile(path, other):
                assert stat.S_IMODE(os.stat(path).st_mode) == 0o444, path
    shutil.rmtree(store.path("apart"))


def test_copy_from_elsewhere(store, tool, tmp_path):
    """A path to an environment elsewhere can be copied, links to it too; the default name is its own."""
    outside = tmp_path / "out side"
    shutil.copytree(store.path("old"), outside, symlinks=True)
    changes.repair(Store(str(tmp_path)), "out side", [store.path("old")])
    tool.done("copy", str(outside), cwd="/")
    assert eval(output_of(store.path("out side") + "/bin/thing"))[1] == store.path("out side")
    shutil.rmtree(store.path("out side"))
    os.symlink(outside, store.path("link"))
    tool.done("copy", "link", "from a link")
    works(store.path("from a link"))
    assert naming(store.path("from a link"), str(outside)) == []
    tool.done("copy", "$X/out side", "$X", X=str(tmp_path))
    assert eval(output_of(store.path("$X") + "/bin/thing"))[1] == store.path("$X")
    shutil.rmtree(store.path("$X"))
    tool.done("rename", "link", "relinked")
    assert os.readlink(store.path("relinked")) == str(outside)
    assert "link" not in store.names()
    os.unlink(store.path("relinked"))
    shutil.rmtree(store.path("from a link"))


def test_a_store_behind_a_link(store, tmp_path):
    """Both spellings of the old place are rewritten, each to its like."""
    os.symlink(store.root, tmp_path / "link")
    behind = Store(str(tmp_path / "link"))
    write(store.path("old") + "/both.txt", f"{store.root}/old {behind.root}/old\n")
    done = changes.copy(behind, behind.find("old"), "new")
    assert open_text(done.path + "/both.txt") == f"{store.root}/new {behind.root}/new\n"
    os.unlink(store.path("old") + "/both.txt")
    shutil.rmtree(store.path("new"))


def test_mend(store):
    """An environment that was moved by hand is rebuilt in place; the broken one is in the trash."""
    shutil.copytree(store.path("old"), store.path("moved"), symlinks=True)
    done = changes.repair(store, "moved", [store.path("old")])
    assert done.path == store.path("moved")
    works(done.path)
    assert naming(done.path, store.path("old")) == ["data.bin", "near.txt"]
    (removed,) = change.trash(store)
    assert "bin/pip" in naming(removed.path, store.path("old"))
    shutil.rmtree(os.path.dirname(removed.path))
    shutil.rmtree(store.path("moved"))
