"""Environments of each interpreter of this machine, created once."""

from __future__ import annotations

import os

import pytest
from filelock import FileLock

import wheels
from creations import SPECS, Made
from envarium.errors import NoInterpreter
from envarium.interpreters import find
from tool import Tool


@pytest.fixture(scope="session")
def ground(shared):
    """A directory with a store and a home directory, which these tests share."""
    (shared / "home/.config/envarium").mkdir(parents=True, exist_ok=True)
    config = shared / "home/.config/envarium/config.toml"
    config.write_text("reserve = false\n")  # the bytecode is there at once
    return shared


@pytest.fixture(scope="session")
def maker(ground):
    """The command line, on the shared store."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL_ENV", "XDG_"))}
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    return Tool(
        {**kept, "HOME": str(ground / "home"), "PYENV_ROOT": pyenv, "WORKON_HOME": str(ground / "store")}
    )


@pytest.fixture(scope="session", params=SPECS)
def made(request, maker, ground):
    """The environment that each interpreter gives, made once."""
    spec = request.param
    if spec[:1] == "/" and not os.path.exists(spec):
        pytest.skip(f"there is no {spec} on this machine")
    try:
        facts = find.find(spec, str(ground / "store/.envarium/interpreters"), str(ground / "home"))
    except NoInterpreter:
        pytest.skip(f"there is no Python {spec} on this machine")
    name = "of " + spec.rpartition("/")[2]
    with FileLock(ground / f"{name}.lock"):
        maker.done("create", "-p", spec, name)
    return Made(f"{ground}/store/{name}", facts, maker.environment)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    return wheels.tiny(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def any_python(maker, ground):
    """The facts of one interpreter, CPython 3.8 or later."""
    return find.find(">=3.8", str(ground / "store/.envarium/interpreters"), str(ground / "home"))
