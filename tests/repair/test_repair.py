"""`repair` repairs an environment in place; what it cannot repair stays as it was, with the reason."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest

import bases
import pythons
from envarium.files import background, deleting
from envarium.health import swap
from envarium.health.subject import Subject
from envarium.store import change
from repaired import info, mended, write
from screens import printed
from tool import open_text
from waiting import wait_until_idle

pytestmark = pytest.mark.skipif(not pythons.movable(), reason="no interpreter is in a prefix of its own")


def test_ten_environments_and_one_removed_interpreter(ground):
    """One command mends all that one removal broke, of either strategy; packages and hooks are as before."""
    for number in range(8):
        ground.make(f"n{number}", "--no-pip")
    ground.make("with pip")
    ground.make("copied", "--strategy", "copy")
    ground.pip("with pip", "install", ground.package())
    hook = ground.store.path("n0") + "/bin/postactivate"
    with open(hook, "w") as file:
        file.write("export MINE=1\n")
    new = ground.move_base(f"{ground.minor}.99")
    assert {name for name, _ in ground.findings()} == set(ground.store.names())
    done = ground.tool("repair", "--all")
    assert done.returncode == 0, done
    assert "10 of 10 environments repaired" in done.stderr
    assert ground.findings() == set()
    for name in ground.store.names():
        output = ground.says(
            name, "import sys, json, math, sqlite3; print(sys.prefix, sys.base_prefix, sep='\\n')"
        )
        assert output.split("\n") == [ground.store.path(name), str(new)]
    assert ground.says("with pip", "import tiny; print(tiny.there)") == "True"
    ground.pip("with pip", "check")
    ground.pip("copied", "check")
    assert os.path.exists(hook)
    assert change.trash(ground.store) == []
    assert os.listdir(ground.store.own(change.STAGING)) == []


def test_nothing_wrong(ground):
    """If nothing is wrong nothing is done, a message says so, and the exit code is 0."""
    ground.make("sound")
    before = bases.tree(ground.store.path("sound"))
    for words in (("--all",), ("sound",)):
        done = ground.tool("repair", *words)
        assert (done.returncode, done.stdout) == (0, "")
        assert "nothing to repair" in done.stderr
    assert bases.tree(ground.store.path("sound")) == before


def test_words(ground):
    """It wants names or --all, not both nor neither; a name must be one of the store."""
    ground.make("x", "--no-pip")
    for words in ((), ("--all", "x")):
        ground.tool.refused("repair", *words, code=2)
    ground.tool.refused("repair", "nothing")
    ground.tool.refused("repair", "-p", "1.4", "x")


def test_a_patch(ground):
    """An upgrade in place is taken over into pyvenv.cfg; its other lines, foreign ones too, stay."""
    place = ground.make("x", "--no-pip", "--prompt", "mine")
    text = open_text(place + "/pyvenv.cfg")
    old = re.sub(r"(version(?:_info)?) = .*", rf"\1 = {ground.minor}.99", text)
    old = old.replace(f"version_info = {ground.minor}.99", f"version_info = {ground.minor}.99.final.0")
    write(place + "/pyvenv.cfg", old + "virtualenv = 21.0\nodd\n")
    assert ground.findings() == {("x", "base-upgraded")}
    mended(ground, "x")
    config = Subject(place).config
    now = ".".join(map(str, ground.version))
    assert (config.get("version"), config.get("version_info")) == (now, now + ".final.0")
    assert (config.prompt, config.get("virtualenv")) == ("mine", "21.0")
    assert "odd\n" in open_text(place + "/pyvenv.cfg")
    assert ground.findings() == set()


@pytest.mark.parametrize("kind", ["links", "copies"])
def test_environments_of_the_standard_library(kind, ground):
    """What venv made is mended like our own, its binaries being links or files."""
    place = ground.store.path("theirs")
    words = ["--symlinks"] if kind == "links" else ["--copies"]
    python = str(ground.base / "bin" / "python3")
    subprocess.run([python, "-m", "venv", "--without-pip", *words, place], check=True)
    if kind == "copies":  # the base looks for its library beside itself, where venv puts none
        shutil.copy(ground.base / "lib" / library(ground), f"{place}/lib/")
    assert ground.findings("theirs") == set()
    new = ground.move_base(f"{ground.minor}.99")
    assert ground.findings("theirs")
    mended(ground, "theirs")
    assert ground.says("theirs", "import sys; print(sys.base_prefix)") == str(new)
    assert os.path.islink(place + "/bin/python") or kind == "copies"
    assert ground.findings("theirs") == set()


def library(ground):
    """Return the name of the shared library of the base."""
    return next(name for name in os.listdir(ground.base / "lib") if name.startswith("libpython"))


BROKEN = {
    "no pyvenv.cfg": lambda place: os.unlink(place + "/pyvenv.cfg"),
    "a directory for pyvenv.cfg": lambda place: (os.unlink(place + "/pyvenv.cfg"), os.mkdir(place + "/pyvenv.cfg")),
    "a pipe for pyvenv.cfg": lambda place: (os.unlink(place + "/pyvenv.cfg"), os.mkfifo(place + "/pyvenv.cfg")),
    "a pipe for activate": lambda place: (os.unlink(place + "/bin/activate"), os.mkfifo(place + "/bin/activate")),
    "no bin/python3": lambda place: os.unlink(place + "/bin/python3"),
    "no bin/python": lambda place: os.unlink(place + "/bin/python"),
    "bin/python leads to itself": lambda place: circle(place + "/bin", "python"),
    "links in bin lead to each other": lambda place: circle(place + "/bin", "python", "python3"),
    "bin leads to itself": lambda place: circle(place, "bin"),
    "home gone": lambda place: write(place + "/pyvenv.cfg", "home = /nowhere\nversion = 3\n"),
    "no activators": lambda place: [os.unlink(f"{place}/bin/activate{end}") for end in ("", ".fish")],
    "no pip": lambda place: shutil.rmtree(bases.site(place) + "/pip"),
    "no metadata": lambda place: shutil.rmtree(info(place)),
    "half a pip": lambda place: shutil.rmtree(bases.site(place) + "/pip/_vendor"),
    "two pips": lambda place: shutil.copytree(info(place), bases.site(place) + "/pip-1.0.dist-info"),
    "no launcher": lambda place: os.unlink(place + "/bin/pip"),
    "a hook that cannot run": lambda place: write(place + "/bin/preactivate", "#!/bin/sh\ntrue\n"),
    "several": lambda place: [BROKEN[one](place) for one in ("no bin/python", "no metadata", "no activators")],
}  # fmt: skip


def circle(folder, *names):
    """Replace `names` in `folder` by links from each to the next, and from the last to the first."""
    for name, target in zip(names, (*names[1:], names[0]), strict=True):
        deleting.delete(f"{folder}/{name}")
        os.symlink(target, f"{folder}/{name}")


@pytest.fixture(scope="module")
def sound(maker, tmp_path_factory):
    """A ground with one environment, and the same by hard links."""
    ground = maker()
    ground.make("it's mine")
    wait_until_idle(ground.store)
    kept = tmp_path_factory.mktemp("kept") / "home"
    subprocess.run(["cp", "-al", ground.home, kept], check=True)
    return ground, kept


@pytest.mark.parametrize("label", BROKEN)
def test_parts(label, sound):
    """Whatever part is missing is put back, and all works again: Python, pip and its launcher, activators."""
    ground, kept = sound
    bases.put_back(kept, ground.home)
    place = ground.store.path("it's mine")
    BROKEN[label](place)
    assert ground.findings()
    mended(ground, "it's mine")
    assert ground.findings() == set()
    assert ground.says("it's mine") == place
    output = subprocess.check_output([place + "/bin/pip", "--version"], text=True)
    assert f"from {place}/" in output
    entered = ["sh", "-c", '. "$1/bin/activate"; printf %s "$VIRTUAL_ENV"', "-", place]
    assert subprocess.check_output(entered, text=True) == place
    assert mended(ground, "--all") == {}


def test_moved_and_copied_by_hand(ground):
    """What names another place is made to name its own; the twin that it was copied from is not touched."""
    ground.make("first")
    ground.pip("first", "install", ground.package())
    shutil.copytree(ground.store.path("first"), ground.store.path("copied"), symlinks=True)
    before = bases.tree(ground.store.path("first"))
    mended(ground, "copied")
    assert bases.tree(ground.store.path("first")) == before
    os.rename(ground.store.path("first"), ground.store.path("mo ved"))
    mended(ground, "--all")
    assert ground.findings() == set()
    for name in ("copied", "mo ved"):
        pip = [ground.store.path(name) + "/bin/pip", "--version"]
        assert f"from {ground.store.path(name)}/" in subprocess.check_output(pip, text=True)
        assert ground.says(name, "import tiny; print(tiny.there)") == "True"


def test_one_that_cannot_be_mended(ground):
    """One that cannot be repaired is unchanged, with the reason; the others are repaired, and the exit code is 1."""
    ground.make("good", "--no-pip")
    place = ground.make("bad", "--no-pip")
    for folder in ("lib", "bin"):
        shutil.rmtree(f"{place}/{folder}")
    os.makedirs(place + "/lib/python3.1/site-packages")
    before = bases.tree(place)
    ground.move_base(f"{ground.minor}.99")
    done = ground.tool("repair", "--all")
    assert done.returncode == 1
    assert '"bad" cannot be repaired: no Python 3.1 ' in done.stderr
    assert "1 of 2 environments repaired" in done.stderr
    assert bases.tree(place) == before
    assert ground.says("good") == ground.store.path("good")


def test_a_base_that_does_not_start(ground):
    """A Python is tried before anything changes: with one whose library is damaged, all stays as it was."""
    ground.make("linked", "--no-pip")
    ground.make("copied", "--no-pip", "--strategy", "copy")
    for place in map(ground.store.path, ground.store.names()):
        write(place + "/pyvenv.cfg", open_text(place + "/pyvenv.cfg").replace(".0\n", ".99\n"))
    before = {name: bases.tree(ground.store.path(name)) for name in ground.store.names()}
    write(ground.base / "lib" / f"python{ground.minor}" / "json/__init__.py", "raise SystemExit('broken')\n")
    done = ground.tool("repair", "--all")
    assert done.returncode == 1
    assert "0 of 2 environments repaired" in done.stderr
    for name, tree in before.items():
        assert bases.tree(ground.store.path(name)) == tree
    assert os.listdir(ground.store.own(change.STAGING)) == []


def test_environments_of_virtualenv_before_20(ground):
    """One that works is sound; one whose base is lost is not changed in place, for its library is its own in part."""
    place = ground.make("old", "--no-pip", "--strategy", "copy")
    for file in ("pyvenv.cfg", ".envarium-base"):
        os.unlink(f"{place}/{file}")
    library = f"{place}/lib/python{ground.minor}"
    shutil.rmtree(library + "/site-packages")
    os.mkdir(library + "/site-packages")
    for module in ("site.py", "pydoc.py"):
        os.unlink(f"{library}/{module}")
        shutil.copy(ground.base / "lib" / f"python{ground.minor}" / module, library)
    assert ground.findings() == set()
    ground.move_base(f"{ground.minor}.99")
    before = bases.tree(place)
    (row,) = (row for row in ground.doctor("old") if row["id"] == "base-gone")
    assert row["remedy"] == f"envarium repair --python {ground.minor} old"
    done = ground.tool("repair", "old")
    assert (done.returncode, "virtualenv before 20.0" in done.stderr) == (1, True)
    assert bases.tree(place) == before


def test_modules_that_come_and_go(ground):
    """A copy follows its base: new modules are linked, and links to deleted ones are removed."""
    place = ground.make("copied", "--no-pip", "--strategy", "copy")
    folder = ground.base / "lib" / f"python{ground.minor}"
    write(folder / "brand_new.py", "there = True\n")
    os.unlink(folder / "this.py")
    mended(ground, "copied")
    assert ground.says("copied", "import brand_new; print(brand_new.there)") == "True"
    assert not os.path.lexists(f"{place}/lib/python{ground.minor}/this.py")
    assert ground.findings() == set()


def test_headers_that_are_one_link_into_the_base(ground):
    """Where all headers are one link, a mended copy has a directory of links, and the base stays as it is."""
    place = ground.make("copied", "--no-pip", "--strategy", "copy")
    headers = f"include/python{ground.minor}"
    shutil.rmtree(f"{place}/{headers}")
    os.symlink(ground.base / headers, f"{place}/{headers}")
    os.unlink(place + "/bin/python3")
    os.unlink(ground.base / "lib" / f"python{ground.minor}" / "this.py")
    before = bases.tree(str(ground.base / headers))
    mended(ground, "copied")
    assert bases.tree(str(ground.base / headers)) == before
    assert not os.path.islink(f"{place}/{headers}")
    assert os.path.isfile(f"{place}/{headers}/Python.h")


def test_leftovers_and_hooks_of_the_store(ground):
    """--all clears what killed commands left behind, and lets the hooks for all environments run."""
    left = ground.store.own(change.STAGING, f"1700000000000000000-999999999-{background.machine()}")
    os.makedirs(left + "/half")
    write(ground.store.root + "/preactivate", "#!/bin/sh\ntrue\n")
    assert ground.findings() == {("store", "leftovers"), ("hooks", "hook-not-executable")}
    mended(ground, "--all")
    assert ground.findings() == set()


def test_an_active_environment(ground):
    """The active environment can be repaired in place, but not rebuilt."""
    place = ground.make("x", "--no-pip")
    os.unlink(place + "/bin/python")
    mended(ground, "x", VIRTUAL_ENV=place)
    assert "is active" in ground.tool.refused("repair", "-p", sys.executable, "x", VIRTUAL_ENV=place)


def test_status_line(ground):
    """A terminal shows which environment is repaired, and keeps the line of each that is."""
    for name in ("a", "b", "c"):
        ground.make(name, "--no-pip")
    ground.move_base(f"{ground.minor}.99")
    text = printed(ground.tool, "repair", "--all")
    for number, name in enumerate("abc", 1):
        assert f"\r\x1b[Krepairing {number} of 3: {name}\r\x1b[K{name}: linked to Python" in text


def test_an_environment_that_is_removed_meanwhile(tmp_path):
    """Putting files into an environment that no longer exists does not create it again."""
    (tmp_path / "built/bin").mkdir(parents=True)
    (tmp_path / "built/bin/python").symlink_to("/usr/bin/python3")
    with pytest.raises(FileNotFoundError):
        swap.put(["bin/python"], str(tmp_path / "built"), str(tmp_path / "gone"))
    assert os.listdir(tmp_path) == ["built"]
