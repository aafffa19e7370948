"""Stores with images of pip."""

from __future__ import annotations

import os

import pytest

from seeded import HERE
from tool import Tool


@pytest.fixture(scope="session")
def maker(tmp_path_factory):
    """The command line, on a store of this module's own, whose images have their bytecode at once."""
    place = tmp_path_factory.mktemp("seed")
    (place / "home/.config/envarium").mkdir(parents=True)
    (place / "home/.config/envarium/config.toml").write_text("reserve = false\n")
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    tool = Tool(
        {**os.environ, "HOME": str(place / "home"), "PYENV_ROOT": pyenv, "WORKON_HOME": str(place / "store")}
    )
    tool.done("create", *HERE, "first")
    tool.done("create", *HERE, "second")
    return tool


@pytest.fixture
def fresh(maker, tmp_path):
    """The command line, on a store that nothing is in."""
    (tmp_path / "store").mkdir()
    return Tool({**maker.environment, "WORKON_HOME": str(tmp_path / "store")})
