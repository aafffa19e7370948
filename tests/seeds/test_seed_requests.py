"""Packages that are requested with --seed and --pip."""

from __future__ import annotations

import glob
import os
import subprocess
import zipfile

import pytest

from envarium.creator import sources, wheels
from envarium.errors import SeedFailed
from seeded import HERE, pip, root

WHEEL = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


HOSTILE = [
    "../x", "-r", "x;y", "x y", "$(touch evil)", "/abs", "x @ file:///etc", "x[extra]", "x>=1", ".", "..", "-",
    "a\nb", "ü", "==",
]  # fmt: skip


@pytest.mark.parametrize("requirement", HOSTILE)
def test_seeds_that_are_no_names(requirement, fresh):
    """A seed is a name and at most a version; anything else is refused, and nothing is made."""
    output = fresh.refused("create", "--no-pip", f"--seed={requirement}", *HERE, "x", PIP_NO_INDEX="1")
    assert "cannot be seeded" in output
    assert os.listdir(root(fresh)) == [".envarium"]
    assert os.listdir(root(fresh) + "/.envarium/staging") == []


@pytest.mark.parametrize("version", ["../x", "1 2", "1;x", "latest!", "-r"])
def test_versions_of_pip_that_are_none(version, fresh):
    """So is a version of pip that is none."""
    assert "cannot be seeded" in fresh.refused("create", f"--pip={version}", *HERE, "x", PIP_NO_INDEX="1")


def test_a_seed_that_the_index_lacks(fresh):
    """A package that cannot be fetched is named in the error, with what pip printed."""
    nothing = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/nowhere"}
    output = fresh.refused("create", "--seed", "no-such-package", *HERE, "x", **nothing)
    assert "no-such-package" in output
    assert os.listdir(root(fresh)) == [".envarium"]


def test_fetched_seeds(fresh):
    """--pip and --seed fetch what was asked for, by the package index; a seed that is there twice is put in once."""
    flags = ("--seed", "wheel==0.45.1", "--seed", "wheel==0.45.1", "--seed", "pip")
    fresh.done("create", *HERE, "--pip", "24.0", *flags, "x")
    assert pip(fresh, "x", "--version").startswith("pip 24.0 ")
    assert {line.split()[0] for line in pip(fresh, "x", "list").splitlines()[2:]} >= {"pip", "wheel"}
    output = subprocess.check_output([root(fresh) + "/x/bin/wheel", "version"], text=True)
    assert output.startswith("wheel ")
    pip(fresh, "x", "check")


def test_a_seed_brings_what_it_depends_on(fresh):
    """A seed that needs other packages gets them, whatever the strategy, and pip agrees."""
    for strategy in ("pyvenv.cfg", "copy"):
        fresh.done("create", *HERE, "--seed", "wheel==0.46.1", "--strategy", strategy, strategy)
        assert "packaging" in pip(fresh, strategy, "list")
        assert "No broken requirements" in pip(fresh, strategy, "check")


HOSTILE_WHEELS = [
    ("../../evil.py", "ok = m:f"),
    ("/tmp/evil.py", "ok = m:f"),
    ("a/../../evil.py", "ok = m:f"),
    ("hostile-1.data/purelib/../../../evil.py", "ok = m:f"),
    ("hostile-1.data/scripts/evil", "ok = m:f"),
    ("m.py", "../../evil = m:f"),
    ("m.py", "ok = m;import os:f"),
    ("m.py", "ok = m:f()"),
    ("m.py", "a b = m:f"),
    ("m.py", "ok = m:f\nok = m:f"),
]


@pytest.mark.parametrize(("path", "entry"), HOSTILE_WHEELS)
def test_hostile_wheels(path, entry, tmp_path):
    """A wheel whose files or commands would leave the environment is refused before one of them is written outside."""
    wheel = str(tmp_path / "hostile-1-py3-none-any.whl")
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("hostile-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: hostile\nVersion: 1\n")
        archive.writestr("hostile-1.dist-info/WHEEL", WHEEL)
        archive.writestr("hostile-1.dist-info/entry_points.txt", f"[console_scripts]\n{entry}\n")
        archive.writestr(path, "f = print\n")
    source = wheels.Wheel("hostile", "1", wheel)
    tree = str(tmp_path / "in/tree")
    with pytest.raises(SeedFailed):
        sources.launchers(source, sources.unpack(source, tree) and tree, "3.12")
    assert glob.glob("**/evil*", root_dir=tmp_path, recursive=True) == []
    assert not os.path.exists("/tmp/evil.py")
