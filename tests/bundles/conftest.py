"""A copy of envarium whose shell words are called."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys

import pytest

from bundled import START
from tool import SOURCE, Tool
from waiting import PATIENCE


@pytest.fixture(scope="session")
def lender(tmp_path_factory):
    """A store that has seed images and knows interpreters."""
    place = tmp_path_factory.mktemp("lender")
    # nothing may be prepared in the background while others copy the store
    tool = Tool({**os.environ, "WORKON_HOME": str(place / "store"), "ENVARIUM_RESERVE": "false"})
    tool.done("create", "first")
    return place / "store"


@pytest.fixture(scope="session")
def master(tmp_path_factory):
    """A copy of envarium with its compiled files, and no bundle."""
    place = tmp_path_factory.mktemp("master") / "envarium"
    shutil.copytree(SOURCE + "/envarium", place, ignore=shutil.ignore_patterns("__pycache__"))
    assert compileall.compile_dir(place, quiet=2)
    return place


@pytest.fixture
def package(tmp_path, master):
    """A copy of envarium that has no bundle yet."""
    shutil.copytree(master, tmp_path / "envarium")
    return tmp_path


def _link(source, target):
    os.link(source, target, follow_symlinks=False)


@pytest.fixture
def call(store, package, lender):
    """A function that calls a shell word as the integration does, and returns what it printed on both streams."""
    shutil.copytree(lender / ".envarium", store.root + "/.envarium", symlinks=True, copy_function=_link)
    environment = {**os.environ, "WORKON_HOME": store.root}

    def run(*words, before="", where=package, **variables):
        child = [sys.executable, "-I", "-S", "-c", before + START, str(where), "bash", *words]
        result = subprocess.run(
            child,
            env={**environment, **variables},
            cwd=package,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert "Traceback" not in result.stderr, result.stderr
        return result

    return run
