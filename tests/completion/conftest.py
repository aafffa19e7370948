"""Fixtures for what TAB does, in real shells."""

from __future__ import annotations

import pytest

import trees
from completing import COMMANDS, NAMES, Asked, Typed


@pytest.fixture
def world(clean_environment, tmp_path):
    """An environment for shells: a store with a few environments, a trash, a pyenv, and an envarium on PATH."""
    root = tmp_path / "store"
    for name in NAMES:
        trees.plant(f"{root}/{name}")
    (root / "web/bin/flask").touch()
    (root / "no environment").mkdir()
    trees.plant(f"{root}/.envarium/trash/1700000000-1-host/old")
    for snapshot in ("web/1", "web/2-before-x", "data/1"):
        (root / ".envarium/snapshots" / snapshot).mkdir(parents=True)
    for version in (
        "pyenv/3.9.18",
        "pyenv/3.14-dev",
        "pyenv/mine",
        "uv/cpython-3.13.1-linux-x86_64-gnu",
    ):
        trees.plant(tmp_path / version.replace("/", "/versions/"))
    (tmp_path / "work/dir x").mkdir(parents=True)
    (tmp_path / "work/file x").touch()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/envarium").symlink_to("/bin/false")
    for program in ("python3.77", "python3.77t", "python3.77-config", "pypy3.66"):
        (tmp_path / "bin" / program).symlink_to("/bin/true")
    return {
        **clean_environment,
        "PYENV_ROOT": str(tmp_path / "pyenv"),
        "UV_PYTHON_INSTALL_DIR": str(tmp_path / "uv/versions"),
        "PATH": f"{tmp_path}/bin:{clean_environment['PATH']}",
        "TERM": "dumb",
        "INPUTRC": "/dev/null",
        "ZDOTDIR": clean_environment["HOME"],
    }


@pytest.fixture(params=("bash", "fish"))
def asked(request, world, tmp_path):
    """Each shell that can print what it completes without a terminal."""
    return Asked(request.param, world, tmp_path / "work")


@pytest.fixture
def bash(world, tmp_path):
    """Bash, which prints what readline would insert."""
    return Asked("bash", world, tmp_path / "work")


@pytest.fixture(params=COMMANDS)
def typed(request, world, tmp_path):
    """Each shell whose line is edited as a person edits it."""
    shell = Typed(request.param, world, tmp_path / "work")
    yield shell
    shell.child.close(force=True)
