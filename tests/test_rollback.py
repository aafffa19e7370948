"""A rollback returns an environment to a snapshot, and can itself be undone."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

import bases
import distributions
from envarium.creator.reflink import can_reflink
from envarium.store import change, receipts
from tool import lend, open_text

HERE = ("-p", sys.executable)


@pytest.fixture
def made(tool, store, shared):
    """The command line, on a store with one environment `x` with a snapshot, and a package that came after that."""
    lend(store.root, shared / "warm")
    tool.done("create", *HERE, "x")
    distributions.lay(distributions.site(store.path("x")), "one")
    tool.done("snapshot", "x", "first")
    distributions.lay(distributions.site(store.path("x")), "two")
    return tool


def content(path):
    """Return what is in the environment at `path`, but for its history, which goes on."""
    return {name: what for name, what in bases.tree(path).items() if name != receipts.FILE}


def listed(tool, *words):
    return [one["snapshot"] for one in json.loads(tool.done("snapshots", *words, "--json"))]


def ask(path, code):
    return subprocess.check_output([f"{path}/bin/python", "-I", "-c", code], text=True).strip()


def test_build_remove_restore(made, store):
    """A rollback restores every file, and a second one the state before; both work, and nothing is left over."""
    after = content(store.path("x"))
    assert "- two 1.0" in made.done("rollback", "x", "--dry-run")
    assert content(store.path("x")) == after
    done = made("rollback", "x")
    assert (done.returncode, "the state before is x@2" in done.stderr) == (0, True)
    first = content(store.path("x"))
    assert not any(path.endswith("/two.py") for path in first)
    assert ask(store.path("x"), "import sys, one; print(sys.prefix)") == store.path("x")
    made.done("rollback", "x")
    assert content(store.path("x")) == after
    assert "hint: envarium rollback x first\n" in made("rollback", "x@first").stderr
    assert listed(made) == ["x@3", "x@2", "x@first"]
    made.done("rollback", "x", "first")
    assert content(store.path("x")) == first
    assert (os.listdir(store.own("staging")), change.trash(store)) == ([], [])


def test_a_change_in_place_is_seen(made, store):
    """A shared file that was written to in place is not restored as if it were the old one, unless that is forced."""
    path = f"{distributions.site(store.path('x'))}/one.py"
    os.utime(path, (1, 1))
    made.done("rollback", "x", "first")
    with open(path, "a", encoding="utf-8") as file:
        file.write("# edited\n")
    before = content(store.path("x"))
    if can_reflink(store.root):
        made.done("rollback", "x", "first")
        assert "edited" not in open_text(path)
        return
    refused = made("rollback", "x", "first")
    assert (refused.returncode, content(store.path("x")) == before) == (1, True)
    assert "one.py" in refused.stderr.splitlines()[0]
    assert refused.stderr.splitlines()[1].endswith("reinstall after that: one==1.0")
    made.done("rollback", "x", "first", "--force")


def test_other_names(made, store):
    """A removed environment is created again, another one gets a snapshot's state, with its own path in its files."""
    made.done("remove", "--now", "x")
    made.done("rollback", "x")
    made.done("rollback", "new", "x@first")
    place = store.path("new")
    assert ask(place, "import sys, one; print(sys.prefix)") == place
    pip = subprocess.check_output([f"{place}/bin/pip", "--version"], text=True)
    assert f"from {place}/" in pip
    made.done("rename", "x", "y")
    made.done("rollback", "y", "first")
    assert ask(store.path("y"), "import sys, one; print(sys.prefix)") == store.path("y")


def test_what_stays(made, store):
    """A temporary environment that was kept after the snapshot does not become temporary again."""
    mark = f"{store.path('x')}/README.tmpenv"
    open(mark, "w", encoding="utf-8").close()
    made.done("snapshot", "x", "temporary")
    os.unlink(mark)
    made.done("rollback", "x", "temporary")
    assert not os.path.exists(mark)


def test_a_link_is_refused(made, store, tmp_path):
    """An environment elsewhere that the store only links to is not replaced; its snapshot can become another one."""
    os.rename(store.path("x"), tmp_path / "elsewhere")
    os.symlink(tmp_path / "elsewhere", store.path("x"))
    made.refused("rollback", "x", "first")
    assert os.path.islink(store.path("x"))


def lose_python(path, version=""):
    """Let the environment at `path` lose its base, as after an upgrade; with a `version`, one that does not exist."""
    for name in os.listdir(f"{path}/bin"):
        if name.startswith("python") and "config" not in name:
            os.unlink(f"{path}/bin/{name}")
            os.symlink("/nowhere/bin/python3", f"{path}/bin/{name}")
    with open(f"{path}/pyvenv.cfg", encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith(("home", "base", "exec", "version"))]
    with open(f"{path}/pyvenv.cfg", "w", encoding="utf-8") as file:
        file.writelines(["home = /nowhere/bin\n", f"version = {version or sys.version.split()[0]}\n", *lines])
    if version:
        (library,) = os.listdir(f"{path}/lib")
        os.rename(f"{path}/lib/{library}", f"{path}/lib/python{version.rpartition('.')[0]}")


def test_across_an_upgrade(made, store):
    """A snapshot whose base no longer exists is linked to a Python of its version."""
    lose_python(store.path("x"))
    made.done("snapshot", "x", "lost")
    made.done("rollback", "x", "first")
    done = made("rollback", "x", "lost")
    assert (done.returncode, "has lost its Python; linked to Python" in done.stderr) == (0, True)
    assert ask(store.path("x"), "import sys, two; print(sys.prefix)") == store.path("x")


def test_no_python_of_its_version(made, store):
    """Where there is no Python of its version, nothing is changed, and the hint names the version."""
    made.done("copy", "x", "y")
    lose_python(store.path("y"), "3.99.1")
    made.done("snapshot", "y", "lost")
    before = content(store.path("x"))
    refused = made("rollback", "x", "y@lost")
    assert (refused.returncode, content(store.path("x")) == before) == (1, True)
    assert "hint: install a Python 3.99" in refused.stderr


def test_a_layer(made, store):
    """An environment on another one stays on that, also if that was renamed since the snapshot."""
    made.done("create", *HERE, "--on", "x", "top")
    made.done("snapshot", "top")
    made.done("rename", "x", "y")
    made.done("rollback", "top")
    assert ask(store.path("top"), "import two; print(two.__file__)").startswith(store.path("y") + "/")
