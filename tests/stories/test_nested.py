"""Shells inside shells: one that is started where an environment is active knows all the words, and leaves it."""

from __future__ import annotations

import os
import subprocess

import pytest

import shells
from hooking import Hooks

NAME = "out; 'er' & $x"


STORE = shells.ODD_STORE
"""No story here needs pip."""


@pytest.fixture
def outside(shell, root):
    """The environment that a shell has in which nothing is active, and the one with NAME active."""
    for name in (NAME, "inner"):
        assert shell.say("mkvenv", "--no-pip", name).code == 0
    shell.say("deactivate")
    before = shell.environment()
    shell.say("workon", NAME)
    return before, shell.environment()


def same(one, other):
    """Return whether two shells have the same variables, except for the working directory."""
    return {**one, "PWD": ""} == {**other, "PWD": ""}


def test_the_inherited_environment_is_left(mode, shell, root, outside, tmp_path, installed, starts):
    """deactivate, with its hooks, in the child; after it, everything is as outside."""
    nested = starts(mode, tmp_path / "nested", outside[1])
    prompt = nested.value("PS1")
    nested.load(installed)
    assert nested.value("VIRTUAL_ENV") == f"{root}/{NAME}"
    assert same(nested.environment(), outside[1])
    hooks = Hooks(nested, root, str(tmp_path / "noted"))
    hooks.write_global("postactivate", "predeactivate", "postdeactivate")
    assert nested.say("deactivate").code == 0
    assert hooks.labels() == ["global:predeactivate", "global:postdeactivate"]
    assert same(nested.environment(), outside[0])
    assert nested.value("PS1") == prompt
    assert nested.say("workon -").code == 0
    assert nested.value("VIRTUAL_ENV") == f"{root}/{NAME}"


def test_another_is_entered(mode, shell, root, outside, tmp_path, installed, starts):
    """workon in the child leaves the inherited one first; leaving leads outside, not back into it."""
    nested = starts(mode, tmp_path / "nested", outside[1])
    prompt = nested.value("PS1")
    nested.load(installed)
    assert nested.say("workon inner").code == 0
    assert nested.value("VIRTUAL_ENV") == f"{root}/inner"
    assert f"{root}/{NAME}/bin" not in nested.environment()["PATH"].split(":")
    assert nested.say("workon -").code == 0
    assert nested.value("VIRTUAL_ENV") == f"{root}/{NAME}"
    assert nested.say("workon inner").code == 0
    assert nested.say("deactivate").code == 0
    assert same(nested.environment(), outside[0])
    assert nested.value("PS1") == prompt


def test_an_inherited_one_behind_another_python(mode, root, outside, tmp_path, installed, starts):
    """Where a startup file has put a directory with a Python in front, the environment's comes first again."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "python").touch(0o755)
    nested = starts(mode, tmp_path / "nested", {**outside[1], "PATH": f"{other}:{outside[1]['PATH']}"})
    nested.load(installed)
    assert nested.environment()["PATH"].startswith(f"{root}/{NAME}/bin:{other}:")
    assert nested.say("deactivate").code == 0
    assert nested.environment()["PATH"] == f"{other}:{outside[0]['PATH']}"


def test_an_exported_path_of_before(mode, root, outside, tmp_path, installed, starts):
    """A shell that exports all of its variables (`set -a`) hands on the old PATH, which is not this shell's."""
    nested = starts(mode, tmp_path / "nested", {**outside[1], "_OLD_VIRTUAL_PATH": "/nowhere"})
    nested.load(installed)
    assert nested.environment()["PATH"] == outside[1]["PATH"]
    assert nested.say("deactivate").code == 0
    assert same(nested.environment(), outside[0])


def test_an_inherited_one_that_does_not_exist(mode, shell, root, outside, tmp_path, installed, starts):
    """A child whose inherited environment was removed loads without a word, and enters another."""
    os.rename(f"{root}/{NAME}", f"{root}/{NAME}.gone")
    nested = starts(mode, tmp_path / "nested", outside[1])
    nested.load(installed)
    assert nested.say("workon inner").code == 0
    assert nested.value("VIRTUAL_ENV") == f"{root}/inner"
    assert nested.say("deactivate").code == 0
    assert nested.tries("cdvirtualenv").code == 1


def test_loading_again_is_harmless(shell, root, installed, outside):
    """In the very shell, with an environment active: nothing changes, and deactivate works as before."""
    before = shell.state()
    shell.load(installed)
    assert shell.state() == before
    assert shell.say("deactivate").code == 0
    assert shell.value("VIRTUAL_ENV") is None
    shell.load(installed)
    assert shell.say("workon inner").code == 0


def test_a_script(mode, shell, root, outside, tmp_path, installed):
    """A script of the shell's own, started inside: it loads, works under `set -eu`, and the caller's shell stays."""
    script = tmp_path / "script"
    load = subprocess.run([installed, "init", shell.name], check=True, capture_output=True, text=True).stdout
    strict = "" if shell.name == "fish" else "set -eu -o pipefail\n"
    script.write_text(
        f'{strict}{load}workon inner\necho "$VIRTUAL_ENV"\ndeactivate\nworkon\n', encoding="utf-8"
    )
    output = shell.say(f"command {shell.name} {shell.quote(str(script))}")
    assert (output.code, output.out, output.err) == (0, f"{root}/inner\ninner\n{NAME}\n", "")
    assert shell.value("VIRTUAL_ENV") == f"{root}/{NAME}"
