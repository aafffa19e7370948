"""A package index of two small wheels, and the command line with nothing else to install from."""

from __future__ import annotations

import os

import pytest

from tool import Tool, lend
from wheels import UV, index, wheel


@pytest.fixture
def links(tmp_path):
    """The directory that is the package index: `one` needs `two`."""
    place = tmp_path / "index"
    place.mkdir()
    wheel(place, "one", requires=["two"])
    wheel(place, "two", "2.0")
    return place


@pytest.fixture(params=["pip", "uv"])
def tool(request, store, links, tmp_path, shared):
    """The command line, with no index but `links`, and with uv on PATH or not."""
    lend(store.root, shared / "warm")
    tools = tmp_path / "tools"
    tools.mkdir()
    if request.param == "uv":
        os.symlink(UV, tools / "uv")
    path = f"{tools}:{without_uv()}"
    return Tool({**os.environ, **index(links), "WORKON_HOME": store.root, "PATH": path})


def without_uv():
    """Return PATH without the directories that have a uv."""
    return ":".join(folder for folder in os.environ["PATH"].split(":") if not os.path.exists(folder + "/uv"))


@pytest.fixture
def with_pip(store, links, shared):
    """The same without uv, where it does not matter what installs."""
    lend(store.root, shared / "warm")
    return Tool({**os.environ, **index(links), "WORKON_HOME": store.root, "PATH": without_uv()})


@pytest.fixture
def with_uv(store, links, tmp_path):
    """The command line, with uv."""
    os.symlink(UV, tmp_path / "uv")
    path = f"{tmp_path}:{os.environ['PATH']}"
    return Tool({**os.environ, **index(links), "WORKON_HOME": store.root, "PATH": path})
