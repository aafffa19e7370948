"""A store for shells other than bash, zsh and fish."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tool import Tool


@pytest.fixture(scope="session")
def world(tmp_path_factory, installed):
    """Variables for shells, of a store with the environments `one` and `two`; `one` has variables of its own."""
    home = tmp_path_factory.mktemp("home")
    root = home / "the store"
    environment = {
        "HOME": str(home),
        "WORKON_HOME": str(root),
        "PATH": f"{os.path.dirname(installed)}:/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    tool = Tool({**os.environ, **environment})
    for name in ("one", "two"):
        tool.done("create", "--no-pip", "-p", sys.executable, name)
    tool.done("set", "one", "FOO=it's $(x)", "BAR=b", "--path-prepend", "/opt/more")
    os.mkdir(home / "project")
    tool.done("set-project", "two", str(home / "project"))
    return environment


@pytest.fixture
def fresh(world):
    """The same, without what an earlier test has left in the home directory."""
    subprocess.run(["rm", "-rf", world["HOME"] + "/.config"], check=True)
    return world
