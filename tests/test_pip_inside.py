"""pip in a self-contained environment writes relocatable launchers there, and ordinary ones elsewhere."""

from __future__ import annotations

import os
import subprocess
import zipfile

import pytest

import pythons
from contract import environment, packages

pytestmark = pytest.mark.skipif(not pythons.movable(), reason="no interpreter is in a prefix of its own")

BACKEND = """
import subprocess, zipfile
def build_wheel(folder, settings=None, metadata=None):
    subprocess.check_call(["contracted"])
    with zipfile.ZipFile(folder + "/built-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("built.py", "")
        wheel.writestr("built-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: built\\nVersion: 1.0\\n")
        wheel.writestr("built-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("built-1.0.dist-info/RECORD", "")
    return "built-1.0-py3-none-any.whl"
"""
PROJECT = '[build-system]\nrequires = ["contracted"]\nbuild-backend = "backend"\nbackend-path = ["."]\n'


@pytest.fixture
def place(tool, tmp_path):
    """A self-contained environment with pip, at a path with a blank: with quotes in it, no launcher of pip's works."""
    store = str(tmp_path / "a store")
    tool.done("create", "here", "-p", pythons.movable(), "--self-contained", WORKON_HOME=store)
    return store + "/here"


def run(*command, cwd="/"):
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def pip(place, *words):
    return run(f"{place}/bin/python", "-m", "pip", "install", "--no-index", *words)


def test_a_build_in_isolation_runs_the_programs_that_it_requires(place, tmp_path):
    """A source distribution whose build backend runs a program of another package can be installed."""
    packages.contracted(str(tmp_path))
    project = tmp_path / "project"
    project.mkdir()
    (project / "backend.py").write_text(BACKEND)
    (project / "pyproject.toml").write_text(PROJECT)
    pip(place, "--find-links", str(tmp_path), str(project))
    run(f"{place}/bin/python", "-c", "import built")


@pytest.mark.parametrize("option", ["--target", "--prefix"])
def test_a_program_installed_elsewhere_runs(place, tmp_path, option):
    """What pip installs outside of the environment has a launcher that names the environment's Python."""
    elsewhere = tmp_path / "elsewhere"
    pip(place, option, str(elsewhere), packages.contracted(str(tmp_path)))
    library = next(path.parent for path in elsewhere.rglob("contracted.py"))
    prefix, words = eval(run("env", f"PYTHONPATH={library}", f"{elsewhere}/bin/contracted", "a b"))
    assert environment.same(prefix, place)
    assert words == ["a b"]


def test_a_script_of_a_wheel_runs_after_a_move(place, tmp_path):
    """A script whose first line is `#!python` finds the Python beside it, and its encoding stays declared."""
    wheel = packages.contracted(str(tmp_path))
    scripts = {
        "plain": b"#!python\nimport sys\nprint(repr((sys.prefix, sys.argv[1:])))\n",
        "latin": b"#!python\n# -*- coding: latin-1 -*-\nprint(ascii('\xe9'))\n",
    }
    with zipfile.ZipFile(wheel, "a") as archive:
        for name, content in scripts.items():
            entry = zipfile.ZipInfo(f"contracted-1.0.data/scripts/{name}")
            entry.external_attr = 0o100755 << 16
            archive.writestr(entry, content)
    pip(place, wheel)
    moved = tmp_path / "moved here"
    os.rename(place, moved)
    prefix, words = eval(run(f"{moved}/bin/plain", "a b"))
    assert environment.same(prefix, moved)
    assert words == ["a b"]
    assert run(f"{moved}/bin/latin") == "'\\xe9'\n"
