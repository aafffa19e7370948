"""Other shells to test with."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import chosen
import shells

CHECKOUT = os.path.abspath(f"{os.path.dirname(__file__)}/../..")


def collected(**variables):
    """Have another pytest collect one file with the environment `variables`."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--collect-only",
        "-p",
        "no:xdist",
        "tests/stories/test_chosen.py",
    ]
    kept = {name: value for name, value in os.environ.items() if name != chosen.DIRECTORY}
    return subprocess.run(
        command, cwd=CHECKOUT, env={**kept, **variables}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", shells.DRIVERS)
def test_the_chosen_shell_is_the_one_that_runs(name, tmp_path, clean_environment, starts):
    """A story runs in the shell that the variable names."""
    expected = os.environ.get(chosen.VARIABLES[name])
    process = starts(name, tmp_path / "here", clean_environment).process
    with open(f"/proc/{process.pid}/exe", "rb"):
        running = os.path.realpath(f"/proc/{process.pid}/exe")
    assert not expected or running == os.path.realpath(expected)


def test_a_shell_that_does_not_exist():
    """A path that names no program ends the run before the first test."""
    for path in ("/nowhere/bash", "bash", CHECKOUT):
        result = collected(ENVARIUM_TEST_BASH=path)
        assert result.returncode == pytest.ExitCode.USAGE_ERROR
        assert f"ENVARIUM_TEST_BASH is not the absolute path of a program: '{path}'" in result.stderr
