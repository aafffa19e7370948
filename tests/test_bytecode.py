"""The first environment is published with the sources of pip; the bytecode is compiled in the background."""

from __future__ import annotations

import csv
import fcntl
import glob
import os
import sys

import pytest

import pythons
from envarium.creator import bytecode, image
from envarium.creator import seeds as seed_images
from envarium.interpreters import find
from waiting import wait_until

HERE = ("-p", sys.executable)


def site(store, name):
    return glob.glob(f"{glob.escape(store.path(name))}/lib/python*/site-packages")[0]


def compiled(top):
    """Return the files with bytecode below `top`, by their paths inside it."""
    return {os.path.relpath(path, top) for path in glob.glob(f"{glob.escape(top)}/**/*.pyc", recursive=True)}


@pytest.fixture
def python(store):
    return find.find(sys.executable, store.own("interpreters"))


@pytest.fixture
def seed(store, python):
    """The image of pip, which has no bytecode yet."""
    store.prepare()
    return seed_images.ready(store.own("seeds"), python, "pip")


@pytest.fixture
def packages(seed, tmp_path):
    """A site-packages with the sources of pip."""
    place = tmp_path / "site-packages"
    place.mkdir()
    image.link(seed, str(place))
    return str(place)


def test_sources_first(store, tool):
    """The first environment gets its bytecode later, the second at once; RECORD lists it from the beginning."""
    tool.environment["ENVARIUM_RESERVE"] = "true"  # however busy the machine is
    tool.done("create", *HERE, "one")
    record = glob.glob(glob.escape(site(store, "one")) + "/pip-*.dist-info/RECORD")[0]
    with open(record, encoding="utf-8", newline="") as file:
        listed = {row[0] for row in csv.reader(file) if row[0].endswith(".pyc")}
    wait_until(lambda: os.path.isdir(store.own("reserve")) and os.listdir(store.own("reserve")))
    assert compiled(site(store, "one")) == listed
    assert len(listed) > 300
    tool.done("create", *HERE, "two")
    assert compiled(site(store, "two")) == listed
    one, two = (
        glob.glob(f"{glob.escape(site(store, name))}/pip/__pycache__/__init__.*")[0]
        for name in ("one", "two")
    )
    assert os.path.samefile(one, two) or os.stat(one).st_nlink == 1


def test_python_2_has_its_bytecode_at_once(store, monkeypatch):
    """It is beside the modules, and not in directories of its own, which are what is added later."""
    monkeypatch.setenv("ENVARIUM_RESERVE", "true")
    for path in (sys.executable, *filter(lambda path: pythons.version(path) < (3,), pythons.there())):
        is_later = bytecode.is_later(find.find(path, store.own("interpreters")))
        assert is_later is (pythons.version(path) > (3,))


def test_images_are_completed_once(seed, python, packages, monkeypatch):
    """The image is valid before and after; what is compiled already is not compiled again."""
    assert not compiled(seed.tree)
    assert image.load(seed.path)
    whole = bytecode.complete(seed, python)
    assert compiled(seed.tree) == {path for path in whole.files.split("\n") if path.endswith(".pyc")}
    assert image.load(seed.path).files == whole.files
    monkeypatch.setattr(bytecode, "compile_tree", None)
    assert bytecode.complete(whole, python) is whole
    assert (
        bytecode.complete(seed, python).files == whole.files
    )  # as a process that started before it was compiled
    for name in ("cache.py", "configuration.py"):
        os.unlink(f"{packages}/pip/_internal/{name}")
    with open(f"{packages}/pip/_internal/cache.py", "w", encoding="utf-8") as file:
        file.write("changed = True\n")
    bytecode.add(whole, packages)
    bytecode.add(whole, packages)
    missing = {os.path.basename(path).partition(".")[0] for path in compiled(seed.tree) - compiled(packages)}
    assert missing == {"cache", "configuration"}


def test_a_killed_compilation_goes_on(seed, python, monkeypatch):
    """What a killed process has compiled is in the image that the next one completes."""
    monkeypatch.setattr(bytecode, "compile_tree", lambda *_, **__: True)
    os.makedirs(seed.tree + "pip/__pycache__")
    with open(f"{seed.tree}pip/__pycache__/__init__.{python.cache_tag}.pyc", "wb") as file:
        file.write(b"of a killed process")
    assert bytecode.complete(image.load(seed.path), python).files.count(".pyc\n") == 1


def test_one_process_compiles(store, seed, python, tool):
    """While another process compiles the image, several environments wait for it, and all get their bytecode."""
    tool.environment["ENVARIUM_RESERVE"] = "true"  # however busy the machine is
    with open(seed.path + "/manifest", encoding="utf-8") as manifest:
        fcntl.flock(manifest, fcntl.LOCK_EX)
        for name in ("one", "two"):
            tool.done("create", *HERE, name)
        whole = bytecode._compile(seed, python, os.getuid())
        assert not compiled(site(store, "one"))
    for name in ("one", "two"):
        wait_until(lambda name=name: len(compiled(site(store, name))) == whole.files.count(".pyc\n"))


def test_an_interrupted_compilation(seed, python, monkeypatch):
    """If the process that compiles is killed, the image is not taken for compiled: the next environment goes on."""
    complete = bytecode.COMPILE
    monkeypatch.setattr(bytecode, "COMPILE", "os.kill(os.getpid(), 9)")
    with pytest.raises(InterruptedError):
        bytecode.complete(seed, python)
    monkeypatch.setattr(bytecode, "COMPILE", complete)
    assert len(compiled(seed.tree)) < bytecode.complete(image.load(seed.path), python).files.count(".pyc\n")


def test_at_once_without_a_reserve(store, tool, home):
    """With reserve = false nothing runs in the background: the first environment waits for its bytecode."""
    (home / ".config/envarium").mkdir(parents=True)
    (home / ".config/envarium/config.toml").write_text("reserve = false\n")
    tool.done("create", *HERE, "one")
    assert len(compiled(site(store, "one"))) > 300
