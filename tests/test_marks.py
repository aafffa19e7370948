from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envarium.store import marks
from trees import plant

VALUES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))).map(str.strip)


def write(place, text):
    with open(f"{place}/pyvenv.cfg", "wb") as file:
        file.write(text.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("home = /usr/bin\nversion = 3.12.1\n", {"home": "/usr/bin", "version": "3.12.1"}),
        ("HOME=/usr/bin", {"home": "/usr/bin"}),
        ("home = /first\nhome = /second\n", {"home": "/first"}),
        ("prompt = a = b\n", {"prompt": "a = b"}),
        ("# comment\n\nno equals sign\nhome = /x\r\n", {"home": "/x"}),
        ("home = /\udcff\n", {"home": "/\udcff"}),
        ("", {}),
    ],
)
def test_keys(text, keys, tmp_path):
    """A pyvenv.cfg is read as the interpreter reads it, whoever wrote it."""
    write(tmp_path, text)
    assert marks.config(str(tmp_path)) == keys


def test_absent_or_odd_files_have_no_keys(tmp_path):
    """What is missing, or a directory, has no keys."""
    assert marks.config(str(tmp_path)) == {}
    os.mkdir(tmp_path / "pyvenv.cfg")
    assert marks.config(str(tmp_path)) == {}


@given(keys=st.dictionaries(st.sampled_from(["home", "version", "prompt", "base-prefix"]), VALUES))
def test_keys_come_back(keys, tmp_path_factory):
    """What was written is read again, key by key."""
    place = tmp_path_factory.mktemp("marks")
    write(place, marks.keys_text(keys))
    assert marks.config(str(place)) == keys


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0c", "\x85", "\u2028"])
def test_a_value_cannot_add_a_line(end):
    """A value in which any reader would see a second line is not written."""
    with pytest.raises(AssertionError):
        marks.keys_text({"prompt": f"x{end}home = /evil"})


@pytest.mark.parametrize("prompt", [None, "my env", "it's", 'say "so"'])
def test_real_environments(prompt, tmp_path):
    """The standard library's own environments are read truly: version and label."""
    place = str(tmp_path / "real")
    venv.create(place, symlinks=True, prompt=prompt)
    keys = marks.config(place)
    told = subprocess.check_output(
        [f"{place}/bin/python", "-c", "import platform; print(platform.python_version())"]
    )
    assert marks.version(place, keys) == told.decode().strip().rstrip("+")
    assert marks.prompt(place, keys) == (prompt or "real")


@pytest.mark.parametrize(
    ("keys", "library", "version"),
    [
        ({"version": "3.12.1"}, "python3.11", "3.12.1"),
        ({"version_info": "3.12.1.final.0"}, "", "3.12.1"),
        ({}, "python3.11", "3.11"),
        ({}, "python2.7", "2.7"),
        ({}, "python3.13t", "3.13"),
        ({}, "pypy3.9", "3.9"),
        ({}, "python3", ""),
        ({}, "pythonic", ""),
        ({}, "", ""),
    ],
)
def test_version_from_files(keys, library, version, tmp_path):
    """The version comes from pyvenv.cfg, else from the library's name, else from nowhere."""
    if library:
        os.makedirs(tmp_path / "lib" / library)
    assert marks.version(str(tmp_path), keys) == version


def test_debians_library_is_no_version(tmp_path):
    """A `lib/python3` beside the library proper, as Debian has it, does not hide the minor version."""
    for name in ("python3", "python3.11"):
        os.makedirs(tmp_path / "lib" / name)
    assert marks.version(str(tmp_path), {}) == "3.11"


def test_version_of_this_interpreter(tmp_path):
    """The name of a true interpreter's library tells its version."""
    library = sysconfig.get_path("stdlib", vars={"installed_base": str(tmp_path)})
    os.makedirs(library)
    assert marks.version(str(tmp_path), {}) == "{}.{}".format(*sys.version_info)


@pytest.mark.parametrize(
    "project", ["/src/web", "/with blank ", '/it\'s "here"', "/$(touch evil)", "/é", "/\udcff"]
)
def test_project(project, home, tmp_path):
    """The project that an environment is tied to comes back as it was given."""
    place = plant(tmp_path / "x")
    assert marks.project(place) == ""
    marks.tie(place, project)
    assert marks.project(place) == project
    assert sorted(os.listdir(place)) == [".project", "bin", "origin", "pyvenv.cfg"]


def test_project_without_a_newline(home, tmp_path):
    """Virtualenvwrapper's users also write the file by hand."""
    (tmp_path / ".project").write_text("/src/web")
    assert marks.project(str(tmp_path)) == "/src/web"


def test_project_file_of_another_name(home, tmp_path, monkeypatch):
    """Virtualenvwrapper's variable for the file's name is obeyed."""
    monkeypatch.setenv("VIRTUALENVWRAPPER_PROJECT_FILENAME", ".where")
    place = plant(tmp_path / "x")
    marks.tie(place, "/src/web")
    assert marks.project(place) == "/src/web"
    assert os.path.exists(f"{place}/.where")


def test_many_tie_at_once(tmp_path):
    """Of several processes that tie one environment at once, each succeeds, and the file is always a whole one."""
    place = plant(tmp_path / "x")
    projects = [f"/project/{letter * 500}" for letter in "abcd"]
    children = []
    for project in projects:
        children.append(os.fork())
        if children[-1] == 0:
            try:
                for _ in range(200):
                    marks.tie(place, project)
                    assert marks.project(place) in projects
                os._exit(0)
            finally:
                os._exit(1)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    assert sorted(os.listdir(place)) == [".project", "bin", "origin", "pyvenv.cfg"]
