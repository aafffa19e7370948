"""Environments that are on another one: `create --on`."""

from __future__ import annotations

import ast
import glob
import os
import pathlib
import subprocess
import sys

import pytest

import projects
import pythons

SAY = "import sys; print(repr(sys.path))"


def packages(place):
    (path,) = glob.glob(glob.escape(place) + "/lib/py*/site-packages")
    return path


def seen(place, *flags):
    """The sys.path of the environment's Python, which says nothing on standard error."""
    result = subprocess.run(
        [place + "/bin/python", *flags, "-c", SAY], capture_output=True, text=True, check=True, cwd="/"
    )
    assert result.stderr == ""
    return ast.literal_eval(result.stdout)


def stack(tool, store, *names, python=sys.executable):
    """Create environments, each on the one before; return their paths."""
    for name, base in zip(names, ("", *names), strict=False):
        tool.done("create", "-q", "--no-pip", "-p", python, *(("--on", base) if base else ()), name)
    return [store.path(name) for name in names]


def add_path(place, directory, name="added"):
    """Let a .pth of the environment add `directory`."""
    os.makedirs(directory)
    with open(f"{packages(place)}/{name}.pth", "w", encoding="utf-8") as file:
        file.write(str(directory) + "\n")


def kinds():
    """The oldest and the newest CPython, and a PyPy."""
    usual = sorted((path for path in pythons.there() if not pythons.is_pypy(path)), key=pythons.version)
    return [usual[0], usual[-1], *list(filter(pythons.is_pypy, pythons.there()))[:1]]


def test_after_its_own(tool, store, tmp_path):
    """Every Python sees the packages of all bases directly after its own, each once, as .pth files have it."""
    for number, python in enumerate(kinds()):
        names = [f"{word}-{number}" for word in ("lowest", "middle", "upper")]
        lowest, middle, upper = stack(tool, store, *names, python=python)
        own, below = tmp_path / f"own{number}", tmp_path / f"below{number}"
        add_path(upper, own)
        add_path(middle, below)
        order = [packages(upper), str(own), packages(middle), str(below), packages(lowest)]
        assert seen(upper)[-5:] == order, python
        assert seen(upper, "-E", "-s")[-5:] == order, python


def test_a_base_puts_directories_first(tool, store, tmp_path):
    """What add2virtualenv puts first in the base comes after the layer's own packages."""
    base, layer = stack(tool, store, "base", "layer")
    for place, name in ((base, "below"), (layer, "own")):
        (tmp_path / name).mkdir()
        tool.done("paths", str(tmp_path / name), VIRTUAL_ENV=place)
    found = seen(layer)
    assert found[1] == str(tmp_path / "own")
    assert found[-3:] == [packages(layer), str(tmp_path / "below"), packages(base)]


def test_system_packages_come_last(tool, store):
    """With access to the base interpreter's packages, those come after the packages of the base environment."""
    tool.done("create", "-q", "--no-pip", "-p", sys.executable, "base")
    for strategy in ("pyvenv.cfg", "copy"):
        tool.done(
            "create",
            "-q",
            "--no-pip",
            "--strategy",
            strategy,
            "--system-site-packages",
            "--on",
            "base",
            strategy,
        )
        found = seen(store.path(strategy), "-s")
        at = found.index(packages(store.path(strategy)))
        assert found[at + 1] == packages(store.path("base"))
        assert len(found) > at + 2


def test_programs(tool, store):
    """`run` and `each` find the programs of the bases after the layer's own, and those come before all others."""
    places = stack(tool, store, "lowest", "middle", "upper")
    for place in places:
        for name in ("everywhere", f"only-{os.path.basename(place)}"):
            pythons.script(pathlib.Path(place, "bin", name), f"#!/bin/sh\necho {os.path.basename(place)}\n")
    for program, answer in (("everywhere", "upper"), ("only-middle", "middle"), ("only-lowest", "lowest")):
        assert tool.done("run", "upper", "--", program) == answer + "\n"
    assert tool.done("each", "--only", "upper", "--", "only-lowest").splitlines()[2] == "lowest"


def test_pip_leaves_the_base_alone(tool, store, tmp_path):
    """pip in a layer counts the packages of the base as installed, and neither uninstalls nor overwrites them."""
    tool.done("create", "-q", "-p", sys.executable, "base")
    tool.done("create", "-q", "--on", "base", "layer")
    base, layer = store.path("base"), store.path("layer")
    assert "would install into" in tool.refused("create", "--no-pip", "--on", "base", "new", code=2)
    project = projects.write(tmp_path / "project", "built")
    with open(project + "/backend.py", "a", encoding="utf-8") as file:
        file.write("\nimport importlib.util\nassert importlib.util.find_spec('leak') is None\n")
    done = tool.start([f"{base}/bin/pip", "install", "--no-index", "-q", project])
    assert done.returncode == 0, done.stderr
    with open(packages(base) + "/leak.py", "w", encoding="utf-8"):
        before = sorted(os.listdir(packages(base)))
    assert "built" in tool.start([f"{layer}/bin/pip", "list"]).stdout
    assert "built" not in tool.start([f"{layer}/bin/pip", "list", "--local"]).stdout
    assert "already satisfied" in tool.start([f"{layer}/bin/pip", "install", "--no-index", "built"]).stdout
    assert "outside environment" in tool.start([f"{layer}/bin/pip", "uninstall", "-y", "built"]).stdout
    done = tool.start([f"{layer}/bin/pip", "install", "--no-index", "--force-reinstall", "-q", project])
    assert done.returncode == 0, done.stderr
    assert sorted(os.listdir(packages(base))) == before
    assert os.path.isfile(packages(layer) + "/built.py")


def test_the_bases_python(tool, store):
    """A layer has the Python of its base unless another one is asked for, which is refused if it differs."""
    base, other, *_ = kinds()
    tool.done("create", "-q", "--no-pip", "-p", base, "base")
    tool.done("create", "-q", "--no-pip", "--on", "base", "layer")
    libraries = [os.path.dirname(packages(store.path(name))) for name in ("base", "layer")]
    assert len(set(map(os.path.basename, libraries))) == 1
    assert "another Python" in tool.refused("create", "--no-pip", "-p", other, "--on", "base", "different")
    assert not os.path.lexists(store.path("different"))


REFUSALS = {
    "no base": (("--on", "none", "new"), "no environment"),
    "itself": (("--clear", "--on", "base", "base"), "cannot be on itself"),
    "a circle": (("--clear", "--on", "layer", "base"), "cannot be on itself"),
    "a name that the base's begins with": (("--on", "base", "ba"), "pip would take"),
    "a base of the base": (("--on", "layer", "ba"), "pip would take"),
}


@pytest.mark.parametrize(("words", "reason"), REFUSALS.values(), ids=REFUSALS)
def test_refused(words, reason, tool, store):
    """What would not work is refused, and changes nothing."""
    stack(tool, store, "base", "layer")
    before = sorted(os.listdir(store.root))
    assert reason in tool.refused("create", "--no-pip", *words)
    assert sorted(os.listdir(store.root)) == before
    assert seen(store.path("layer"))[-1] == packages(store.path("base"))


def test_a_circle_by_hand(tool, store):
    """Two environments that are on each other by hand still start and run programs, with the packages of both."""
    base, layer = stack(tool, store, "base", "layer")
    os.symlink("../layer", base + "/.on")
    assert seen(layer)[-2:] == [packages(layer), packages(base)]
    assert tool.done("run", "base", "--", "python", "-c", "print(1)") == "1\n"


def test_the_base_is_gone(tool, store):
    """A layer without its base starts, and says what it misses."""
    base, _ = stack(tool, store, "base", "layer")
    os.rename(base, base + "-2")
    done = tool.done("run", "layer", "--", "python", "-c", "print(1)")
    assert done == "1\n"
    assert ".on leads to no environment" in tool("run", "layer", "--", "python", "-c", "").stderr


def test_a_moved_store(tool, store):
    """A layer sees its base after the whole store was moved."""
    stack(tool, store, "base", "layer")
    os.rename(store.root, store.root + " elsewhere")
    place = store.root + " elsewhere/layer"
    assert seen(place)[-1] == packages(store.root + " elsewhere/base")
