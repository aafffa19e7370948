"""Stores in which a tree can be in reserve."""

from __future__ import annotations

import os
import sys

import pytest

from envarium.creator import reserve
from envarium.creator import seeds as seed_images
from envarium.creator.request import Request
from envarium.interpreters import find
from reserved import HERE, configure
from tool import Tool, lend


@pytest.fixture(scope="session")
def lender(tmp_path_factory):
    """A store that has seed images and knows interpreters, with no reserve of its own."""
    place = tmp_path_factory.mktemp("lender")
    (place / "config/envarium").mkdir(parents=True)
    (place / "config/envarium/config.toml").write_text("reserve = false\n")
    tool = Tool({**os.environ, "WORKON_HOME": str(place / "store"), "XDG_CONFIG_HOME": str(place / "config")})
    tool.done("create", *HERE, "first")
    return place / "store"


@pytest.fixture
def there(store, lender, home):
    """The empty store, with the seed images at hand; trees are built however busy the machine is."""
    lend(store.root, lender)
    configure(home, "reserve = true\n")
    return store


@pytest.fixture
def seeds(there):
    """The image of pip for the Python that runs the tests."""
    python = find.find(sys.executable, there.own("interpreters"))
    return (seed_images.ready(there.own("seeds"), python, "pip"),)


@pytest.fixture
def request_(there, seeds):
    """The request for an environment with pip, whose tree may be in reserve."""
    python = find.find(sys.executable, there.own("interpreters"))
    request = Request(there.path("one"), python)
    request.seeds = seeds
    request.reserve = reserve.path(there, seeds)
    return request
