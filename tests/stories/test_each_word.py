"""The commands of virtualenvwrapper that create, activate, list and remove: arguments, output, exit codes."""

from __future__ import annotations

import os
import re
import shutil

import pytest

import shells
from wheels import wheel

pytestmark = pytest.mark.parametrize("mode", shells.HARD)


NAME = shells.ODD_NAME
STORE = shells.PLAINER_STORE


def test_mkvirtualenv(shell, root, tmp_path):
    """Options are accepted before and after the name; wrong ones are refused before anything is created."""
    output = shell.tries("mkvirtualenv")
    assert (output.code, output.out) == (2, "")
    for step in (
        "mkvirtualenv -a 'no such directory' foo",
        "mkvirtualenv -r 'no such file' foo",
        "mkvirtualenv /foo",
        "mkvirtualenv ../foo",
        "mkvirtualenv ''",
        "mkvirtualenv -p no-such-python foo",
    ):
        output = shell.tries(step)
        assert output.code in (1, 2), step
        assert (output.out, "Traceback" in output.err) == ("", False), step
    assert shell.say("workon").out == ""
    for flag in ("-h", "--help"):
        output = shell.say(f"mkvirtualenv foo {flag}")
        assert (output.code, "Usage" in output.out) == (0, True)
    assert shell.say("workon").out == ""
    python = os.path.realpath(shutil.which("python3", path=os.defpath) or shutil.which("python3"))
    for number, words in enumerate(
        (
            ("-p", python),
            ("--python", python),
            (f"--python={python}",),
            ("--without-pip", "--no-setuptools", "--clear"),
        )
    ):
        output = shell.say("mkvirtualenv", *words, f"{NAME}{number}", "--no-pip")
        assert (output.code, output.out) == (0, "")
        assert shell.value("VIRTUAL_ENV") == f"{root}/{NAME}{number}"
    assert shell.say("pwd").out == f"{shell.folder}\n"


def test_what_is_installed(shell, root, tmp_path):
    """-i and -r may be repeated and hold blanks; wipeenv takes out what they brought, and says so."""
    one, two, three = (wheel(tmp_path, name) for name in ("one", "two", "three"))
    list_ = tmp_path / "my 'own' $requirements.txt"
    list_.write_text(f"{three}\n", encoding="utf-8")
    output = shell.say("mkvirtualenv", "-i", one, "-r", str(list_), "-i", two, NAME)
    assert output.code == 0, output
    assert shell.say("python -c 'import one, two, three'").code == 0
    output = shell.say("wipeenv")
    assert output.code == 0
    assert all(name in output.out + output.err for name in ("one", "two", "three"))
    assert shell.say("python -m pip list --format freeze").out.startswith("pip==")
    assert len(shell.say("python -m pip list --format freeze").out.splitlines()) == 1


def test_a_temporary_environment_that_is_kept_elsewhere(shell):
    """Another shell has kept it: deactivation does not remove it."""
    assert shell.say("mktmpenv --no-pip").code == 0
    place = shell.value("VIRTUAL_ENV")
    os.unlink(f"{place}/README.tmpenv")
    output = shell.say("deactivate")
    assert (output.code, output.out) == (0, "")
    assert os.path.exists(f"{place}/pyvenv.cfg")


def test_mktmpenv(shell, root, tmp_path):
    """The shell enters it and prints what it is; leaving removes it, unless --keep is given; --help creates nothing."""
    sentence = 'This is a temporary environment. It will be deleted when you run "deactivate".'
    output = shell.say("mktmpenv --no-pip")
    assert (output.code, output.out) == (0, sentence + "\n")
    place = shell.value("VIRTUAL_ENV")
    name = os.path.basename(place)
    assert re.fullmatch("tmp-[0-9a-f]{15}", name)
    assert shell.value("PWD") == place
    with open(f"{place}/README.tmpenv", encoding="utf-8") as file:
        assert file.read() == sentence + "\n"
    output = shell.say("deactivate")
    assert (output.code, output.out) == (0, f"Removing temporary environment: {name}\nRemoving {name}...\n")
    assert shell.value("PWD") == root
    assert not os.path.exists(place)
    shell.say("cd", shell.folder)
    shell.say("mkvenv --no-pip stays")
    output = shell.say("mktmpenv --help")
    assert (output.code, "Usage" in output.out) == (0, True)
    assert not os.path.exists(f"{root}/stays/README.tmpenv")
    assert shell.say("mktmpenv -n --no-pip").code == 0
    place = shell.value("VIRTUAL_ENV")
    assert shell.value("PWD") == shell.folder
    assert shell.say("workon stays").code == 0
    assert not os.path.exists(place)
    shell.sets("VIRTUALENVWRAPPER_WORKON_CD", "0")
    assert shell.say("mktmpenv --no-pip").code == 0
    assert shell.value("PWD") == shell.folder
    assert shell.say("mktmpenv", "--keep", NAME).code == 0
    assert shell.value("VIRTUAL_ENV") == f"{root}/{NAME}"
    assert shell.say("deactivate").out == ""
    assert shell.say("workon", NAME).code == 0
    assert shell.tries("mktmpenv --keep other").code == 1
    assert shell.say("mktmpenv -c --no-pip").code == 0
    assert shell.value("PWD") == shell.value("VIRTUAL_ENV")


def test_workon_and_deactivate(shell, root, tmp_path):
    """Where it goes, what it refuses, and that a mistake leaves everything as it was."""
    project = tmp_path / 'pro "ject"; $x'
    project.mkdir()
    shell.say("mkvenv --no-pip other")
    shell.say("mkvenv", "--no-pip", "-n", "-a", str(project), NAME)
    assert shell.value("PWD") == shell.folder
    before = shell.state()
    for step in (
        "workon nowhere",
        "workon ../other",
        "workon /other",
        "workon -x",
        "workon other more",
        f"workon {shell.quote(root)}",
    ):
        output = shell.tries(step)
        assert (output.code != 0, output.out) == (True, ""), step
    assert shell.state() == before
    for words, place in (
        ((NAME,), project),
        (("-n", NAME), "/"),
        (("--no-cd", NAME), "/"),
        (("-c", NAME), project),
    ):
        shell.say("cd /")
        assert shell.say("workon", *words).code == 0
        assert shell.value("PWD") == str(place)
    shell.sets("VIRTUALENVWRAPPER_WORKON_CD", "0")
    shell.say("cd /")
    shell.say("workon", NAME)
    assert shell.value("PWD") == "/"
    shell.say("workon", "--cd", NAME)
    assert shell.value("PWD") == str(project)
    shell.sets("VIRTUALENVWRAPPER_WORKON_CD", "1")
    project.rename(tmp_path / "elsewhere")
    shell.say("cd /")
    output = shell.say("workon", NAME)
    assert output.code == 0
    assert "ject" in output.err
    assert shell.value("VIRTUAL_ENV") == f"{root}/{NAME}"
    output = shell.tries("cdproject")
    assert output.code != 0
    assert shell.value("PWD") == "/"
    assert shell.say("deactivate").code == 0
    assert "deactivate" not in shell.names()
    for word in (
        "cdvirtualenv",
        "cdsitepackages",
        "lssitepackages",
        "cdproject",
        "add2virtualenv /",
        "showvirtualenv",
        "wipeenv",
    ):
        output = shell.tries(word)
        assert (output.code, output.out) == (1, ""), word
        assert len(output.err.splitlines()) == 2, word


def test_listing_and_showing(shell, root):
    """Names in order; the long form names, underlines and parts them; an empty store is no mistake."""
    assert (shell.say("lsvirtualenv -b").code, shell.say("lsvirtualenv -b").out) == (0, "")
    assert shell.say("lsvirtualenv").code == 0
    for name in ("beta", NAME, "alpha"):
        shell.say("mkvenv", "--no-pip", name)
    assert shell.say("lsvirtualenv -b").out == f"{NAME}\nalpha\nbeta\n"
    assert shell.say("workon").out == f"{NAME}\nalpha\nbeta\n"
    blocks = shell.say("lsvirtualenv").out.split("\n\n")
    assert [block.splitlines()[:2] for block in blocks if block] == [
        [name, "=" * len(name)] for name in (NAME, "alpha", "beta")
    ]
    assert shell.say("lsvirtualenv -l").out == shell.say("lsvirtualenv").out
    for step in ("lsvirtualenv -h", "lsvirtualenv --help", "showvirtualenv -h"):
        assert shell.say(step).code == 0
    assert shell.tries("lsvirtualenv -x").code == 2
    assert "alpha" in shell.say("showvirtualenv").out
    assert f"{root}/{NAME}" in shell.say("showvirtualenv", NAME).out
    assert shell.tries("showvirtualenv nowhere").code == 1


def test_rmvirtualenv(shell, root, tmp_path):
    """Several at a time, with the directory of the shell; never the store, never the active one, never another's."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    for name in (NAME, "one", "two"):
        shell.say("mkvenv", "--no-pip", name)
    names = shell.say("workon").out
    for step in (
        "rmvirtualenv",
        "rmvirtualenv ''",
        "rmvirtualenv ../outside",
        "rmvirtualenv .",
        "rmvirtualenv two",
        "rmvirtualenv one two",
        "rmvirtualenv one ''",
        f"rmvirtualenv {shell.quote(root)}",
    ):
        output = shell.tries(step)
        assert output.code != 0, step
        assert output.out == "", step
    assert shell.say("workon").out == names
    assert (outside / "kept").exists()
    shell.say("workon", NAME)
    shell.say("cdvirtualenv bin")
    shell.say("workon -n two")
    output = shell.say("rmvirtualenv", NAME, "one")
    assert (output.code, output.out) == (0, f"Removing {NAME}...\nRemoving one...\n")
    assert shell.value("PWD") == root
    assert shell.say("workon").out == "two\n"


def test_removing_what_does_not_exist(shell, root):
    """rmvirtualenv reports it and removes the others, as scripts for virtualenvwrapper expect; rmvenv refuses all."""
    shell.say("mkvenv --no-pip one; mkvenv --no-pip two; deactivate")
    output = shell.tries("rmvenv one nowhere")
    assert (output.code, output.out) == (1, "")
    message = [
        'envarium: no environment is called "nowhere"',
        "hint: lsvenv shows the environments, mkvenv NAME creates one",
    ]
    assert output.err.splitlines() == message
    output = shell.say("rmvirtualenv one nowhere")
    assert (output.code, output.out) == (0, "Removing one...\n")
    assert output.err.splitlines()[:2] == message
    output = shell.say("rmvirtualenv nowhere")
    assert (output.code, output.out, output.err.splitlines()) == (0, "", message)
    assert shell.say("workon").out == "two\n"
