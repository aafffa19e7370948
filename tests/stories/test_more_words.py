"""Further commands of virtualenvwrapper: copies, projects, paths and help."""

from __future__ import annotations

import os
import re
import shutil

import pytest

import shells
from envarium import vocabulary
from hooking import write

pytestmark = pytest.mark.parametrize("mode", shells.HARD)


NAME = shells.ODD_NAME
STORE = shells.PLAINER_STORE


def test_copying_and_renaming(shell, root, tmp_path):
    """cpvirtualenv and mvvirtualenv: what scripts match on, the project, the prompt, and the shell that follows."""
    output = shell.tries("cpvirtualenv nowhere other")
    assert (output.code, output.out) == (1, "Please provide a valid virtualenv to copy.\n")
    project = tmp_path / "pro 'ject' $x"
    project.mkdir()
    shell.say("mkvenv", "--no-pip", "-a", str(project), NAME)
    shell.say("mkvenv --no-pip other")
    output = shell.tries("cpvirtualenv", NAME, "other")
    assert (output.code, output.out) == (1, "other virtualenv already exists.\n")
    assert shell.say("cpvirtualenv", NAME, NAME + "2").code == 0
    assert shell.value("VIRTUAL_ENV") == f"{root}/{NAME}2"
    assert shell.value("VIRTUAL_ENV_PROMPT") == NAME + "2"
    assert shell.value("PWD") == str(project)
    assert shell.say("python -c 'import sys; print(sys.prefix)'").out == f"{root}/{NAME}2\n"
    with open(f"{root}/{NAME}2/pyvenv.cfg", encoding="utf-8") as file:
        assert f"{root}/{NAME}\n" not in file.read()
    shell.say("cdvirtualenv bin")
    assert shell.say("mvvirtualenv", NAME + "2", "new; name").code == 0
    place = f"{root}/new; name"
    assert (shell.value("VIRTUAL_ENV"), shell.value("PWD")) == (place, f"{place}/bin")
    assert shell.value("VIRTUAL_ENV_PROMPT") == "new; name"
    assert shell.say("python -c 'import sys; print(sys.prefix)'").out == f"{place}\n"
    assert shell.say("cdproject").code == 0
    assert shell.say("workon").out == f"{NAME}\nnew; name\nother\n"
    assert shell.tries("mvvirtualenv other").code != 0
    for step in (
        f"mvvirtualenv other {shell.quote(NAME)}",
        "mvvirtualenv nowhere x",
        "mvvirtualenv other ''",
        "mvvirtualenv other a/b",
    ):
        assert shell.tries(step).code != 0, step
    shell.say("deactivate")
    assert shell.value("VIRTUAL_ENV") is None
    assert place + "/bin" not in shell.environment()["PATH"].split(":")


def test_allvirtualenv(shell, root, tmp_path):
    """In each, with arguments as they are, without hooks; a failure in one stops nothing."""
    for name in (NAME, "other"):
        shell.say("mkvenv", "--no-pip", name)
    write(f"{root}/{shell.sourced('postactivate')}", "echo hooked\n")
    code = "import os, sys; print(os.environ['VIRTUAL_ENV'], os.getcwd(), sys.argv[1:])"
    arguments = ["two words", "$x", "it's", "*", "", "-j"]
    output = shell.say("allvirtualenv", "python", "-c", code, *arguments)
    assert output.code == 0
    assert output.out == "".join(
        f"{name}\n{'=' * len(name)}\n{root}/{name} {root}/{name} {arguments}\n\n" for name in (NAME, "other")
    )
    output = shell.tries("allvirtualenv", "python", "-c", "print(1); raise SystemExit(3)")
    assert output.code == 1
    assert output.out.count("\n1\n") == 2
    assert shell.value("VIRTUAL_ENV") == f"{root}/other"


def test_add2virtualenv(shell, root, tmp_path):
    """Directories come first on sys.path, absolute; -d takes them off; the file is virtualenvwrapper's."""
    shell.say("mkvenv", "--no-pip", NAME)
    libraries = tmp_path / "my 'lib'; $x"
    libraries.mkdir()
    (libraries / "mine_alone.py").touch()
    shell.say("cd", str(tmp_path))
    output = shell.say("add2virtualenv", libraries.name)
    assert output.code == 0
    assert output.err.startswith("Warning: Converting")
    assert (
        shell.say("python -c 'import mine_alone; print(mine_alone.__file__)'").out
        == f"{libraries}/mine_alone.py\n"
    )
    output = shell.tries("add2virtualenv")
    assert output.code == 1
    assert f"{libraries}\n" in output.out
    listed = shell.say("lssitepackages").out
    assert "\n_virtualenv_path_extensions.pth:\n" in listed
    assert f"\n{libraries}\n" in listed
    assert "sys.__egginsert" in listed
    assert "Usage: lssitepackages" in shell.say("lssitepackages -h").out
    assert "usage" not in shell.say("lssitepackages -h -l").out
    assert shell.say("add2virtualenv", "-d", str(libraries)).code == 0
    assert shell.tries("python -c 'import mine_alone'").code == 1


def test_cdsitepackages_asks_its_python(shell, root, tmp_path):
    """Where several directories may be meant its Python is asked, and runs nothing of the working directory."""
    shell.say("mkvenv", "--no-pip", NAME)
    packages = shell.say("cdsitepackages; pwd").out
    os.makedirs(f"{root}/{NAME}/lib/python2.99/site-packages")
    with open(f"{packages.strip()}/noise.pth", "w", encoding="utf-8") as file:
        file.write("import sys; sys.stdout.write('noise\\n')\n")
    for module in ("sysconfig", "linecache", "types", "os"):
        (tmp_path / f"{module}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", encoding="utf-8")
    shell.say("cd", str(tmp_path))
    assert shell.say("cdsitepackages; pwd").out == packages
    assert not (tmp_path / "ran").exists()


def test_toggleglobalsitepackages(shell, root):
    """In pyvenv.cfg, on and off; -q prints nothing."""
    shell.say("mkvenv", "--no-pip", NAME)

    def shows():
        with open(f"{root}/{NAME}/pyvenv.cfg", encoding="utf-8") as file:
            return "include-system-site-packages = true" in file.read()

    assert not shows()
    output = shell.say("toggleglobalsitepackages")
    assert (output.code, output.out + output.err != "", shows()) == (0, True, True)
    output = shell.say("toggleglobalsitepackages -q")
    assert (output.code, output.out, output.err, shows()) == (0, "", "", False)


def test_projects(shell, root, tmp_path):
    """setvirtualenvproject, cdproject, mkproject: what they need, what they refuse, where they lead."""
    output = shell.tries("setvirtualenvproject")
    assert (output.code, output.out) == (1, "")
    assert not os.path.exists(f"{root}/.project")
    output = shell.tries("mkproject --no-pip one")
    assert (output.code, output.out) == (1, "")
    shell.sets("PROJECT_HOME", str(tmp_path / "none"))
    output = shell.tries("mkproject --no-pip one")
    assert (output.code, "does not exist" in output.err) == (1, True)
    projects = tmp_path / "my; 'projects' & $more"
    projects.mkdir()
    (projects / "one").mkdir()
    shell.sets("PROJECT_HOME", str(projects))
    output = shell.tries("mkproject --no-pip one")
    assert (output.code, "already exists" in output.err) == (1, True)
    output = shell.tries("mkproject --no-pip -t nothing two")
    assert (output.code, output.out) == (1, "")
    assert "nothing" in output.err
    assert shell.say("workon").out == ""
    assert os.listdir(projects) == ["one"]
    shell.sets("VIRTUALENVWRAPPER_WORKON_CD", "0")
    assert shell.say("mkproject --no-pip -f one").code == 0
    assert shell.value("PWD") == f"{projects}/one"
    shell.say("mkvenv", "--no-pip", NAME)
    output = shell.tries("cdproject")
    assert (output.code, "No project set" in output.err) == (1, True)
    write(f"{root}/{NAME}/.project", "\n")
    assert shell.tries("cdproject").code == 1
    shell.say("cd", str(projects))
    output = shell.say("setvirtualenvproject")
    assert (output.code, output.out) == (0, f"Setting project for {NAME} to {projects}\n")
    shell.say("cd /")
    assert shell.say("cdproject").code == 0
    assert shell.value("PWD") == str(projects)
    assert shell.tries("setvirtualenvproject one /no/such/directory").code == 1
    assert shell.tries("setvirtualenvproject nowhere /").code == 1
    shell.sets("VIRTUALENVWRAPPER_PROJECT_FILENAME", "my project")
    assert shell.tries("cdproject").code == 1
    assert shell.say("setvirtualenvproject one").code == 0
    assert os.path.exists(f"{root}/one/my project")


def test_the_words_of_the_list(shell, root):
    """virtualenvwrapper prints where everything is, and every command with a line of help."""
    shell.sets("PROJECT_HOME", "/my projects")
    output = shell.say("virtualenvwrapper")
    assert output.code == 0
    for line in ("Version: ", "Script: ", "Python: ", f"WORKON_HOME: {root}", "PROJECT_HOME: /my projects"):
        assert any(found.lstrip().startswith(line) for found in output.out.splitlines()), line
    for word in (
        "mkvirtualenv",
        "mktmpenv",
        "workon",
        "cpvirtualenv",
        "allvirtualenv",
        "toggleglobalsitepackages",
        "wipeenv",
    ):
        assert re.search(rf"^\s*{word}\b.*\S", output.out, re.MULTILINE), word


HELPFUL = [
    *(word for command in vocabulary.COMMANDS for word in command.words),
    *(command.name for command in vocabulary.SHELL_ONLY if command.name != "deactivate"),
]


def test_every_word_has_help(shell, root):
    """Help goes to standard output, with 0, and the shell stays as it was."""
    shell.say("mkvenv --no-pip one")
    before = shell.state()[:3]
    for word in HELPFUL:
        output = shell.say(f"{word} --help")
        assert (output.code, output.err) == (0, ""), word
        assert output.out.startswith(f"Usage: {word}"), word
        examples = output.out.partition("\nExamples:\n")[2].splitlines()
        assert [line for line in examples if line.startswith("  ") and line[2] != " "] != []
        assert [line for line in examples if line[2] != " " and line.split()[0] != word] == []
    for step in ("mkvenv --help -p 3.12", "rmvenv -h one", "mkvenv --clear -h one"):
        output = shell.say(step)
        assert (output.code, output.err, output.out[:13]) == (0, "", f"Usage: {step[:6]}"), step
    output = shell.say("workon -h")
    assert (output.code, output.err, "Usage" in output.out) == (0, "", True)
    assert shell.state()[:3] == before


def test_a_store_that_does_not_exist(shell, root):
    """Reading names it and does not create it; creating does, and reports that in virtualenvwrapper's words."""
    shutil.rmtree(root)
    for step in ("workon", "lsvenv", "lsvirtualenv", "workon one", "rmvenv one", "showvenv one"):
        output = shell.tries(step)
        assert output.out == "", step
        assert output.err.startswith(
            f'envarium: the store "{root}" cannot be used: it does not exist\nhint: '
        ), step
        assert not os.path.exists(root), step
    output = shell.say("mkvirtualenv --no-pip one")
    assert output.code == 0
    assert (
        f"NOTE: Virtual environments directory {root} does not exist. Creating..." in output.err.splitlines()
    )
    assert shell.value("VIRTUAL_ENV") == f"{root}/one"
