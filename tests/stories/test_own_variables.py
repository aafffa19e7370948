"""The variables of an environment, in the shells: entering sets them, leaving restores what was before."""

from __future__ import annotations

import os
import subprocess
import venv

import pytest

import evil
import shells

STORE = shells.ODD_STORE

NAME = "it's $(one)"
VALUE = "two\nlines, 'quotes\" $HOME `id`"


@pytest.fixture
def envarium(installed, clean_environment):
    """A function that calls `envarium`, and returns what it printed."""

    def call(*words, code=0):
        done = subprocess.run([installed, *words], env=clean_environment, capture_output=True, text=True)
        assert done.returncode == code, done.stderr
        return done.stdout or done.stderr

    return call


@pytest.fixture
def environment(shell, root, envarium):
    """An environment with variables, not active."""
    assert shell.say("mkvenv", "--no-pip", NAME).code == 0
    shell.say("deactivate")
    envarium("set", NAME, f"A={VALUE}", "B=b", "EMPTY=", "--path-prepend", "/opt/it's mine/bin")
    return f"{root}/{NAME}"


def inside(shell):
    """Return what the variables are in the shell's children, and the beginning of PATH."""
    now = shell.environment()
    return [now.get(name) for name in ("A", "B", "EMPTY")], now["PATH"].split(":")[:2]


def test_enter_and_leave(shell, environment):
    """workon sets them, deactivate restores what was before, whatever happened meanwhile."""
    shell.sets("B", "before")
    before = shell.state()
    for edit in ("A", "B", "C"):
        assert shell.say("workon", NAME).err == ""
        assert inside(shell) == ([VALUE, "b", ""], [f"{environment}/bin", "/opt/it's mine/bin"])
        shell.sets(edit, "changed") if edit != "C" else shell.unsets("B")
        assert shell.say("deactivate").code == 0
        assert shell.state() == before


def test_changed_while_active(shell, environment, envarium):
    """A shell in which it is active keeps its variables until it enters again; leaving restores what was there."""
    before = shell.state()
    shell.say("workon", NAME)
    envarium("set", NAME, "A=new", "D=d")
    envarium("unset", NAME, "B", "--path-prepend", "/opt/it's mine/bin")
    assert inside(shell)[0] == [VALUE, "b", ""]
    shell.say("workon", NAME)
    assert inside(shell)[0] == ["new", None, ""]
    assert shell.environment()["D"] == "d"
    shell.say("deactivate")
    assert shell.state() == before


def test_another_is_entered(shell, environment, root, envarium):
    """Going from one to another leaves no variable of the first behind."""
    before = shell.state()
    shell.say("mkvenv --no-pip other")
    envarium("set", "other", "B=other")
    shell.say("workon", NAME)
    shell.say("workon other")
    assert inside(shell)[0] == [None, "other", None]
    shell.say("workon -")
    assert inside(shell)[0] == [VALUE, "b", ""]
    shell.say("mvvenv", NAME, "moved")
    assert inside(shell) == ([VALUE, "b", ""], [f"{root}/moved/bin", "/opt/it's mine/bin"])
    shell.say("deactivate")
    assert shell.state() == before


def test_nested(mode, shell, environment, tmp_path, installed, starts):
    """A shell that was started inside leaves them too."""
    outside = shell.environment()
    shell.say("workon", NAME)
    nested = starts(mode, tmp_path / "nested", shell.environment())
    nested.load(installed)
    assert inside(nested) == inside(shell)
    assert nested.say("deactivate").code == 0
    assert {**nested.environment(), "PWD": ""} == {**outside, "PWD": ""}


@pytest.mark.parametrize("mode", shells.ONCE)
def test_every_value(shell, root, envarium):
    """Any value arrives, and is never code."""
    values = {f"V{number}": value for number, value in enumerate(evil.ACCEPTED.values())}
    shell.say("mkvenv --no-pip one")
    envarium("set", "one", *(f"{name}={value}" for name, value in values.items()))
    shell.say("workon one")
    assert shell.environment().items() >= values.items()
    assert [entry for entry in os.listdir(shell.folder) if not entry.startswith(".s")] == []


@pytest.mark.parametrize("mode", shells.ONCE)
def test_copies(shell, root, environment, envarium):
    """A copy, a renamed and a restored environment set them; a path of its own in a value is the new one."""
    envarium("set", NAME, f"DATA={environment}/data", "--path-prepend", f"{environment}/more")
    shell.say("cpvenv", NAME, "copy")
    envarium("rename", "copy", "renamed")
    envarium("remove", "renamed")
    envarium("restore", "renamed", "restored")
    for step in ("deactivate", "workon restored"):
        assert shell.say(step).code == 0
    assert inside(shell) == ([VALUE, "b", ""], [f"{root}/restored/bin", f"{root}/restored/more"])
    assert shell.environment()["DATA"] == f"{root}/restored/data"
    assert envarium("run", "restored", "--", "printenv", "DATA") == f"{root}/restored/data\n"
    assert envarium("each", "--only", "res*", "--", "printenv", "B").splitlines()[2] == "b"
    assert envarium("run", NAME, "--", "printenv", "DATA") == f"{environment}/data\n"


@pytest.mark.parametrize("mode", shells.ONCE)
def test_other_tools(shell, root, envarium):
    """An environment of the standard library's venv sets them too, and its own activate is kept."""
    venv.create(f"{root}/theirs", symlinks=True)
    with open(f"{root}/theirs/bin/activate", encoding="utf-8") as file:
        text = file.read()
    assert "activate.orig" in envarium("set", "theirs", "A=a")
    with open(f"{root}/theirs/bin/activate.orig", encoding="utf-8") as file:
        assert file.read() == text
    before = shell.environment()
    shell.say("workon theirs")
    assert shell.environment()["A"] == "a"
    shell.say("deactivate")
    assert shell.environment() == before


@pytest.mark.parametrize("mode", shells.ONCE)
def test_self_contained(shell, root, envarium):
    """A self-contained environment sets them wherever it is moved to."""
    shell.say("mkvenv --no-pip --self-contained one")
    shell.say("deactivate")
    envarium("set", "one", f"A={VALUE}", "B=b", "EMPTY=", "--path-prepend", "/opt/x")
    os.rename(f"{root}/one", f"{root}/two")
    assert shell.say("workon two").code == 0
    assert inside(shell) == ([VALUE, "b", ""], [f"{root}/two/bin", "/opt/x"])
