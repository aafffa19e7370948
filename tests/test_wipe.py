"""Taking out what was installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

import projects
from trees import plant, whole

HERE = ("-p", sys.executable)


def pip(place, *words):
    """Call the pip of the environment at `place`, and return what it prints."""
    call = [f"{place}/bin/python", "-I", "-m", "pip", "--disable-pip-version-check", *words]
    return subprocess.run(call, check=True, capture_output=True, text=True).stdout


def installed(place):
    return {row["name"] for row in json.loads(pip(place, "list", "--local", "--format=json"))}


def egg_link(place, folder, name):
    """Install a project as `setup.py develop` did: a link, a line of a .pth file, metadata beside the sources."""
    info = folder / f"{name}.egg-info"
    info.mkdir(parents=True)
    (info / "PKG-INFO").write_text(f"Metadata-Version: 1.0\nName: {name}\nVersion: 1.0\n")
    (folder / f"{name}.py").write_text("")
    packages = pip(place, "show", "pip").partition("Location: ")[2].splitlines()[0]
    with open(f"{packages}/{name}.egg-link", "w") as file:
        file.write(f"{folder}\n.")
    with open(f"{packages}/easy-install.pth", "w") as file:
        file.write(f"{folder}\n")


def test_everything_but_the_seeds(warm, store, tmp_path):
    """Whatever was installed is taken out, editable or not, its name is printed, and the sources stay."""
    place = store.path("a b")
    warm.done("create", *HERE, "a b")
    seeds = installed(place)
    plain = projects.write(tmp_path / "plain", "six-pack")
    editable = projects.write(tmp_path / "my editable", "edited")
    pip(place, "install", "--no-index", plain)
    pip(place, "install", "--no-index", "-e", editable)
    egg_link(place, tmp_path / "developed", "developed")
    assert installed(place) == {*seeds, "six-pack", "edited", "developed"}
    result = warm("wipe", "a b", PIP_REQUIRE_VIRTUALENV="1", PIP_FORMAT="columns", PIP_EXCLUDE="edited")
    assert (result.returncode, sorted(result.stdout.split())) == (0, ["developed", "edited", "six-pack"])
    assert installed(place) == seeds
    assert os.path.exists(editable + "/edited.py")
    assert os.path.exists(tmp_path / "developed/developed.py")
    again = warm("wipe", VIRTUAL_ENV=place)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "nothing to remove\n")
    assert installed(place) == seeds


@pytest.mark.parametrize(
    "words",
    [
        ("wipe",),
        ("toggle-system-site",),
        ("kernel", "--delete"),
        ("snapshot",),
        ("rollback", "-q"),
        ("export",),
    ],
)
def test_an_empty_name(warm, store, words):
    """What changes an environment takes a name that is empty, as of an unset variable, for no active environment."""
    plant(store.path("active"))
    refused = warm.refused(*words, "", VIRTUAL_ENV=store.path("active"))
    assert refused.startswith('"" cannot name an environment')


def test_the_bases_packages_stay(warm, store, tmp_path):
    """Where the base's packages are seen only the environment's own are taken out."""
    place = store.path("x")
    warm.done("create", *HERE, "--system-site-packages", "x")
    before = set(pip(place, "list").splitlines())
    pip(place, "install", "--no-index", projects.write(tmp_path / "plain", "own"))
    assert warm.done("wipe", "x") == "own\n"
    assert set(pip(place, "list").splitlines()) == before


def test_without_pip(warm, store, tmp_path):
    """Without a pip, or with one that cannot run, there is an error, and nothing changes."""
    warm.done("create", *HERE, "--no-pip", "bare")
    before = whole(store.path("bare"))
    assert "has no pip" in warm.refused("wipe", "bare")
    assert whole(store.path("bare")) == before
    broken = plant(store.path("broken"))
    os.unlink(broken + "/bin/python")
    os.symlink("/no/such/python", broken + "/bin/python")
    assert "cannot run the Python" in warm.refused("wipe", "broken")
    with open(broken + "/liar", "w") as file:
        file.write("#!/bin/sh\necho no JSON\n")
    os.chmod(broken + "/liar", 0o755)
    os.unlink(broken + "/bin/python")
    os.symlink("../liar", broken + "/bin/python")
    assert "JSON" in warm.refused("wipe", "broken")
    assert "no environment is active" in warm.refused("wipe")
    assert "no environment is active" in warm.refused("wipe", VIRTUAL_ENV=str(tmp_path))


def test_what_pip_cannot_take_out(warm, store, tmp_path):
    """If pip fails the exit code is 1, and only packages that were removed are named."""
    place = store.path("x")
    warm.done("create", *HERE, "x")
    pip(place, "install", "--no-index", projects.write(tmp_path / "one", "aaa"))
    pip(place, "install", "--no-index", projects.write(tmp_path / "two", "zzz"))
    packages = pip(place, "show", "pip").partition("Location: ")[2].splitlines()[0]
    os.unlink(packages + "/zzz-1.0.dist-info/RECORD")
    os.makedirs(packages + "/evil-1.0.dist-info")
    with open(packages + "/evil-1.0.dist-info/METADATA", "w") as file:
        file.write("Metadata-Version: 2.1\nName: --root=/\nVersion: 1.0\n")
    result = warm("wipe", "x")
    assert (result.returncode, result.stdout) == (1, "aaa\n")
    assert "envarium: pip could not uninstall everything" in result.stderr
    assert "zzz" in installed(place)
