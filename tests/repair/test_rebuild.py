"""`repair` builds an environment again with its packages if it cannot be repaired in place."""

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
from envarium.health.subject import Subject
from envarium.hooks import stubs
from envarium.store import change
from repaired import mended, write
from tool import open_text

pytestmark = pytest.mark.skipif(not pythons.movable(), reason="no interpreter is in a prefix of its own")


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
    """A package that cannot be installed is named, and the old environment is unchanged."""
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


@pytest.mark.parametrize(
    ("record", "words"),
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
def test_where_packages_came_from(record, words):
    """direct_url.json is turned into what asks pip for the same again (PEP 610); nonsense into nothing."""
    assert reinstalling.direct("pkg", record) == words


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
