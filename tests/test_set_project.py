"""Tying an environment to a project directory."""

from __future__ import annotations

import os

import pytest

from envarium import door
from envarium.commands import set_project
from evil import ACCEPTED
from trees import plant, whole

assert set_project  # a child that may not read this interpreter's library needs it loaded before


def tied(place):
    """The bytes of the file that names the project."""
    with open(place + "/.project", "rb") as file:
        return file.read()


def test_defaults(tool, store, tmp_path):
    """Without arguments it is the active environment, wherever it is, and the working directory."""
    place = plant(tmp_path / "elsewhere")
    result = tool.done("set-project", VIRTUAL_ENV=place, cwd=tmp_path)
    assert result == f"Setting project for elsewhere to {tmp_path}\n"
    assert tied(place) == os.fsencode(tmp_path) + b"\n"


def test_no_environment(tool, store, tmp_path):
    """With no environment active and none named nothing is written, least of all into the store itself."""
    before = whole(store.root)
    for variables in ({}, {"VIRTUAL_ENV": str(tmp_path / "gone")}, {"VIRTUAL_ENV": str(tmp_path)}):
        assert "no environment is active" in tool.refused("set-project", **variables)
    assert whole(store.root) == before
    assert os.listdir(tmp_path) == ["home"]


@pytest.mark.parametrize("part", range(4))
def test_any_names(part, tool, store, tmp_path):
    """Names and directories that break programs are accepted and printed unchanged."""
    names = list(ACCEPTED.values())[part::4]
    calls = []
    for name in names:
        plant(store.path(name))
        (tmp_path / "projects" / name).mkdir(parents=True)
        calls.append(("set-project", name, str(tmp_path / "projects" / name)))
    for name, result in zip(names, tool.each(calls, tmp_path), strict=True):
        project = str(tmp_path / "projects" / name)
        assert (result.returncode, result.stdout) == (0, f"Setting project for {name} to {project}\n"), result
        assert tied(store.path(name)) == os.fsencode(project) + b"\n"


def test_a_path_to_an_environment(tool, store, tmp_path):
    """An environment may be given by its path; a name in the store wins over a directory of that name here."""
    outside, inside = plant(tmp_path / "x"), plant(store.path("x"))
    tool.done("set-project", "x", "/tmp", cwd=tmp_path)
    assert (tied(inside), os.path.exists(outside + "/.project")) == (b"/tmp\n", False)
    tool.done("set-project", "./x", "/usr", cwd=tmp_path)
    assert (tied(inside), tied(outside)) == (b"/tmp\n", b"/usr\n")
    plant(tmp_path / "y")
    assert tool.done("set-project", "y/", "/usr", cwd=tmp_path) == "Setting project for y to /usr\n"
    assert tool.done("set-project", str(tmp_path / "y"), "/tmp") == "Setting project for y to /tmp\n"


def test_directories(tool, store, tmp_path):
    """The project is made absolute, its links are kept, and what is no directory is refused."""
    place = plant(store.path("x"))
    (tmp_path / "real/deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real")
    tool.done("set-project", "x", "link/deep/../deep/", cwd=tmp_path)
    assert tied(place) == os.fsencode(tmp_path / "link/deep") + b"\n"
    tool.done("set-project", "x", cwd=tmp_path / "link", PWD=str(tmp_path / "link"))
    assert tied(place) == os.fsencode(tmp_path / "link") + b"\n"
    tool.done("set-project", "x", "deep", cwd=tmp_path / "link", PWD=str(tmp_path))
    assert tied(place) == os.fsencode(tmp_path / "real/deep") + b"\n"
    tool.done("set-project", "x", "~")
    assert tied(place) == os.fsencode(tool.environment["HOME"]) + b"\n"
    before = tied(place)
    (tmp_path / "file").write_text("")
    (tmp_path / "a\nb").mkdir()
    (tmp_path / "\x1b[31m").mkdir()
    for project, code in {"file": 1, "gone": 1, "a\nb": 2, "\x1b[31m": 2, "gone\x1b": 1}.items():
        tool.refused("set-project", "x", str(tmp_path / project), code=code)
    assert tied(place) == before


def test_what_is_none(tool, store, tmp_path):
    """What is neither a name in the store nor a path to an environment is refused, with the nearest that are."""
    plant(store.path("myproj"))
    (tmp_path / "folder").mkdir()
    before = whole(store.root)
    assert '"myporj"' in tool.refused("set-project", "myporj", "/tmp")
    assert '"myproj"' in tool("set-project", "myporj", "/tmp").stderr.splitlines()[1]
    for text in ("./folder", "../folder", str(tmp_path / "folder"), "/", "..", "."):
        tool.refused("set-project", text, "/tmp", cwd=tmp_path)
    assert whole(store.root) == before


def test_another_file_name(tool, store):
    """The file is the one that VIRTUALENVWRAPPER_PROJECT_FILENAME names."""
    place = plant(store.path("x"))
    tool.done("set-project", "x", "/tmp", VIRTUALENVWRAPPER_PROJECT_FILENAME=".home")
    assert os.path.exists(place + "/.home")
    assert not os.path.exists(place + "/.project")


@pytest.mark.usefixtures("home")
def test_an_environment_of_another_user(as_nobody, open_directory):
    """Where the environment may not be written to nothing changes."""
    plant(open_directory + "/x")
    before = whole(open_directory)

    def answer():
        os.environ.update(WORKON_HOME=open_directory, HOME="/")
        return door.serve(["set-project", "x", "/tmp"])

    assert as_nobody(answer) == "1"
    assert whole(open_directory) == before
