"""Environments that other tools have made, in a store that virtualenvwrapper has kept for years."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from hooking import Hooks, write

STUBS = ("preactivate", "postactivate", "predeactivate", "postdeactivate", "get_env_details")
GLOBAL = (
    *STUBS,
    "initialize",
    "premkvirtualenv",
    "postmkvirtualenv",
    "prermvirtualenv",
    "postrmvirtualenv",
    "premkproject",
)


def variables(shell):
    """Return the environment and the prompt, but for what activate files of other tools leave behind.

    They export PS1, and in fish a prompt of the user's comes back as one that was typed.
    """
    environment, prompt, options, _ = shell.state()
    environment.pop("PS1", None)
    return environment, prompt.partition("\n")[2] if shell.name == "fish" else prompt, options


@pytest.fixture
def old_store(root, tmp_path):
    """The store as virtualenvwrapper 6.1.1 leaves it: stubs beside the environments, and in them; a project."""
    project = tmp_path / "a project"
    os.makedirs(root)
    project.mkdir()
    for name in ("one", "two words"):
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", f"{root}/{name}"], check=True)
        for hook in STUBS:
            write(
                f"{root}/{name}/bin/{hook}", f"#!/bin/bash\n# This hook is sourced or run, {hook}.\n\n", 0o755
            )
    for hook in GLOBAL:
        write(f"{root}/{hook}", f"#!/bin/bash\n# This hook is run or sourced, {hook}.\n\n", 0o755)
    write(f"{root}/one/.project", f"{project}\n")
    return str(project)


@pytest.fixture
def shell(old_store, shell):
    """A shell in which that store is found."""
    return shell


def test_an_old_store_works(shell, root, old_store, tmp_path):
    """Everything is listed, entered, left with its hooks, and the shell is as before."""
    assert shell.say("workon").out == "one\ntwo words\n"
    before = variables(shell)
    for step in ("workon one", "workon 'two words'", "workon -", "deactivate"):
        output = shell.say(step)
        assert (output.code, output.out, output.err) == (0, "", ""), step
    assert os.path.exists(f"{root}/one/.used"), "activation notes the use"
    shell.say("cd", shell.folder)
    assert variables(shell) == before
    hooks = Hooks(shell, root, str(tmp_path / "noted"))
    hooks.write_global("preactivate", "postactivate", "predeactivate", "postdeactivate")
    hooks.write_local(f"{root}/one")
    assert shell.say("workon one").code == 0
    assert shell.value("PWD") == old_store
    assert shell.value("VIRTUAL_ENV") == f"{root}/one"
    assert shell.say("deactivate").code == 0
    assert hooks.labels() == [
        "global:preactivate", "local:preactivate", "global:postactivate", "local:postactivate", "local:predeactivate",
        "global:predeactivate", "local:postdeactivate", "global:postdeactivate",
    ]  # fmt: skip
    shell.say("cd", shell.folder)
    assert variables(shell) == before


def test_old_ones_are_copied_renamed_and_removed(shell, root, old_store):
    """The commands that change environments take them as they are."""
    assert shell.say("cpvirtualenv one copied").code == 0
    assert shell.value("PWD") == old_store
    assert shell.say("python -c 'import sys; print(sys.prefix)'").out == f"{root}/copied\n"
    assert shell.say("mvvirtualenv 'two words' three").code == 0
    assert shell.say("workon three").code == 0
    assert shell.say("python -c 'import sys; print(sys.prefix)'").out == f"{root}/three\n"
    assert shell.say("rmvirtualenv one copied").code == 0
    assert shell.say("workon").out == "three\n"


def test_an_old_temporary_one_goes(shell, root, old_store):
    """What virtualenvwrapper's mktmpenv has made is removed on leaving by its own hook, which fish does not read."""
    write(f"{root}/one/README.tmpenv", "This is a temporary environment.\n")
    with open(f"{root}/one/bin/postdeactivate", "a", encoding="utf-8") as file:
        file.write(
            f'if [ -f "{root}/one/README.tmpenv" ]\nthen\n    echo "Removing temporary environment:" "one"\n'
        )
        file.write('    rmvirtualenv "one"\nfi\n')
    shell.say("workon -n one")
    output = shell.say("deactivate")
    assert output.code == 0
    if shell.name == "fish":
        assert output.out == ""
        assert shell.say("workon").out == "one\ntwo words\n"
        return
    assert output.out == "Removing temporary environment: one\nRemoving one...\n"
    assert shell.say("workon").out == "two words\n"


def test_virtualenv_itself(mode, tmp_path, clean_environment, installed, starts, virtualenv, root):
    """Environments of the real virtualenv are made by mkvirtualenv, entered and left, and the shell is as before."""
    shell = starts(mode, tmp_path / "here", {**clean_environment, "VIRTUALENVWRAPPER_VIRTUALENV": virtualenv})
    shell.load(installed)
    assert shell.tries("mkvirtualenv").code == 2
    hooks = Hooks(shell, root, str(tmp_path / "noted"))
    hooks.write_global("premkvirtualenv", "postmkvirtualenv", "postactivate", "postdeactivate")
    before = variables(shell)
    output = shell.say("mkvirtualenv", "-p", sys.executable, "--no-pip", "it's mine")
    assert output.code == 0, output
    assert hooks.labels() == ["global:premkvirtualenv", "global:postactivate", "global:postmkvirtualenv"]
    assert shell.value("VIRTUAL_ENV") == f"{root}/it's mine"
    assert shell.say("python -c 'import sys; print(sys.prefix)'").out == f"{root}/it's mine\n"
    shell.say("deactivate")
    assert hooks.labels() == ["global:postdeactivate"]
    assert variables(shell) == before
