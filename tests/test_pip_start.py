"""The launcher of pip does what the one that pip writes for itself does, without garbage collections."""

from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess
import sys

import pytest

from envarium import exit_codes
from envarium.interpreters import find, pip
from tool import Tool

REPORT = """
import atexit, gc, os, sys
modules = set(sys.modules)
collections = sum(row["collections"] for row in gc.get_stats())
def report():
    values = {
        "argv": sys.argv,
        "collections": sum(row["collections"] for row in gc.get_stats()) - collections,
        "finders": [str(one) for one in sys.meta_path],
        "flags": list(sys.flags),
        "frozen": gc.get_freeze_count(),
        "hooks": [str(one).partition(" at ")[0] for one in sys.path_hooks],
        "modules": sorted(set(sys.modules) - modules),
        "path": sys.path,
    }
    import json
    with open(os.environ["REPORT"], "w") as file:
        json.dump(values, file)
atexit.register(report)
"""
"""The module sitecustomize, which reports what a process is like when it ends."""

LAUNCHER = """
import os, sys
from importlib import metadata
from pip._vendor.distlib.scripts import ScriptMaker
maker = ScriptMaker(None, os.path.dirname(sys.executable))
maker.variants = {""}
maker.make("pip = " + next(one.value for one in metadata.distribution("pip").entry_points if one.name == "pip"))
"""
"""Writes the launcher of pip as pip itself does when it is upgraded."""


class Pip:
    """The pip of the environment at `place`; `run` returns what it prints and reports."""

    def __init__(self, place, folder):
        self.place = place
        self.folder = folder
        self.python = place + "/bin/python"

    def run(self, *words):
        """Run the launcher with `words`; paths in what it says have "PLACE" for the environment."""
        variables = {
            "PYTHONPATH": str(self.folder),
            "REPORT": str(self.folder / "report"),
            "PIP_NO_INDEX": "1",
        }
        done = subprocess.run(
            [self.place + "/bin/pip", *words],
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), **variables},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        text = json.dumps([done.returncode, done.stdout, done.stderr])
        report = (self.folder / "report").read_text()
        return [json.loads(one.replace(self.place, "PLACE")) for one in (text, report)]


@pytest.fixture(scope="module")
def python(maker):
    """The newest interpreter that is CPython."""
    return find.find("cpython>=3.8", maker.environment["WORKON_HOME"] + "/.envarium/interpreters")


@pytest.fixture(scope="module")
def maker(shared):
    """The command line, on the store that the tests of this run share, which has bytecode at once."""
    (shared / "home/.config/envarium").mkdir(parents=True, exist_ok=True)
    (shared / "home/.config/envarium/config.toml").write_text("reserve = false\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL_ENV", "XDG_"))}
    return Tool({**kept, "HOME": str(shared / "home"), "WORKON_HOME": str(shared / "store")})


@pytest.fixture(scope="module")
def pips(maker, python, tmp_path_factory):
    """The pip of a new environment, and the same version in one of venv's with the launcher that it writes."""
    folder = tmp_path_factory.mktemp("pips")
    (folder / "sitecustomize.py").write_text(REPORT)
    maker.done("create", "-p", python.executable, "started")
    ours = Pip(maker.environment["WORKON_HOME"] + "/started", folder)
    other = Pip(str(folder / "venv"), folder)
    subprocess.run([python.executable, "-I", "-m", "venv", "--without-pip", other.place], check=True)
    for path in glob.glob(f"{glob.escape(ours.place)}/{python.purelib}/pip*"):
        shutil.copytree(path, f"{other.place}/{python.purelib}/{os.path.basename(path)}")
    subprocess.run([other.python, "-I", "-c", LAUNCHER], check=True)
    return ours, other


@pytest.mark.parametrize("words", [("--version",), ("list",), ("show", "nonsense"), ("nonsense",)])
def test_the_same_pip(words, pips):
    """It prints the same, ends with the same code, has the same flags and paths, and imports no module more."""
    (output, report), (expected, reference) = (pip.run(*words) for pip in pips)
    assert output == expected
    for part in ("argv", "finders", "flags", "hooks", "path"):
        assert report[part] == reference[part]
    assert set(report["modules"]) <= {*reference["modules"], "gc"}


def test_no_collections(pips):
    """Nothing is examined for garbage, neither at work nor when it ends; pip's own launcher leaves that as it is."""
    (_, report), (_, reference) = (pip.run("list") for pip in pips)
    assert report["collections"] == 0 < reference["collections"]
    assert report["frozen"] > 0 == reference["frozen"]


def test_interrupted_pip(tmp_path):
    """Ctrl-C while pip starts, before it handles that itself, shows no traceback."""
    (tmp_path / "pip").mkdir()
    (tmp_path / "pip/__init__.py").write_text("")
    (tmp_path / "pip/__main__.py").write_text(
        "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nsignal.pause()\n"
    )
    command = pip.command(sys.executable, ("-I",), tool=str(tmp_path))
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (exit_codes.INTERRUPTED, b"")
