"""A shell in which the user's aliases, functions, options and hooks replace what the shell commands would use."""

from __future__ import annotations

import os

import pytest

import shells
from hooking import Hooks, write

NAME = " o'n e; & $x"


STORE = shells.ODD_STORE
"""No story here needs pip."""


@pytest.fixture
def hostile(shell, tmp_path):
    """The shell, hostile from here on, and the file that a `cd` of the user's leaves behind."""
    canary = tmp_path / "canary"
    shell.turns_hostile(str(canary))
    return shell, canary


def says(shell, *words):
    """Say a step that must not fail, and return what it printed."""
    output = shell.say(*words)
    assert output.code == 0, (words, output)
    assert "not found" not in output.err
    return output.out


def test_every_word(hostile, root, tmp_path):
    """Each word does what it is for, and calls nothing of the user's but `ls` for lssitepackages."""
    shell, canary = hostile
    projects, project = tmp_path / "pro jects", tmp_path / "it's; a & $project"
    for directory in (projects, project):
        directory.mkdir()
    shell.sets("PROJECT_HOME", str(projects))
    hooks = Hooks(shell, root, str(tmp_path / "noted"))
    hooks.write_global()
    says(shell, "mkvirtualenv", "--no-pip", "-a", str(project), NAME)
    assert shell.value("VIRTUAL_ENV") == f"{root}/{NAME}"
    assert shell.value("PWD") == str(project)
    for word, place in (("cdvirtualenv bin", f"{root}/{NAME}/bin"), ("cdproject", str(project))):
        says(shell, word)
        assert shell.value("PWD") == place
    says(shell, "cdsitepackages")
    packages = shell.value("PWD")
    assert os.path.basename(packages) == "site-packages"
    assert "_virtualenv" not in says(shell, "lssitepackages")
    says(shell, "add2virtualenv", str(project))
    assert str(project) in says(shell, "lssitepackages -1")
    says(shell, "add2virtualenv", "-d", str(project))
    says(shell, "toggleglobalsitepackages -q")
    assert NAME in says(shell, "showvirtualenv")
    assert f"\n{NAME}\n" in "\n" + says(shell, "lsvirtualenv")
    assert says(shell, "lsvenv -b") == f"{NAME}\n"
    assert says(shell, "workon") == f"{NAME}\n"
    says(shell, "cpvirtualenv", NAME, "copied")
    assert shell.value("VIRTUAL_ENV") == f"{root}/copied"
    says(shell, "mvvirtualenv copied moved")
    assert shell.value("VIRTUAL_ENV") == f"{root}/moved"
    says(shell, "workon", NAME)
    says(shell, "workon -")
    assert shell.value("VIRTUAL_ENV") == f"{root}/moved"
    says(shell, "setvirtualenvproject", NAME, str(projects))
    says(shell, "mkproject --no-pip with-project")
    assert shell.value("PWD") == f"{projects}/with-project"
    says(shell, "allvirtualenv -j 2 python -c 1")
    says(shell, "rmvirtualenv moved")
    says(shell, "mktmpenv --no-pip")
    says(shell, "deactivate")
    assert shell.value("VIRTUAL_ENV") is None
    says(shell, "virtualenvwrapper")
    assert sorted(says(shell, "workon").splitlines()) == sorted([NAME, "with-project"])
    assert hooks.labels().count("global:postactivate") == 6
    assert not canary.exists() or shell.name == "fish"  # a fish that moves tells everyone


def test_ls_is_the_users_own(shell, root):
    """lssitepackages lists with the `ls` that the user has, and with the options given."""
    shell.say("mkvenv --no-pip one")
    if shell.name == "fish":
        shell.say("function ls; echo mine $argv; end")
    else:
        shell.say('ls() { echo mine "$@"; }')
    output = shell.say("lssitepackages -l --color")
    assert output.out.startswith(f"mine -l --color {root}/one/lib/python")
    assert output.out.endswith("/site-packages\n")


def test_files_that_are_written_anew(shell, root, tmp_path):
    """Under noclobber, existing files are written again: paths, projects, marks."""
    if shell.name != "fish":
        shell.say("set -o noclobber")
    shell.say("mkvenv --no-pip one")
    for directory in ("a", "b"):
        (tmp_path / directory).mkdir()
        assert shell.say("add2virtualenv", str(tmp_path / directory)).code == 0
        assert shell.say("setvirtualenvproject", "one", str(tmp_path / directory)).code == 0
    assert shell.say("cdproject").code == 0
    assert shell.value("PWD") == str(tmp_path / "b")
    for _ in range(2):
        assert shell.say("mkvenv --no-pip --clear one").code == 0


def test_a_hook_of_the_users_prompt(shell, root):
    """A function called deactivate, or activate, or a variable of ours that the user exported, breaks nothing."""
    if shell.name == "fish":
        shell.say("function deactivate; echo mine; end")
    else:
        shell.say("deactivate() { echo mine; }")
    shell.sets("__envarium_root", "/nowhere")
    shell.sets("__envarium_code", "9")
    assert shell.say("mkvenv --no-pip one").code == 0
    assert shell.value("VIRTUAL_ENV") == f"{root}/one"
    assert shell.say("deactivate").out == ""
    assert shell.value("VIRTUAL_ENV") is None
    assert shell.say("workon").out == "one\n"


def test_a_hook_that_turns_hostile(shell, root, tmp_path):
    """A hook that sets options, changes IFS and the directory does it for the user's shell, and ours goes on."""
    shell.say("mkvenv --no-pip one")
    shell.say("deactivate")
    if shell.name == "fish":
        write(f"{root}/postactivate.fish", "set -g fish_trace 0\ncd /\nset -gx CDPATH /usr\n")
    else:
        write(f"{root}/postactivate", "IFS=/o\nset -f\nset -o noclobber\ncd /\nexport CDPATH=/usr\n")
    assert shell.say("workon one").code == 0
    assert shell.say("cdvirtualenv bin").out == ""
    assert shell.value("PWD") == f"{root}/one/bin"
    assert shell.say("deactivate").code == 0
    assert shell.say("lsvenv -b").out == "one\n"
    assert shell.say("workon one").code == 0
    assert shell.value("PWD") == "/"
