"""Linked projects in the hands of the real uv, poetry, pdm and hatch."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from uv import find_uv_bin

import indexed
import projects
from tool import open_text
from waiting import PATIENCE

HERE = ("-p", sys.executable)

PYPROJECT = """
[project]
name = "web"
version = "1.0"
requires-python = ">=3.8"
dependencies = []

[tool.hatch.envs.default]
path = ".venv"
skip-install = true
"""

BACKEND = """

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    scripts = "[console_scripts]\\nweb-prefix = web:main\\n"
    files = {"web.pth": os.getcwd() + "\\n", "web-1.0.dist-info/entry_points.txt": scripts}
    return _wheel(wheel_directory, files)
"""

MODULE = "import sys\n\n\ndef main():\n    print(sys.prefix, __file__, sep='\\n')\n"

PROGRAM = ("-c", "import sys; print(sys.prefix)")


@pytest.fixture
def project(tmp_path):
    """A project that all of these tools accept, with a build backend and a program of its own."""
    place = projects.write(tmp_path / "my project", "web")
    for file, text in (("pyproject.toml", PYPROJECT), ("backend.py", BACKEND), ("web.py", MODULE)):
        with open(f"{place}/{file}", "a", encoding="utf-8") as opened:
            opened.write(text)
    return place


@pytest.fixture
def linked(project, tool):
    """A function that creates an environment, links the project to it, and returns its path."""

    def link(*form):
        tool.done("create", *HERE, "web")
        tool.done("link", *form, "web", cwd=project)
        return tool.environment["WORKON_HOME"] + "/web"

    return link


def run(tool, folder, *command):
    """Run a program in `folder` as a user who has activated nothing, and return what it printed."""
    kept = {name: value for name, value in tool.environment.items() if not name.startswith("VIRTUAL_ENV")}
    done = subprocess.run(
        command, cwd=folder, env={**kept, "UV_OFFLINE": "1"}, capture_output=True, text=True, check=False,
        timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout


def uv(tool, folder, *words):
    return run(tool, folder, find_uv_bin(), *words)  # `python -m uv` would use the environment of that Python


def same(printed, place):
    """Whether a tool has `printed` the path of the environment at `place`, by whatever path."""
    return os.path.samefile(printed.strip().splitlines()[-1], place)


@pytest.mark.parametrize("form", [(), ("--file",)])
def test_uv(form, linked, project, tool):
    """uv sync, uv run and uv pip use the environment of the store, and the link stays as it is."""
    place = linked(*form)
    uv(tool, project, "sync", *HERE)
    assert same(uv(tool, project, "run", *HERE, "python", *PROGRAM), place)
    assert run(tool, "/", f"{place}/bin/web-prefix") == f"{place}\n{project}/web.py\n"
    assert "web" in uv(tool, project, "pip", "list")
    assert open_text(f"{place}/.project") == project + "\n"
    if form:
        assert open_text(f"{project}/.venv") == place + "\n"
    else:
        assert os.readlink(f"{project}/.venv") == place


def test_uv_and_a_project_that_moves(linked, project, tool):
    """A program that uv has installed through the link runs after the project has moved, and finds it."""
    place = linked()
    uv(tool, project, "sync", *HERE)
    moved = project + " moved"
    os.rename(project, moved)
    tool.done("activate", "--shell", "bash", ".", cwd=moved, PWD=moved)
    assert run(tool, "/", f"{place}/bin/web-prefix") == f"{place}\n{moved}/web.py\n"
    assert same(uv(tool, moved, "run", *HERE, "python", *PROGRAM), place)


TOOLS = {
    "poetry": ("env", "info", "--path"),
    "pdm": ("run", "python", *PROGRAM),
    "hatch": ("run", "python", *PROGRAM),
}


@pytest.fixture(params=TOOLS)
def other_tool(request, tmp_path_factory):
    """The name and the path of another tool, installed once."""
    return request.param, indexed.program(tmp_path_factory, request.param)


def test_other_tools(other_tool, linked, project, tool):
    """They follow the symlink, use the environment of the store, and leave the link as it is."""
    name, program = other_tool
    place = linked()
    assert same(run(tool, project, program, *TOOLS[name]), place)
    assert os.readlink(f"{project}/.venv") == place
    assert open_text(f"{place}/.project") == project + "\n"
