"""The shells that the tests start, where others than those on PATH are asked for."""

from __future__ import annotations

import os
import shutil

import pytest

VARIABLES = {"bash": "ENVARIUM_TEST_BASH", "zsh": "ENVARIUM_TEST_ZSH", "fish": "ENVARIUM_TEST_FISH"}
"""By the name of a shell: the variable with the path of the one to test with."""

DIRECTORY = "ENVARIUM_TEST_SHELLS"
"""The variable with the directory of links to the chosen shells; the processes of one test run share it."""


def prefer(make_directory):
    """Put the shells that the variables name first on PATH, as links in a directory that `make_directory` returns."""
    if DIRECTORY in os.environ:
        return
    chosen = {name: os.environ[variable] for name, variable in VARIABLES.items() if os.environ.get(variable)}
    if not chosen:
        return
    links = make_directory()
    for name, path in chosen.items():
        if not (os.path.isabs(path) and os.path.isfile(path) and os.access(path, os.X_OK)):
            raise pytest.UsageError(f"{VARIABLES[name]} is not the absolute path of a program: {path!r}")
        os.symlink(path, f"{links}/{name}")
    os.environ["PATH"] = f"{links}:{os.environ['PATH']}"
    os.environ[DIRECTORY] = links


def forget():
    """Remove the directory of links."""
    if DIRECTORY in os.environ:
        shutil.rmtree(os.environ[DIRECTORY], ignore_errors=True)
