"""What happens to a link if its environment or its project is moved, rebuilt or removed."""

from __future__ import annotations

import json
import os
import shlex
import shutil

import pytest

from envarium.store import link as links
from envarium.store import linking
from envarium.store.environment import Environment
from hooking import write
from linked import HERE, install, installed, is_recorded, link_of
from trees import plant, whole


@pytest.mark.parametrize("form", [(), ("--file",)])
def test_it_lives_with_the_environment(form, store, project, tool):
    """Renamed, removed, restored, copied, replaced: the link is right, and of its form."""
    tool.done("create", "--no-pip", "web")
    tool.done("link", *form, "web", cwd=project)

    def target():
        return links.read(project, store).environment(store).name

    tool.done("rename", "web", "new")
    assert target() == "new"
    tool.done("copy", "new", "copied")
    assert (target(), linking.record(store.find("copied"))) == ("new", {})
    tool.done("create", "--no-pip", "--clear", "new")
    assert (target(), list(linking.record(store.find("new")))) == ("new", [project])
    assert store.find("new").config.get("relocatable") == "true"
    tool.done("remove", "new")
    assert links.read(project, store) is None
    tool.done("restore", "new")
    assert target() == "new"
    tool.done("remove", "new")
    tool.done("restore", "new", "newer")
    assert target() == "newer"
    assert os.path.islink(f"{project}/.venv") == (form == ())


def test_rebuilt_on_another_python(store, project, tool):
    """An environment that is rebuilt is linked as before, and lets uv write launchers without the link's path."""
    tool.done("create", "--link", "-a", project, *HERE, "web")
    tool.done("repair", *HERE, "web")
    assert (link_of(project), linking.record(store.find("web"))) == (
        store.path("web"),
        {project: "symlink"},
    )
    assert store.find("web").config.get("relocatable") == "true"


def test_what_leads_elsewhere_is_not_touched(store, project, tool):
    """Once another tool has replaced the link, it stays as it is, whatever happens to the environment."""
    tool.done("create", "--no-pip", "--link", "-a", project, "web")
    os.unlink(f"{project}/.venv")
    plant(f"{project}/.venv")
    for words in (("rename", "web", "new"), ("remove", "new")):
        tool.done(*words)
        assert Environment(f"{project}/.venv").exists
    done = tool("restore", "new")
    assert done.returncode == 0
    assert "is not linked" in done.stderr
    assert Environment(f"{project}/.venv").exists


def test_a_project_that_does_not_exist(store, project, tool):
    """The environment can be renamed, removed and restored without its project."""
    tool.done("create", "--no-pip", "--link", "-a", project, "web")
    os.rename(project, project + ".moved")
    for words in (("rename", "web", "new"), ("remove", "new"), ("restore", "new")):
        tool.done(*words)
    assert not os.path.exists(project)


def test_a_directory_that_cannot_be_written_to(open_directory, as_nobody, store):
    """Where the project is read-only, the link cannot be made, and nothing is changed."""
    os.chmod(open_directory, 0o555)
    environment = Environment(plant(store.path("web")))
    output = as_nobody(lambda: linking.objection(open_directory, None, environment))
    assert "cannot be written to" in output


def test_a_project_that_moves(store, project, tool):
    """From the project, everything in the environment that names its old directory is changed, once."""
    tool.done("create", "--no-pip", "--link", "-a", project, "web")
    place = store.path("web")
    install(place, project)
    assert installed(place) == (project, project + "/.venv")
    new = project + "'s new home"
    os.rename(project, new)
    os.mkdir(new + "/below")
    rows = json.loads(tool("doctor", "--json", "web", cwd=new + "/below").stdout)
    assert "project-moved" in {row["id"] for row in rows}
    done = tool("activate", "--shell", "bash", ".", cwd=new + "/below", PWD=new + "/below")
    assert done.returncode == 0
    assert "was moved here" in done.stderr
    assert installed(place) == (new, place)
    assert is_recorded(place)
    assert (store.find("web").project, linking.record(store.find("web"))) == (new, {new: "symlink"})
    assert tool("activate", "--shell", "bash", ".", cwd=new, PWD=new).stderr == ""
    assert json.loads(tool("doctor", "--json", "web", cwd=new).stdout) == []


def test_a_project_that_was_copied(store, project, tool):
    """While the old directory exists, the project has not moved: two directories lead to one environment."""
    tool.done("create", "--no-pip", "--link", "-a", project, "web")
    install(store.path("web"), project)
    before = whole(store.path("web"))
    shutil.copytree(project, project + "2", symlinks=True)
    assert tool("activate", "--shell", "bash", ".", cwd=project + "2", PWD=project + "2").returncode == 0
    assert whole(store.path("web")) == before
    assert "linked from another project" in tool.refused("link", "web", cwd=project + "2")


def test_a_disk_that_is_not_mounted(store, project, tool):
    """A project on such a disk has not moved to a directory that is linked to its environment."""
    tool.done("create", "--no-pip", "--link", "-a", project, "web")
    environment = store.find("web")
    environment.tie("/media/me/usb/web")
    linking.note(environment, {"/media/me/usb/web": "symlink"})
    assert tool("activate", "--shell", "bash", ".", cwd=project, PWD=project).stderr == ""
    assert environment.project == "/media/me/usb/web"


@pytest.mark.parametrize(
    ("file", "text"),
    [(".python-version", "3.7\n"), ("pyproject.toml", '[project]\nrequires-python = "<3.8"\n')],
)
def test_another_python_than_the_projects(file, text, store, project, tool):
    """Where uv would delete what is in the environment, link and workon say so in one line."""
    tool.done("create", "--no-pip", *HERE, "web")
    assert tool("link", "web", cwd=project).stderr == ""
    write(f"{project}/{file}", text)
    for words in (
        ("link", "web"),
        ("activate", "--shell", "bash", "."),
        ("create", "--no-pip", "--link", "web"),
    ):
        lines = tool(*words, cwd=project, PWD=project).stderr.splitlines()
        assert sum("uv would delete" in line and file in line for line in lines) == 1, lines


def test_doctor(store, project, tool):
    """A link that was deleted or replaced is reported, with the tool that did so; the remedy restores it."""
    tool.done("create", "--no-pip", "--link", "-a", project, "web")

    def finding():
        rows = json.loads(tool("doctor", "--json", "web").stdout)
        (row,) = (row for row in rows if row["id"].startswith("link-"))
        return row

    os.unlink(f"{project}/.venv")
    assert finding()["id"] == "link-gone"
    for key, maker in (("uv", "uv"), ("virtualenv", "poetry"), ("x", "another tool")):
        write(plant(f"{project}/.venv") + "/pyvenv.cfg", f"home = /usr/bin\n{key} = 1\n")
        row = finding()
        assert row["id"] == "link-replaced"
        assert maker in row["what"]
        assert shlex.split(row["remedy"])[0] == "envarium"
        tool.done(*shlex.split(row["remedy"])[1:])
        assert link_of(project) == store.path("web")
        os.unlink(f"{project}/.venv")
