"""What the world breaks is mended in place, or built anew; what cannot be stays as it was, and the reason is told."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest

import bases
import pythons
from envarium.distributions import installed, reinstalling
from envarium.files import deleting
from envarium.health import swap
from envarium.health.subject import Subject
from envarium.hooks import stubs
from envarium.store import change
from screens import printed
from tool import open_text
from waiting import wait_until_idle

pytestmark = pytest.mark.skipif(not bases.movable(), reason="no interpreter stands in a prefix of its own")


@pytest.fixture(scope="module")
def maker(tmp_path_factory):
    return bases.Maker(tmp_path_factory.mktemp("repair"))


@pytest.fixture
def ground(maker):
    return maker()


def mended(ground, *words, **variables):
    """Run repair, which ends well, and return what it said of each environment."""
    done = ground.tool("repair", *words, **variables)
    assert done.returncode == 0, (done.stdout, done.stderr)
    return dict(line.split(": ", 1) for line in done.stdout.splitlines())


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
    """Where nothing is wrong nothing is done, it is said so, and the exit code is 0."""
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


def info(place):
    (name,) = (name for name in os.listdir(bases.site(place)) if re.fullmatch(r"pip-.*\.dist-info", name))
    return f"{bases.site(place)}/{name}"


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
    """Where one cannot be mended it is as it was, the reason is told, the others are mended, and the exit code is 1."""
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
    """A copy follows its base: new modules are linked, those that are gone are not missed."""
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
    left = ground.store.own(change.STAGING, f"1700000000000000000-999999999-{os.uname().nodename}")
    os.makedirs(left + "/half")
    write(ground.store.root + "/preactivate", "#!/bin/sh\ntrue\n")
    assert ground.findings() == {("store", "leftovers"), ("hooks", "hook-not-executable")}
    mended(ground, "--all")
    assert ground.findings() == set()


def test_an_active_environment(ground):
    """The active environment may be mended where it stands, but not be rebuilt."""
    place = ground.make("x", "--no-pip")
    os.unlink(place + "/bin/python")
    mended(ground, "x", VIRTUAL_ENV=place)
    assert "is active" in ground.tool.refused("repair", "-p", sys.executable, "x", VIRTUAL_ENV=place)


@pytest.mark.parametrize("strategy", ["pyvenv.cfg", "copy"])
def test_rebuilding(strategy, ground):
    """On another Python there is again what was installed: packages, editables, launchers, hooks, marks, own files."""
    python = bases.other(ground.version[:2])
    if not python:
        pytest.skip("there is no other Python to rebuild on")
    place = ground.make("re built", "--strategy", strategy, "--prompt", "mine")
    plain, linked = ground.package("plain-one"), ground.package("linked")
    ground.pip("re built", "install", plain, "-e", linked)
    write(place + "/.project", f"{ground.home}\n")
    write(place + "/bin/postactivate", "export MINE=1\n")
    write(place + "/notes", "mine\n")
    write(bases.site(place) + "/by_hand.py", "there = True\n")
    write(bases.site(place) + "/paths.pth", f"{ground.home}\n")
    before = bases.tree(place)
    ground.move_base("")
    output = mended(ground, "--python", python, "re built")
    assert "rebuilt on Python" in output["re built"]
    version = ".".join(map(str, pythons.version(python)))
    code = "import platform, plain_one, linked, by_hand; print(platform.python_version(), linked.__file__)"
    assert ground.says("re built", code) == f"{version} {linked}/linked.py"
    assert f"from {place}/" in subprocess.check_output([place + "/bin/pip", "--version"], text=True)
    ground.pip("re built", "check")
    assert open_text(place + "/.project") == f"{ground.home}\n"
    assert open_text(place + "/bin/postactivate") == "export MINE=1\n"
    assert open_text(place + "/notes") == "mine\n"
    assert Subject(place).prompt == "mine"
    assert str(ground.home) in ground.says("re built", "import sys; print(sys.path)")
    assert ground.findings() == set()
    (old,) = change.trash(ground.store)
    assert bases.tree(old.path) == before
    assert [name for name, text in files(place) if b".envarium/staging" in text] == []


def test_rebuilding_keeps_what_pyvenv_cfg_means(ground):
    """The prompt keeps its quotes, and where nothing says so the base's packages are seen, as before."""
    place = ground.make("x", "--no-pip", "--prompt", 'the "web"')
    text = open_text(place + "/pyvenv.cfg")
    write(place + "/pyvenv.cfg", re.sub("include-system-site-packages.*\n", "", text))
    seen = "import site, sys; print(sys.base_prefix in site.PREFIXES)"
    assert ground.says("x", seen) == "True"
    mended(ground, "-p", sys.executable, "x")
    assert ground.says("x", seen) == "True"
    assert ground.tool.done("run", "x", "--", "printenv", "VIRTUAL_ENV_PROMPT") == 'the "web"\n'


def test_rebuilding_gives_what_creating_gives(ground):
    """An environment of another tool gets hooks that wait to be written, and activators, as a new one does."""
    ground.make("created", "--no-pip")
    place = ground.store.path("foreign")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    os.unlink(place + "/bin/activate")
    mended(ground, "-p", sys.executable, "foreign")
    mended(ground, "-p", sys.executable, "created")
    new = ground.store.path("created")
    assert set(os.listdir(place + "/bin")) == set(os.listdir(new + "/bin"))
    for name in stubs.LOCAL:
        assert open_text(f"{place}/bin/{name}") == open_text(f"{new}/bin/{name}")
        assert os.stat(f"{place}/bin/{name}").st_mtime_ns == stubs.DATE
    text = open_text(new + "/bin/activate").replace("created", "foreign")
    assert open_text(place + "/bin/activate") == text


def files(place):
    """Yield every file below `place` that is no bytecode, with what it holds."""
    for name, (_, content) in bases.tree(place).items():
        if isinstance(content, bytes) and not name.endswith(".pyc"):
            yield name, content


def test_rebuilding_fails_for_one_package(ground):
    """What cannot be installed is said, and the old environment stays where it is, as it was."""
    place = ground.make("x")
    path = ground.package()
    ground.pip("x", "install", path)
    shutil.rmtree(path)
    before = bases.tree(place)
    done = ground.tool("repair", "-p", sys.executable, "x", PIP_NO_INDEX="1")
    assert done.returncode == 1
    assert "tiny" in done.stderr
    assert bases.tree(place) == before
    assert change.trash(ground.store) == []
    assert os.listdir(ground.store.own(change.STAGING)) == []


def test_rebuilding_from_a_receipt(ground):
    """A requirements file in the environment says what it is installed from; what else was asked for comes along."""
    place = ground.make("x")
    ground.pip("x", "install", ground.package("listed"), ground.package("asked"))
    write(place + "/requirements.txt", f"{ground.folder}/projects/listed\n")
    mended(ground, "-p", sys.executable, "x", PIP_NO_INDEX="1")
    assert ground.says("x", "import listed, asked; print(listed.there, asked.there)") == "True True"


def test_rebuilding_all_that_lost_their_python(ground):
    """With --all, those that need an interpreter are rebuilt, and no other."""
    ground.make("lost", "--no-pip")
    ground.tool.done("create", "--no-pip", "-p", sys.executable, "kept")
    before = bases.tree(ground.store.path("kept"))
    ground.move_base("")
    output = mended(ground, "--all", "-p", sys.executable)
    assert list(output) == ["lost"]
    assert bases.tree(ground.store.path("kept")) == before
    assert ground.findings() == set()


def test_status_line(ground):
    """A terminal shows which environment is repaired, and keeps the line of each that is."""
    for name in ("a", "b", "c"):
        ground.make(name, "--no-pip")
    ground.move_base(f"{ground.minor}.99")
    text = printed(ground.tool, "repair", "--all")
    for number, name in enumerate("abc", 1):
        assert f"\r\x1b[Krepairing {number} of 3: {name}\r\x1b[K{name}: linked to Python" in text


def test_an_environment_that_is_removed_meanwhile(tmp_path):
    """What is put into an environment that is gone by then does not begin one anew."""
    (tmp_path / "built/bin").mkdir(parents=True)
    (tmp_path / "built/bin/python").symlink_to("/usr/bin/python3")
    with pytest.raises(FileNotFoundError):
        swap.put(["bin/python"], str(tmp_path / "built"), str(tmp_path / "gone"))
    assert os.listdir(tmp_path) == ["built"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"url": "https://x/y.whl", "archive_info": {}}, ("pkg @ https://x/y.whl",)),
        ({"url": "file:///a%20b", "dir_info": {"editable": True}}, ("-e", "/a b")),
        ({"url": "file:///a", "dir_info": {}, "subdirectory": "s"}, ("pkg @ file:///a#subdirectory=s",)),
        (
            {"url": "https://x/y.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            ("pkg @ git+https://x/y.git@abc",),
        ),
        (
            {"url": "file:///a b", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            ("pkg @ git+file:///a%20b@abc",),
        ),
        ({"url": "https://x/ --index-url=evil", "archive_info": {}}, ()),
        ({"url": "https://x", "dir_info": {"editable": True}}, ()),
        ([], ()),
        ({}, ()),
        ({"url": "https://x", "vcs_info": {}}, ()),
        ({"url": "https://x", "vcs_info": "git", "dir_info": []}, ()),
    ],
)
def test_where_packages_came_from(told, words):
    """direct_url.json is turned into what asks pip for the same again (PEP 610); nonsense into nothing."""
    assert reinstalling.direct("pkg", told) == words


def test_an_inventory_of_nonsense(tmp_path):
    """Metadata are data: a name or version that pip would take for an option is not passed on."""
    for number, text in enumerate(("Name: --index-url=x\nVersion: 1\n", "Name: ok\nVersion: 1 --pre\n", "")):
        folder = tmp_path / f"p{number}-1.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text("Metadata-Version: 2.1\n" + text)
    (tmp_path / "old.egg-link").write_text("/some/where\n.\n")
    found = {one.name: reinstalling.words(one) for one in installed.installed([str(tmp_path)])}
    assert found["old"] == ("-e", "/some/where")
    assert all(words == (f"{name}==1",) for name, words in found.items() if name != "old")


def write(path, text):
    """Write a new file in the place of what was there."""
    if os.path.lexists(path):
        os.unlink(path)
    with open(path, "w") as file:
        file.write(text)
