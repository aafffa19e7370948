"""VIRTUALENVWRAPPER_VIRTUALENV: a user who has chosen another creator keeps it."""

from __future__ import annotations

import os
import sys

import pytest

import shells
from hooking import Hooks, write

NAME = " o'n e; & x"
"""What the activate file of the standard library's venv can bear: no more."""

CREATOR = f"""\
#!/bin/sh
# stands for virtualenv: notes how it is called, and makes an environment of the last word that is no option
for name do case $name in -*) ;; *) last=$name ;; esac; done
printf '%s\\n' "in $(pwd -P)" "$@" >> "$CALLS"
[ -n "$last" ] || exit 2
exec {sys.executable} -m venv --without-pip "./$last"
"""


STORE = shells.PLAINER_STORE


@pytest.fixture
def calls(shell, tmp_path):
    """A function that returns how the creator was called since it was asked before."""
    file = tmp_path / "ca lls"
    shell.sets("CALLS", str(file))

    def read():
        text = file.read_text() if file.exists() else ""
        file.write_text("")
        return text.splitlines()

    return read


@pytest.fixture
def creator(shell, tmp_path, calls):
    """The creator, at a path with blanks and quotes, chosen."""
    path = tmp_path / "my 'own'; creator"
    write(path, CREATOR, 0o755)
    shell.sets("VIRTUALENVWRAPPER_VIRTUALENV", str(path))
    return path


def test_a_program_makes_it(shell, root, creator, calls, tmp_path):
    """It is called in the store with the user's words alone, then everything follows as ever."""
    hooks = Hooks(shell, root, str(tmp_path / "noted"))
    hooks.write_global()
    project = tmp_path / "pro 'ject'; $x"
    project.mkdir()
    shell.sets("VIRTUALENVWRAPPER_VIRTUALENV_ARGS", "  --clear   --symlinks ")
    output = shell.say("mkvirtualenv", "-p", "python 9", "--copies", "-a", str(project), NAME)
    assert output.code == 0, output
    assert calls() == [f"in {root}", "--clear", "--symlinks", "--python=python 9", "--copies", NAME]
    assert hooks.labels() == [
        f"global:{hook}" for hook in ("premkvirtualenv", "preactivate", "postactivate", "postmkvirtualenv")
    ]
    assert shell.value("VIRTUAL_ENV") == f"{root}/{NAME}"
    assert shell.value("PWD") == str(project)
    assert os.path.exists(f"{root}/{NAME}/bin/{shell.sourced('postactivate')}")
    hooks.write_local(f"{root}/{NAME}")
    shell.unsets("VIRTUALENVWRAPPER_VIRTUALENV_ARGS")
    assert shell.say("mkvenv other --clear").code == 0
    assert calls() == [f"in {root}", "other", "--clear"]
    assert hooks.labels() == [
        "global:premkvirtualenv",
        "local:predeactivate",
        "global:predeactivate",
        "local:postdeactivate",
        "global:postdeactivate",
        "global:preactivate",
        "global:postactivate",
        "global:postmkvirtualenv",
    ]
    assert shell.value("VIRTUAL_ENV") == f"{root}/other"
    shell.say("workon", NAME)
    assert hooks.labels()[-2:] == ["global:postactivate", "local:postactivate"]
    before = shell.environment()
    shell.say("deactivate")
    assert "VIRTUAL_ENV" not in shell.environment()
    assert f"{root}/{NAME}/bin" in before["PATH"].split(":")
    assert f"{root}/{NAME}/bin" not in shell.environment()["PATH"].split(":")


def test_a_function_makes_it(shell, root, calls):
    """It may be a function of the shell."""
    shell.sets("VIRTUALENVWRAPPER_VIRTUALENV", "my_creator")
    if shell.name == "fish":
        shell.say(f"function my_creator; pwd >>$CALLS; {sys.executable} -m venv --without-pip $argv; end")
    else:
        shell.say(f'my_creator() {{ pwd >> "$CALLS"; {sys.executable} -m venv --without-pip "$@"; }}')
    here = shell.folder
    assert shell.say("mkvirtualenv made").code == 0
    assert calls() == [root]
    assert shell.say("pwd").out == f"{here}\n"
    assert shell.value("VIRTUAL_ENV") == f"{root}/made"
    output = shell.say("mkvirtualenv --help")
    assert output.code == 0
    assert "Usage" in output.out
    assert "ENV_DIR" in output.out
    assert shell.value("VIRTUAL_ENV") == f"{root}/made"


def test_what_it_refuses(shell, root, creator, calls, tmp_path):
    """Its exit code is passed on, nothing else happens; nor where it made nothing, or is not there."""
    hooks = Hooks(shell, root, str(tmp_path / "noted"))
    hooks.write_global()
    before = shell.environment(), shell.value("PS1"), sorted(os.listdir(root))
    assert shell.tries("mkvirtualenv").code == 2
    assert calls() == [f"in {root}"]
    output = shell.tries("mkvirtualenv", "-a", "no such directory", "foo")
    assert (output.code, calls()) == (1, [])
    shell.sets("VIRTUALENVWRAPPER_VIRTUALENV", "echo")
    output = shell.tries("mkvirtualenv -p python foo")
    assert (output.code, output.out) == (1, "--python=python foo\n")
    assert shell.tries("mkvirtualenv --python=python foo").out == "--python=python foo\n"
    shell.sets("VIRTUALENVWRAPPER_VIRTUALENV", "no-such-creator")
    output = shell.tries("mkvirtualenv foo")
    assert (output.code, output.out) == (1, "")
    assert "no-such-creator" in output.err
    shell.sets("VIRTUALENVWRAPPER_VIRTUALENV", str(creator))
    assert (shell.environment(), shell.value("PS1"), sorted(os.listdir(root))) == before
    assert hooks.labels() == []


def test_projects_and_temporary_ones(shell, root, creator, calls, tmp_path):
    """mkproject and mktmpenv use it too; what only envarium knows is not passed on."""
    projects = tmp_path / "pro; 'jects'"
    projects.mkdir()
    shell.sets("PROJECT_HOME", str(projects))
    output = shell.say("mkproject", NAME)
    assert output.code == 0
    assert output.out.splitlines()[-2:] == [
        f"Creating {projects}/{NAME}",
        f"Setting project for {NAME} to {projects}/{NAME}",
    ]
    assert shell.value("PWD") == f"{projects}/{NAME}"
    assert calls() == [f"in {root}", NAME]
    assert shell.tries("mkproject", NAME).code == 1
    assert calls() == []
    assert shell.say("mkproject", "-f", NAME).code == 0
    calls()
    shell.say("deactivate")
    names = set()
    for _ in range(2):
        assert shell.say("mktmpenv -n --clear").code == 0
        place = shell.value("VIRTUAL_ENV")
        name = os.path.basename(place)
        names.add(name)
        assert calls() == [f"in {root}", "--clear", name]
        assert shell.value("PWD") == f"{projects}/{NAME}"
        assert os.path.exists(f"{place}/README.tmpenv")
        output = shell.say("deactivate")
        assert output.out.splitlines()[-1] == f"Removing {name}..."
        assert not os.path.exists(place)
    assert len(names) == 2
    assert shell.say("mktmpenv").code == 0
    assert shell.say("mktmpenv --keep kept").code == 0
    assert shell.value("VIRTUAL_ENV") == f"{root}/kept"
    calls()


def test_arguments_of_every_time(shell, root):
    """VIRTUALENVWRAPPER_VIRTUALENV_ARGS are words of envarium's own creator too, split at blanks."""
    shell.sets("VIRTUALENVWRAPPER_VIRTUALENV_ARGS", " --no-pip  --prompt\tmine ")
    assert shell.say("mkvirtualenv one").code == 0
    assert shell.value("VIRTUAL_ENV_PROMPT") == "mine"
    assert not os.path.exists(f"{root}/one/bin/pip")
    assert shell.say("mktmpenv").code == 0
    assert shell.value("VIRTUAL_ENV_PROMPT") == "mine"
    shell.say("deactivate")
