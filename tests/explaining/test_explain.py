"""The explanation of an interpreter agrees with what it says of itself."""

from __future__ import annotations

import shutil
import subprocess

import pytest

import pythons
from envarium.errors import NotAnInterpreter
from envarium.explaining import explain
from explained import (
    BASES,
    check,
    every_base,
    every_environment,
    name,
    typical,
    variables,
    version,
)


@every_base
def test_bases(base, home):
    """The values computed for a base interpreter are its own."""
    explanation = check(base, home)
    assert explanation.environment == ""
    assert explanation.changes == ()
    assert explanation.release.startswith(".".join(map(str, version(base))))


@every_environment
def test_environments(base, strategy, environment_of, home):
    """The values computed for an environment are its own, its prefix is its path, and there are no problems."""
    environment = environment_of(base, strategy)
    explanation = check(environment / "bin/python", home)
    assert explanation.environment == explanation.outcome.prefix == str(environment)
    assert explanation.outcome.base_prefix != str(environment)
    assert explanation.troubles == []
    assert [change.value for change in explanation.changes if change.name == "PATH"] == [f"{environment}/bin"]


@typical
@pytest.mark.parametrize("values", ["", "false true", "true false"])
def test_repeated_lines(values, base, strategy, environment_of, home, tmp_path):
    """The last line that shows or hides the base's packages counts; without one they are visible."""
    environment = tmp_path / "env"
    shutil.copytree(environment_of(base, strategy), environment, symlinks=True)
    key = "include-system-site-packages"
    lines = (environment / "pyvenv.cfg").read_text().splitlines()
    lines = [line for line in lines if not line.startswith(key)]
    (environment / "pyvenv.cfg").write_text(
        "\n".join(lines + [f"{key} = {value}" for value in values.split()])
    )
    check(environment / "bin/python", home)


@pytest.mark.parametrize(
    "base", [base for base in BASES if version(base) >= (3, 6) and not pythons.is_pypy(base)], ids=name
)
@pytest.mark.parametrize("how", ["--symlinks", "--copies"])
def test_venv(base, how, home, tmp_path):
    """Environments of the standard library's venv are supported, including those with copied interpreters."""
    environment = tmp_path / "env"
    subprocess.run(
        [base, "-m", "venv", "--without-pip", "--system-site-packages", how, str(environment)],
        env=variables(home),
        check=True,
    )
    assert check(environment / "bin/python", home).outcome.prefix == str(environment)


@pytest.mark.parametrize("text", ["#!/bin/sh\n", "", "not a program at all"])
def test_no_python(text, home, tmp_path):
    """A file that is not a Python is refused, even if it has the name of one."""
    path = pythons.script(tmp_path / "python3.12", text)
    with pytest.raises(NotAnInterpreter):
        explain.explain(path, str(home), variables(home))
