"""Linking a project to an environment, and unlinking it."""

from __future__ import annotations

import os

import pytest

from envarium.store import linking
from envarium.store.environment import Environment
from linked import HERE, link_of
from tool import open_text
from trees import plant


def test_link_and_unlink(store, project, tool):
    """The link leads to the environment, which records it and belongs to the project; unlink takes back the link."""
    place = tool.environment["WORKON_HOME"] + "/web"
    tool.done("create", "--no-pip", "web")
    os.mkdir(f"{project}/sub")
    assert tool.done("link", "web", cwd=f"{project}/sub", PWD=f"{project}/sub").startswith("linked ")
    assert link_of(project) == place
    environment = store.find("web")
    assert (environment.project, linking.record(environment)) == (project, {project: "symlink"})
    assert environment.config.get("relocatable") == "true"
    tool.done("link", cwd=project)
    tool.done("unlink", cwd=f"{project}/sub", PWD=f"{project}/sub")
    assert (link_of(project), linking.record(environment), environment.project) == (None, {}, project)
    tool.done("link", "--file", cwd=project)
    assert open_text(f"{project}/.venv") == place + "\n"
    tool.done("link", cwd=project)
    assert link_of(project) == place
    tool.done("unlink", "web")
    assert link_of(project) is None


def test_create_without_a_name(store, project, tool):
    """In a project, the environment gets its name and is linked; below it too, and again it is the same one."""
    os.mkdir(f"{project}/sub")
    done = tool("create", "--no-pip", cwd=f"{project}/sub", PWD=f"{project}/sub")
    assert done.returncode == 0
    assert ".venv to My.Proj\n" in done.stderr
    assert (store.names(), link_of(project)) == (["My.Proj"], store.path("My.Proj"))
    tool.done("rename", "My.Proj", "other")
    assert link_of(project) == store.path("other")
    assert "left unchanged" in tool("create", "--no-pip", cwd=project).stderr
    assert store.names() == ["other"]


@pytest.mark.parametrize(
    "text", ['[project]\nname = "../x"\n', "[project", '[project]\nname = ""\n', "[build-system]\n"]
)
def test_the_name_of_the_directory(text, store, project, tool):
    """A pyproject.toml that names no environment leaves it to the directory."""
    with open(f"{project}/pyproject.toml", "w", encoding="utf-8") as file:
        file.write(text)
    tool.done("create", "--no-pip", "-p", "python3", cwd=project)
    assert store.names() == [os.path.basename(project)]


def test_no_name_and_no_project(store, tool, tmp_path):
    """Outside projects a name is needed; the home directory is no project, whatever it contains."""
    for folder in (tmp_path / "home", tmp_path / "home/below"):
        folder.mkdir(exist_ok=True)
        (tmp_path / "home/requirements.txt").touch()
        assert "there is no name" in tool.refused("create", cwd=folder, PWD=str(folder), code=2)


def test_the_home_directory_is_no_project(store, tool):
    """Its .venv would apply to each project below it; therefore a name is needed."""
    plant(store.path("web"))
    home = tool.environment["HOME"]
    for words in (("link", "web"), ("create", "new", "--link", "--no-pip")):
        result = tool(*words, cwd=home)
        assert (result.returncode, "is no project" in result.stderr, link_of(home)) == (2, True, None)
    assert not store.holds("new")
    tool.done("link", "web", "-a", home)
    assert link_of(home) == store.path("web")


def test_the_name_of_another_project(store, project, tool, tmp_path):
    """An environment of that name that belongs to another project is not used; with another name it succeeds."""
    (tmp_path / "other").mkdir()
    tool.done("create", "--no-pip", "-a", str(tmp_path / "other"), "My.Proj")
    assert '"My.Proj" already exists' in tool.refused("create", "--no-pip", cwd=project)
    assert link_of(project) is None
    tool.done("create", "--no-pip", "--link", "mine", cwd=project)
    assert link_of(project) == store.path("mine")


def test_two_projects(store, project, tool, tmp_path):
    """An environment that another project is linked to is not linked again, until that one is unlinked."""
    (tmp_path / "other").mkdir()
    tool.done("create", "--no-pip", "--link", "-a", project, "web")
    assert "linked from another project" in tool.refused("link", "web", cwd=tmp_path / "other")
    assert "linked from another project" in tool.refused("link", "--again", "web", cwd=tmp_path / "other")
    assert "linked from another project" in tool.refused(
        "create", "--no-pip", "--link", "web", cwd=tmp_path / "other", PWD=str(tmp_path / "other")
    )
    assert store.find("web").project == project
    tool.done("unlink", "web")
    tool.done("link", "web", cwd=tmp_path / "other")
    assert store.find("web").project == str(tmp_path / "other")


def test_the_config_file(store, project, tool):
    """`link` in the config file makes -a link; without it, -a says once that there is `link`."""
    output = [tool("create", "--no-pip", "-a", project, name).stderr for name in ("one", "two")]
    assert ["envarium link" in text for text in output] == [True, False]
    assert link_of(project) is None
    folder = tool.environment["HOME"] + "/.config/envarium"
    os.makedirs(folder)
    with open(folder + "/config.toml", "w", encoding="utf-8") as file:
        file.write('link = "file"\n')
    tool.done("create", "--no-pip", "-a", project, "three")
    assert open_text(f"{project}/.venv") == store.path("three") + "\n"
    home = os.path.dirname(project)
    tool.done("create-project", "--no-pip", *HERE, "four", PROJECT_HOME=home)
    assert open_text(f"{home}/four/.venv") == store.path("four") + "\n"


def test_again(store, project, tool, tmp_path):
    """--again takes back a link that leads elsewhere, and moves an environment aside; anything else stays."""
    tool.done("create", "--no-pip", "web")
    tool.done("create", "--no-pip", "--link", "-a", project, "first")
    hint = tool("link", "web", cwd=project).stderr
    assert "link --again" in hint
    assert link_of(project) == store.path("first")
    tool.done("link", "--again", "web", cwd=project)
    assert link_of(project) == store.path("web")
    assert (linking.record(store.find("first")), linking.record(store.find("web"))) == (
        {},
        {project: "symlink"},
    )
    os.unlink(f"{project}/.venv")
    plant(f"{project}/.venv")
    for name in (".venv.old", ".venv.old2"):
        tool.done("link", "--again", "web", cwd=project)
        assert Environment(f"{project}/{name}").exists
        os.unlink(f"{project}/.venv")
        plant(f"{project}/.venv")
    os.rename(f"{project}/.venv", tmp_path / "taken")
    os.makedirs(f"{project}/.venv/precious")
    assert "neither a link nor an environment" in tool.refused("link", "--again", "web", cwd=project)
    assert os.path.isdir(f"{project}/.venv/precious")
