"""The words at work: make, enter, leave, list, remove."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import shells
from envarium import vocabulary

pytestmark = pytest.mark.parametrize("mode", shells.HARD)

OURS = ("__envarium_",)


def make(shell, *names):
    """Make environments without pip, and leave the last one."""
    for name in names:
        output = shell.say("mkvenv", "--no-pip", name)
        assert output.code == 0, output
    shell.say("deactivate")


def test_make_enter_leave_list_remove(shell, root):
    """mkvenv steps in, deactivate steps out, workon steps in again, lsvenv lists, rmvenv takes away."""
    output = shell.say("mkvenv", "myproj")
    assert (output.code, output.out) == (0, "")
    assert "created with" in output.err
    place = f"{root}/myproj"
    assert shell.value("VIRTUAL_ENV") == place
    assert shell.say("python -c 'import sys; print(sys.prefix)'").out.strip() == place
    assert place in shell.say("pip --version").out
    assert shell.say("lsvenv -b").out == "myproj\n"
    shell.say("deactivate")
    assert shell.value("VIRTUAL_ENV") is None
    assert shell.say("workon myproj").err == ""
    assert shell.say("command -v python").out.strip() == f"{place}/bin/python"
    shell.say("deactivate")
    assert shell.say("rmvenv myproj").out == "Removing myproj...\n"
    assert shell.say("lsvenv -b").out == ""
    assert not os.path.exists(place)


def test_leaving_gives_everything_back(shell):
    """What the shell has after leaving is what it had before entering, but for notes of our own."""
    make(shell, "one", "two")
    environment, prompt, options, names = shell.state()
    for step in ("workon one", "workon two", "workon -", "deactivate"):
        assert shell.say(step).code == 0
    after = shell.state()
    assert after[:3] == (environment, prompt, options)
    assert {name for name in after[3] ^ names if not name.startswith(OURS)} == set()


EXPORTED = {
    "WORKON_HOME", "VIRTUALENVWRAPPER_HOOK_DIR", "VIRTUALENVWRAPPER_PROJECT_FILENAME", "VIRTUALENVWRAPPER_WORKON_CD",
    "VIRTUALENVWRAPPER_SCRIPT",
}  # fmt: skip


def test_nothing_but_words_and_notes_is_new(mode, tmp_path, clean_environment, installed, starts):
    """Loading brings our words, names that begin as ours do, and the variables of virtualenvwrapper; nothing else.

    The program is not on PATH here, so that there is a function for it, too.
    """
    words = {"envarium"} | {word for command in vocabulary.COMMANDS for word in command.words}
    words |= {command.name for command in vocabulary.SHELL_ONLY} - {"deactivate"}
    fresh = starts(mode, tmp_path, clean_environment)
    environment, *rest, names = fresh.state()
    fresh.load(installed)
    after = fresh.state()
    assert after[1:3] == tuple(rest)
    assert {name: value for name, value in after[0].items() if name not in EXPORTED} == {
        name: value for name, value in environment.items() if name != "WORKON_HOME"
    }
    assert set(after[0]) >= EXPORTED
    new = {name for name in after[3] - names if not name.startswith((*OURS, "virtualenvwrapper_"))}
    expected = words | EXPORTED - {"WORKON_HOME"} | {"VIRTUALENVWRAPPER_ENV_BIN_DIR"}
    assert new - {"fish_complete_path"} == expected  # where fish looks for completions


def test_what_the_user_did_to_path_meanwhile_stays(shell, root):
    """Leaving drops the one entry that entering added."""
    make(shell, "one")
    before = shell.environment()["PATH"]
    shell.say("workon one")
    if shell.name == "fish":
        shell.say("set -gx PATH /mine $PATH /yours")
    else:
        shell.say('PATH="/mine:$PATH:/yours"')
    shell.say("deactivate")
    assert shell.environment()["PATH"] == f"/mine:{before}:/yours"


def test_an_error_leaves_the_environment_active(shell, root):
    """An unknown name says what is near, and changes nothing."""
    make(shell, "myproj")
    shell.say("workon myproj")
    before = shell.state()
    output = shell.tries("workon myprj")
    assert output.code == 1
    assert output.out == ""
    assert output.err.splitlines() == [
        'envarium: no environment is called "myprj"',
        'hint: did you mean "myproj"?',
    ]
    assert shell.state() == before


def test_workon_lists_and_goes_back(shell, root):
    """workon alone lists the names; `-` goes back, also after leaving; `.` is the directory's name."""
    assert shell.tries("workon -").code == 1
    make(shell, "one", "two")
    assert shell.say("workon").out == "one\ntwo\n"
    assert shell.say("workon ''").out == "one\ntwo\n"
    shell.say("workon one")
    shell.say("workon two")
    shell.say("workon -")
    assert shell.value("VIRTUAL_ENV") == f"{root}/one"
    shell.say("deactivate")
    shell.say("workon -")
    assert shell.value("VIRTUAL_ENV") == f"{root}/one"
    shell.say("command mkdir two")
    shell.say("cd two")
    shell.say("workon .")
    assert shell.value("VIRTUAL_ENV") == f"{root}/two"


def test_back_past_one_that_was_removed(shell, root):
    """After a temporary environment, `workon -` goes to the one before it."""
    for step in ("mkvenv --no-pip one", "mktmpenv --no-pip", "deactivate", "workon -"):
        assert shell.say(step).code == 0
    assert shell.value("VIRTUAL_ENV") == f"{root}/one"


def test_back_to_one_that_another_process_removed(shell, root):
    """The message says which environment no longer exists."""
    make(shell, "one", "two")
    shell.say("workon one; workon two")
    os.rename(f"{root}/one", f"{root}/.one")
    output = shell.tries("workon -")
    assert output.code == 1
    assert output.err.startswith('envarium: the previous environment "one" no longer exists\n')
    assert shell.value("VIRTUAL_ENV") == f"{root}/two"


def test_an_interrupt_at_the_start_of_python(shell, tmp_path):
    """Ctrl-C while the first module is imported prints no traceback."""
    module = tmp_path / "home of it" / "envarium"
    module.mkdir(parents=True)
    (module / "__init__.py").touch()
    handler = (
        "signal.signal(signal.SIGINT, signal.default_int_handler)"  # the tests may run in the background
    )
    text = f"import os, signal\n{handler}\nos.kill(os.getpid(), signal.SIGINT)\nfor number in range(10**8):\n    pass\n"
    (module / "start.py").write_text(text, encoding="utf-8")
    set_home = "set -g __envarium_home" if shell.name == "fish" else "__envarium_home="
    shell.say(f"{set_home}{' ' if shell.name == 'fish' else ''}{shell.quote(str(module.parent))}")
    output = shell.tries("lsvenv")
    assert (output.code, output.out, output.err) == (130, "", "")


def test_making_one_that_is_there_keeps_it(shell, root):
    """mkvenv of a taken name says so, leaves it as it is, and steps in; --clear rebuilds it."""
    make(shell, "one")
    with open(f"{root}/one/mine", "w", encoding="utf-8") as file:
        file.write("mine")
    output = shell.say("mkvenv --no-pip one")
    assert output.code == 0
    assert "left unchanged" in output.err
    assert shell.value("VIRTUAL_ENV") == f"{root}/one"
    assert os.path.exists(f"{root}/one/mine")
    assert shell.say("mkvenv --no-pip --clear one").code == 0
    assert not os.path.exists(f"{root}/one/mine")
    assert shell.value("VIRTUAL_ENV") == f"{root}/one"


def test_the_active_environment_is_not_removed(shell, root):
    """rmvenv refuses the active one; of several, all are checked before the first is touched."""
    make(shell, "one", "two")
    shell.say("workon one")
    for step in ("rmvenv one", "rmvenv two one", "rmvenv two three", "rmvenv two ''"):
        output = shell.tries(step)
        assert output.code == 1, step
        assert output.out == ""
    assert shell.say("lsvenv -b").out == "one\ntwo\n"
    assert shell.say("rmvenv two").code == 0


def test_a_removed_one_comes_back(shell, root, installed):
    """envarium restore brings back what rmvenv took, and it works as before."""
    make(shell, "one")
    shell.say("rmvenv one")
    assert shell.say(f"{shell.quote(installed)} restore one").code == 0
    shell.say("workon one")
    assert shell.say("python -c 'import sys; print(sys.prefix)'").out == f"{root}/one\n"


def test_cdvirtualenv_goes_inside(shell, root):
    """cdvirtualenv goes to the active environment or below it, and complains when there is none."""
    output = shell.tries("cdvirtualenv")
    assert output.code == 1
    assert "no environment is active" in output.err
    make(shell, "one")
    shell.say("workon one")
    shell.say("cdvirtualenv")
    assert shell.say("pwd").out == f"{root}/one\n"
    shell.say("cdvirtualenv bin")
    assert shell.say("pwd").out == f"{root}/one/bin\n"
    assert shell.tries("cdvirtualenv nowhere").code != 0


def test_workon_goes_to_the_project(shell, root, tmp_path):
    """An environment tied to a project takes the shell there, unless VIRTUALENVWRAPPER_WORKON_CD says no."""
    project = tmp_path / "my 'project' $x"
    project.mkdir()
    shell.say("mkvenv", "--no-pip", "-a", str(project), "tied")
    assert shell.say("pwd").out == f"{project}\n"
    shell.say("cd /")
    shell.say("workon tied")
    assert shell.say("pwd").out == f"{project}\n"
    shell.say("cd /")
    shell.sets("VIRTUALENVWRAPPER_WORKON_CD", "0")
    shell.say("workon tied")
    assert shell.say("pwd").out == "/\n"
    project.rename(tmp_path / "gone")
    shell.unsets("VIRTUALENVWRAPPER_WORKON_CD")
    assert shell.say("workon tied").code == 0


def test_help_is_shown_and_changes_nothing(shell):
    """--help of a word that changes the shell is read by the user, not run by the shell."""
    for word in ("mkvenv", "workon", "lsvenv", "rmvenv"):
        output = shell.say(f"{word} --help")
        assert output.code == 0
        assert "Usage" in output.out
    assert shell.tries("mkvenv --nonsense x").code == 2


def test_packages_are_installed(shell, root):
    """A real package with a console script works inside, and again after coming from another environment."""
    assert shell.say("mkvenv -i tabulate one").code == 0
    assert shell.say("tabulate --help").code == 0
    shell.say("mkvenv --no-pip two")
    assert shell.tries("command -v tabulate").code != 0
    shell.say("workon one")
    assert shell.say("command -v tabulate").out == f"{root}/one/bin/tabulate\n"
    assert shell.say("pip list --format freeze").out.startswith("pip==")


def test_a_failing_installation_is_reported(shell, root):
    """The environment is made and entered all the same, and the exit code says that something is missing."""
    output = shell.tries("mkvenv -i ./no-such-directory one")
    assert output.code == 1
    assert "not everything was installed" in output.err
    assert shell.value("VIRTUAL_ENV") == f"{root}/one"


def test_after_another_tools_environment(shell, root):
    """Running the hooks on leaving an environment of venv does not affect the next environment."""
    shell.say("mkvenv --no-pip ours")
    shell.say("deactivate")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", f"{root}/theirs"], check=True)
    before = shell.state()[1:3]
    for steps in (("theirs", "ours"), ("theirs", "deactivate", "ours"), ("ours", "theirs", "ours", "theirs")):
        for step in steps:
            output = shell.say(step if step == "deactivate" else f"workon {step}")
            assert (output.code, output.out, output.err) == (0, "", ""), (steps, step)
        assert shell.value("VIRTUAL_ENV") == f"{root}/{steps[-1]}"
        output = shell.say("deactivate")
        assert (output.code, output.out, output.err) == (0, "", ""), steps
        assert shell.value("VIRTUAL_ENV") is None
    assert shell.name == "fish" or shell.state()[1:3] == before
