"""Environments that are on another one: `create --on`."""

from __future__ import annotations

import ast
import glob
import json
import os
import pathlib
import subprocess
import sys

import pytest

import projects
import pythons
from envarium.store.environment import Environment

SAY = "import sys; print(repr(sys.path))"


def packages(place):
    (path,) = glob.glob(glob.escape(place) + "/lib/py*/site-packages")
    return path


def seen(place, *flags):
    """The sys.path of the environment's Python, which prints nothing on standard error."""
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
    """What add2virtualenv puts first in the base comes after the layer's own packages.

    Where the layer has such directories too, Python 3.15 leaves those of the base behind its packages: of two modules
    of one name, which move them, it imports the first alone.
    """
    base, layer = stack(tool, store, "base", "layer")
    for place, name in ((base, "below"), (layer, "own")):
        (tmp_path / name).mkdir()
        tool.done("paths", str(tmp_path / name), VIRTUAL_ENV=place)
    found = seen(layer)
    assert found[1] == str(tmp_path / "own")
    of_base = [str(tmp_path / "below"), packages(base)]
    is_moved = tuple(map(int, Environment(layer).version.split(".")[:2])) < (3, 15)
    assert found[-3:] == [packages(layer), *(of_base if is_moved else reversed(of_base))]


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


def test_the_base_does_not_exist(tool, store):
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


def module(place, name, text="", folder=""):
    """Put a module among the packages of the environment at `place`, as if it were installed."""
    directory = f"{packages(place)}/{folder}"
    os.makedirs(directory, exist_ok=True)
    with open(f"{directory}/{name}.py", "w", encoding="utf-8") as file:
        file.write(text)


def distribution(place, name, version, *files):
    """Put the metadata of a package among those of the environment at `place`."""
    directory = f"{packages(place)}/{name}-{version}.dist-info"
    os.mkdir(directory)
    with open(directory + "/METADATA", "w", encoding="utf-8") as file:
        file.write(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    with open(directory + "/RECORD", "w", encoding="utf-8") as file:
        file.write("".join(f"{path},,\n" for path in files))


def test_seen_by_commands(tool, store):
    """`show` and the JSON of `list` name the environment that a layer is on."""
    stack(tool, store, "base", "layer")
    assert json.loads(tool.done("show", "--json", "layer"))["on"] == "base"
    assert ["on", "base"] in [line.split() for line in tool.done("show", "layer").splitlines()]
    rows = json.loads(tool.done("list", "--json"))
    assert [(row["name"], row["on"]) for row in rows] == [("base", ""), ("layer", "base")]
    assert tool("doctor", "base", "layer").returncode == 0


def test_the_base_is_renamed(tool, store):
    """Layers follow a renamed base, also those in the trash; a name that would mislead pip is refused."""
    stack(tool, store, "base", "layer", "upper")
    tool.done("remove", "upper")
    tool.done("create", "-q", "--no-pip", "--on", "base", "lay")
    tool.done("remove", "lay")
    assert "pip would" in tool.refused("rename", "base", "layer-base")
    tool.done("rename", "base", "new")
    tool.done("restore", "lay")
    for name in ("layer", "lay"):
        assert os.readlink(store.path(name) + "/.on") == "../new"
        assert seen(store.path(name))[-1] == packages(store.path("new"))


def test_a_layer_is_copied_renamed_and_restored(tool, store):
    """Copies of a layer, wherever it is at that moment, are on the same base by a link relative to the store."""
    stack(tool, store, "base", "layer")
    for words in (("copy", "layer", "copy"), ("rename", "layer", "renamed")):
        done = tool(*words)
        assert (done.returncode, "leads to no environment" in done.stderr) == (0, False)
    tool.done("remove", "copy")
    tool.done("restore", "copy", "restored")
    for name in ("renamed", "restored"):
        place = store.path(name)
        assert os.readlink(place + "/.on") == "../base"
        assert seen(place)[-1] == packages(store.path("base"))
        assert f"{place}/.on/bin" in tool.done("run", name, "--", "sh", "-c", "echo $PATH").split(":")
        with open(place + "/bin/activate", encoding="utf-8") as file:
            assert "/layer/" not in file.read()
    assert tool("doctor", "renamed", "restored").returncode == 0


def test_removing_a_base(tool, store):
    """A base is removed together with what is on it, or not at all."""
    stack(tool, store, "base", "layer", "upper")
    assert "is on it" in tool.refused("remove", "base")
    assert "is on it" in tool.refused("remove", "base", "layer")
    tool.done("remove", "base", "upper", "layer")
    assert json.loads(tool.done("list", "--json")) == []


def test_flattened(tool, store):
    """Before its base is removed, a layer gets what it sees of it, and finds every module as it found it before."""
    lowest, base, layer = stack(tool, store, "lowest", "base", "layer")
    for place in (lowest, base, layer):
        name = os.path.basename(place)
        module(place, f"of_{name}", f"where = {name!r}")
        module(place, f"part_{name}", folder="namespace")
        for program in ("shared", f"only-{name}", "postactivate"):
            pythons.script(pathlib.Path(place, "bin", program), f"#!{place}/bin/python\nprint({name!r})\n")
    for place, version in ((base, "1"), (layer, "2")):
        distribution(
            place, "both", version, "both/__init__.py", f"both/of_{version}.py", "../../../bin/shared"
        )
        module(place, "__init__", f"version = {version}", "both")
        module(place, f"of_{version}", "", "both")
    distribution(base, "evil", "1", "../../../../../../outside", "/etc/passwd")
    distribution(layer, "evil", "1")
    code = """import of_lowest, of_base, of_layer, both, importlib.metadata as m, importlib.util as u
import namespace.part_lowest, namespace.part_base, namespace.part_layer
assert both.version == 2 and u.find_spec("both.of_2") and not u.find_spec("both.of_1")
assert m.version("both") == "2"
"""
    tool.done("run", "layer", "--", "python", "-c", code)
    with open(store.root + "/outside", "w", encoding="utf-8"):
        tool.done("remove", "--now", "--flatten", "base", "lowest")
    assert os.path.exists(store.root + "/outside")
    tool.done("run", "layer", "--", "python", "-c", code)
    for program, answer in (("shared", "layer"), ("only-base", "base"), ("only-lowest", "lowest")):
        assert tool.done("run", "layer", "--", program) == answer + "\n"
    assert tool.done("run", "layer", "--", "postactivate") == "layer\n"
    assert not os.path.lexists(layer + "/.on")
    assert len(glob.glob(glob.escape(packages(layer)) + "/both-*")) == 1
    with open(layer + "/bin/activate", encoding="utf-8") as file:
        assert "/.on/" not in file.read()
    assert tool("doctor", "layer").returncode == 0


@pytest.mark.skipif(not pythons.movable(), reason="no interpreter is in a prefix of its own")
def test_self_contained(tool, store):
    """A self-contained environment contains what it would see of the base, and needs neither that nor its path."""
    (base,) = stack(tool, store, "base", python=pythons.movable())
    module(base, "of_base")
    pythons.script(pathlib.Path(base, "bin", "tell"), f"#!{base}/bin/python\nimport of_base; print('told')\n")
    tool.done("create", "-q", "--no-pip", "--self-contained", "--on", "base", "new")
    tool.done("remove", "--now", "base")
    os.rename(store.path("new"), store.path("moved"))
    assert tool.done("run", "moved", "--", "tell") == "told\n"
    assert not os.path.lexists(store.path("moved") + "/.on")


def test_a_base_that_was_moved(tool, store):
    """`repair` finds a base that was moved by hand, before the base itself is repaired and with it."""
    base, layer = stack(tool, store, "base", "layer")
    os.rename(base, store.path("moved"))
    assert "does not exist" in tool("doctor", "layer").stdout
    tool.done("repair", "layer")
    assert os.readlink(layer + "/.on") == "../moved"
    tool.done("repair", "moved")
    os.rename(store.path("moved"), store.path("again"))
    tool.done("repair", "again")
    assert seen(layer)[-1] == packages(store.path("again"))
    os.rename(store.path("again"), store.root + "/../away")
    assert "does not exist" in tool("repair", "layer").stderr


def test_doctor(tool, store):
    """`doctor` reports what is wrong with a layer, with a remedy; `repair` repairs what it can."""
    base, layer = stack(tool, store, "base", "layer")
    os.unlink(f"{packages(layer)}/zz_envarium_layer.pth")
    os.unlink(f"{packages(layer)}/zz_envarium_layer.start")
    assert "does not see" in tool("doctor", "layer").stdout
    tool.done("repair", "layer")
    assert seen(layer)[-1] == packages(base)
    os.symlink("../layer", base + "/.on")
    assert "[rm " in tool("doctor", "base").stdout
    os.unlink(base + "/.on")
    tool.done("remove", "layer", "base")
    tool.done("restore", "layer")
    assert "[envarium restore base]" in tool("doctor", "layer").stdout
