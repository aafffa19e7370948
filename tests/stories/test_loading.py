"""Loading the integration: what is made, exported and called, at first and again, and where it cannot work."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess

import pytest

import shells
from hooking import Hooks, write

STORE = shells.ODD_STORE + "/deep"
"""No story here needs pip."""


def test_what_children_see(mode, tmp_path, clean_environment, installed, starts, root):
    """Five variables are exported, each with its default where the user has none; the store is there."""
    shell = starts(mode, tmp_path / "here", clean_environment)
    shell.load(installed)
    seen = shell.environment()
    assert seen["WORKON_HOME"] == seen["VIRTUALENVWRAPPER_HOOK_DIR"] == root
    assert seen["VIRTUALENVWRAPPER_PROJECT_FILENAME"] == ".project"
    assert seen["VIRTUALENVWRAPPER_WORKON_CD"] == "1"
    assert os.path.isfile(seen["VIRTUALENVWRAPPER_SCRIPT"])
    for name in ("PYTHON", "VIRTUALENV", "VIRTUALENV_CLONE", "ENV_BIN_DIR"):
        assert f"VIRTUALENVWRAPPER_{name}" not in seen
    assert os.path.isdir(root)
    command = f"command {shell.name} -c 'echo \"$VIRTUALENVWRAPPER_HOOK_DIR\"'"
    assert shell.say(command).out == f"{root}\n"


SPELLINGS = {"": ".virtualenvs", "my store": "my store", "~/deep/store": "deep/store", "$HOME/a b": "a b"}


@pytest.mark.parametrize("mode", shells.ONCE)
def test_the_store_is_normalised(mode, tmp_path, clean_environment, installed, starts):
    """However it is spelled, what is exported is absolute, as virtualenvwrapper would have it."""
    home = clean_environment["HOME"]
    for number, (spelling, place) in enumerate(SPELLINGS.items()):
        shell = starts(mode, tmp_path / f"here{number}", {**clean_environment, "WORKON_HOME": spelling})
        shell.load(installed)
        seen = shell.environment()
        assert seen["WORKON_HOME"] == seen["VIRTUALENVWRAPPER_HOOK_DIR"] == f"{home}/{place}"
        assert os.path.isdir(f"{home}/{place}")


@pytest.mark.parametrize("mode", shells.ONCE)
def test_a_store_that_exists_is_normalised(mode, tmp_path, clean_environment, installed, starts):
    """Slashes that are not needed are left out, also if there is nothing else to ask Python for."""
    store = clean_environment["HOME"] + "/store"
    for number, spelling in enumerate((store, store + "//", "/" + store)):
        shell = starts(mode, tmp_path / f"here{number}", {**clean_environment, "WORKON_HOME": spelling})
        shell.load(installed)
        assert shell.environment()["WORKON_HOME"] == store


def test_initialize_is_sourced(mode, tmp_path, clean_environment, installed, starts, root):
    """At every loading, with the variables set; a stub is no hook, and existing files are never changed."""
    os.makedirs(root)
    shell = starts(mode, tmp_path / "here", clean_environment)
    hooks = Hooks(shell, root, str(tmp_path / "noted"))
    hooks.write_global("initialize", "preactivate")
    os.chmod(f"{root}/preactivate", 0o600)
    with open(f"{root}/preactivate", encoding="utf-8") as file:
        text = file.read()
    for _ in range(2):
        shell.load(installed)
        noted = hooks.notes()
        assert [(note.label, note.arguments, note.cwd) for note in noted] == [
            ("global:initialize", ("initialize",), shell.folder)
        ]
    with open(f"{root}/preactivate", encoding="utf-8") as file:
        assert file.read() == text
    assert stat.S_IMODE(os.stat(f"{root}/preactivate").st_mode) == 0o600
    write(
        f"{root}/{shell.sourced('initialize')}",
        "set -g begun yes\nfalse\n" if shell.name == "fish" else "begun=yes\nfalse\n",
    )
    script = os.path.dirname(shell.environment()["VIRTUALENVWRAPPER_SCRIPT"])
    script += "/envarium.fish" if shell.name == "fish" else "/envarium.sh"
    output = shell.say(f"source {shell.quote(script)}")
    assert output.code == 0
    assert output.err.endswith(" ended with 1\n")
    assert shell.value("begun") == "yes"


def test_a_store_that_cannot_be(mode, tmp_path, clean_environment, installed, starts):
    """If the store cannot be created, loading prints nothing and every command says why."""
    (tmp_path / "file").touch()
    shell = starts(
        mode, tmp_path / "here", {**clean_environment, "WORKON_HOME": str(tmp_path / "file" / "store")}
    )
    shell.load(installed)
    assert shell.say("workon").out == ""
    output = shell.tries("mkvenv --no-pip one")
    assert output.code == 1
    assert len(output.err.splitlines()) <= 3
    assert shell.value("VIRTUAL_ENV") is None


def test_the_store_may_change(shell, root, tmp_path, installed):
    """WORKON_HOME is read at every call; the hooks are those of the store, unless the user has put them elsewhere."""
    shell.say("mkvenv --no-pip one")
    other = str(tmp_path / "other; store")
    os.mkdir(other)
    shell.sets("WORKON_HOME", other)
    output = shell.say("workon")
    assert (output.code, output.out, "there are no environments" in output.err) == (0, "", True)
    assert shell.tries("workon one").code == 1
    assert shell.value("VIRTUAL_ENV") == f"{root}/one"
    assert shell.say("mkvenv --no-pip two").code == 0
    assert shell.value("VIRTUAL_ENV") == f"{other}/two"
    assert shell.say("workon").out == "two\n"
    for store in (root, other):
        write(f"{store}/{shell.sourced('postactivate')}", f"echo {os.path.basename(store)[0]}\n")
        write(f"{store}/prermvirtualenv", f"#!/bin/sh\necho before {os.path.basename(store)[0]}\n", 0o755)
    assert shell.say("workon two").out == "o\n"
    assert shell.environment()["VIRTUALENVWRAPPER_HOOK_DIR"] == other
    assert shell.say("deactivate; rmvenv two").out == "Removing two...\nbefore o\n"
    first = os.path.basename(root)[0]
    shell.sets("WORKON_HOME", root)
    assert shell.say("workon").out == "one\n"
    assert shell.say("workon one").out == f"{first}\n"
    shell.load(installed)
    shell.sets("VIRTUALENVWRAPPER_HOOK_DIR", other)
    assert shell.say("workon one").out == "o\n"


def test_a_store_whose_name_is_code(mode, tmp_path, clean_environment, installed, starts):
    """A store that holds a dollar works like any other, hooks and all."""
    root = str(tmp_path / "the $(touch evil) store" / "$")
    shell = starts(mode, tmp_path / "here", {**clean_environment, "WORKON_HOME": root})
    shell.load(installed)
    assert shell.environment()["VIRTUALENVWRAPPER_HOOK_DIR"] == root
    hooks = Hooks(shell, root, str(tmp_path / "noted"))
    hooks.write_global()
    assert shell.say("mkvenv --no-pip one").code == 0
    assert shell.value("VIRTUAL_ENV") == f"{root}/one"
    assert shell.say("deactivate").code == 0
    assert shell.say("workon one").code == 0
    assert shell.say("workon").out == "one\n"
    labels = hooks.labels()
    assert labels.count("global:postactivate") == labels.count("global:preactivate") == 2
    assert labels.count("global:postdeactivate") == 1


def test_its_python_does_not_exist(mode, tmp_path, clean_environment, installed, starts, root):
    """Loading works without the interpreter that serves it, and the words say how to mend it."""
    shell = starts(mode, tmp_path / "here", clean_environment)
    gone = str(tmp_path / "gone")
    printed = subprocess.run(
        [installed, "init", shell.name], check=True, capture_output=True, text=True
    ).stdout
    python = next(
        line.split("__envarium_python")[1].lstrip("= ").strip("'")
        for line in printed.splitlines()
        if "__envarium_python" in line
    )
    output = shell.say(printed.replace(python, gone))
    assert (output.code, output.out, output.err) == (0, "", "")
    output = shell.tries("mkvenv one")
    assert output.code == 1
    assert gone in output.err
    assert shutil.which("python3")
    assert shell.say("workon").out == ""


@pytest.mark.parametrize("mode", ["bash", "bash strict", "zsh"])
def test_the_users_read_only_variables(mode, tmp_path, clean_environment, installed, starts):
    """Variables of the user that cannot be assigned have none of the integration's names."""
    shell = starts(mode, tmp_path / "here", clean_environment)
    for name in ("file", "line", "place", "target", "rest", "name", "value", "word", "text", "shown"):
        shell.say(f"readonly {name}=kept")
    shell.unsets("WORKON_HOME")
    shell.load(installed)
    assert shell.say("mkvenv --no-pip one").code == 0
    assert shell.say("deactivate; workon").out == "one\n"
    assert shell.say("workon one; deactivate; workon -; deactivate").err == ""


@pytest.mark.parametrize("mode", ["bash strict", "zsh strict"])
def test_without_a_home(mode, tmp_path, clean_environment, installed, starts):
    """A shell that refuses unset variables, and has no HOME, loads it."""
    shell = starts(mode, tmp_path / "here", clean_environment)
    shell.unsets("HOME")
    shell.load(installed)
    assert shell.say("workon").out == ""


@pytest.mark.parametrize("mode", ["zsh warncreateglobal"])
def test_zsh_that_complains_of_new_globals(shell, root):
    """Nothing that is loaded or called creates a variable in a function."""
    for step in (
        "mkvenv -q --no-pip one",
        "cdvirtualenv",
        "cdsitepackages",
        "workon -n one",
        "mktmpenv -q --no-pip",
    ):
        assert shell.say(step).err == "", step
    for step in (
        "deactivate",
        "workon",
        "virtualenvwrapper_show_workon_options",
        "virtualenvwrapper_initialize",
    ):
        assert all(line.startswith("kept for ") for line in shell.say(step).err.splitlines()), step


@pytest.mark.parametrize("mode", ["zsh markdirs"])
def test_names_in_zsh_that_marks_directories(shell):
    """The option that adds a slash to directories does not empty the list."""
    shell.say("mkvenv --no-pip one")
    assert shell.say("workon").out == "one\n"


@pytest.mark.parametrize("mode", shells.ONCE)
def test_the_directory_before(shell, tmp_path):
    """`cd -` goes back to where the shell was before it went to a project or into an environment."""
    for name in ("first", "second", "project"):
        (tmp_path / name).mkdir()
    shell.say("mkvenv", "--no-pip", "-a", str(tmp_path / "project"), "one")
    for step in ("workon one", "cdvirtualenv"):
        shell.say("cd", str(tmp_path / "first"))
        shell.say("cd", str(tmp_path / "second"))
        assert shell.say(step).code == 0
        shell.say("cd -")
        assert shell.say("pwd").out == f"{tmp_path / 'second'}\n"


def test_the_program_is_not_on_path(mode, tmp_path, clean_environment, installed, starts):
    """`envarium` works all the same, with its exit codes and completion, and a program installed later is run."""
    shell = starts(mode, tmp_path / "here", clean_environment)
    shell.load(installed)
    assert shell.say("mkvenv --no-pip 'a b'; deactivate; rmvenv 'a b'").code == 0
    assert shell.say("envarium restore 'a b'").code == 0
    assert shell.say("envarium list --brief").out == "a b\n"
    assert "Usage: envarium" in shell.say("envarium").out + shell.say("envarium --help").out
    assert shell.tries("envarium remove none").code == 1
    assert shell.tries("envarium --nonsense").code == 2
    programs = tmp_path / "programs"
    programs.mkdir()
    write(str(programs / "envarium"), '#!/bin/sh\necho later "$@"\n', 0o755)
    shell.sets("PATH", f"{programs}:{shell.environment()['PATH']}")
    assert shell.say("envarium list '*'").out == "later list *\n"
