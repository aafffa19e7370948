"""A Python that is not on the machine: how to get it, and the tools that install it, from a mirror of our own."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import tarfile

import pytest

import pythons
import shells
from tool import once

pytestmark = pytest.mark.parametrize("mode", shells.ONCE)

UV = shutil.which("uv", path=os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"])
LEFT_OUT = ("test", "__pycache__", "site-packages", "idlelib", "lib2to3")


@pytest.fixture(scope="session")
def python():
    """The numbers of the version of a Python that is nowhere where envarium looks in these stories."""
    path = pythons.movable()
    numbers = pythons.version(path) if path else ()
    system = [shutil.which("python3", path=place) for place in ("/usr/bin", "/usr/local/bin")]
    if not path or numbers in [pythons.version(other) for other in system if other]:
        pytest.skip("this machine has no Python that can be copied and hidden")
    return numbers


@pytest.fixture(scope="session")
def mirror(tmp_path_factory, python):
    """A directory with an archive of that Python, as uv downloads them, and the list that names it."""
    return once(tmp_path_factory, "mirror", lambda place: _make_mirror(place, python))


def _make_mirror(place, numbers):
    prefix = os.path.dirname(os.path.dirname(os.path.realpath(pythons.movable())))
    library = f"lib/python{numbers[0]}.{numbers[1]}"
    (place / "20991231").mkdir(parents=True)
    with tarfile.open(place / "20991231" / "cpython.tar.gz", "w:gz", compresslevel=1) as archive:
        for part in ("bin", library, "lib"):
            archive.add(f"{prefix}/{part}", f"python/{part}", recursive=part != "lib", filter=_kept)
        for name in os.listdir(f"{prefix}/lib"):
            if name.startswith("libpython"):
                archive.add(f"{prefix}/lib/{name}", f"python/lib/{name}")
    machine, version = platform.machine(), ".".join(map(str, numbers))
    known = dict(zip(("major", "minor", "patch"), numbers, strict=True))
    url = "https://github.com/astral-sh/python-build-standalone/releases/download/20991231/cpython.tar.gz"
    known |= {"name": "cpython", "arch": {"family": machine, "variant": None}, "os": "linux", "libc": "gnu"}
    known |= {"prerelease": "", "url": url, "sha256": None, "variant": None, "build": "20991231"}
    (place / "list.json").write_text(json.dumps({f"cpython-{version}-linux-{machine}-gnu": known}))


def _kept(member):
    return None if set(member.name.split("/")) & set(LEFT_OUT) or "/config-" in member.name else member


@pytest.fixture
def tools(tmp_path):
    """The directory of the tools that install Pythons."""
    place = tmp_path / "tools"
    place.mkdir()
    return place


@pytest.fixture
def clean_environment(clean_environment, tools, tmp_path):
    """What a shell is started with: no Python but the system's, and none of the user's tools."""
    path = [entry for entry in ("/usr/bin", "/bin", "/usr/local/bin") if os.path.isdir(entry)]
    return {**clean_environment, "PATH": ":".join([str(tools), *path]), "PYENV_ROOT": str(tmp_path / "pyenv")}


@pytest.fixture
def uv(shell, mirror, tools):
    """uv, which installs from the mirror."""
    os.symlink(UV, tools / "uv")
    shell.sets("UV_PYTHON_INSTALL_MIRROR", f"file://{mirror}")
    shell.sets("UV_PYTHON_DOWNLOADS_JSON_URL", f"file://{mirror}/list.json")


def test_it_is_installed_by_uv(shell, root, uv, python):
    """Without --fetch the message says how; with it, uv installs that Python, and the environment is entered."""
    version = ".".join(map(str, python))
    output = shell.tries(f"mkvenv --no-pip -p {version} one")
    assert (output.code, output.out) == (1, "")
    assert output.err.splitlines()[-1].startswith("hint: --fetch installs it with uv; ")
    assert not os.path.exists(f"{root}/one")
    output = shell.say(f"mkvenv --no-pip -p {version} --fetch one")
    assert (output.code, output.out) == (0, "")
    assert f"uv python install {version}\n" in output.err
    assert shell.say("python -c 'import platform; print(platform.python_version())'").out == version + "\n"
    shell.say("deactivate")
    assert "running" not in shell.say(f"mkvenv --no-pip --fetch -p {version} two").err


def test_the_setting(shell, root, uv, python, tmp_path):
    """With the setting, a range that a project requires is installed too."""
    config = tmp_path / "home" / ".config" / "envarium"
    config.mkdir(parents=True)
    (config / "config.toml").write_text("fetch = true\n", encoding="utf-8")
    project = tmp_path / "project"
    project.mkdir()
    version = ".".join(map(str, python))
    (project / "pyproject.toml").write_text(f'[project]\nrequires-python = "=={version}"\n', encoding="utf-8")
    output = shell.say("mkvenv", "--no-pip", "-a", str(project))
    assert f"uv python install =={version}\n" in output.err
    assert shell.value("VIRTUAL_ENV") == f"{root}/project"


def test_it_cannot_be_installed(shell, root, uv, tmp_path):
    """A version that uv does not have: its message, one of ours, and nothing is created."""
    output = shell.tries("mkvenv --no-pip -p 3.99 --fetch one")
    assert output.code == 1
    assert output.err.splitlines()[-1].startswith("hint: ")
    for name in ("no-such-python", "/no/such/python", "''"):
        assert "running" not in shell.tries(f"mkvenv --no-pip -p {name} --fetch one").err
    assert os.listdir(root) == [name for name in os.listdir(root) if not name.startswith("one")]


def test_other_tools(shell, root, tools, python, tmp_path):
    """Without uv, pyenv installs it, else mise; without any, the message names them."""
    version = ".".join(map(str, python))
    output = shell.tries(f"mkvenv --no-pip -p {version} --fetch one")
    assert (output.code, "uv, pyenv, mise" in output.err) == (1, True)
    prefix = os.path.dirname(os.path.dirname(os.path.realpath(pythons.movable())))
    for name, words, place in (
        ("mise", f"install python@{version}", f"{tmp_path}/home/.local/share/mise/installs/python"),
        ("pyenv", f"install {version}", f"{tmp_path}/pyenv/versions"),
    ):
        link = f"mkdir -p '{place}' && ln -s '{prefix}' '{place}/{version}'"
        pythons.script(tools / name, f"#!/bin/sh\n[ \"$*\" = '{words}' ] && {link}\n")
        output = shell.say(f"mkvenv --no-pip -p {version} --fetch {name}")
        assert (output.code, f"{name} {words}\n" in output.err) == (0, True)
        os.unlink(f"{place}/{version}")
