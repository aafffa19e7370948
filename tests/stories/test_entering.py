"""Entering and leaving: one way in and out, whatever the shell, an editor or another tool does meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import shells
from hooking import Hooks, write

STORE = shells.ODD_STORE
"""No story here needs pip."""


@pytest.fixture
def two(shell, root):
    """Two environments, none of them active; return the state of the shell before they are entered."""
    for name in ("first", "second"):
        assert shell.say("mkvenv", "--no-pip", name).code == 0
    shell.say("deactivate")
    return shell.state()[:3]


@pytest.fixture
def foreign(tmp_path):
    """An environment of another tool, outside the store."""
    place = tmp_path / "std"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    return str(place)


def source(shell, place):
    """Return the statement that sources the activate of the environment at `place`."""
    return f"source {shell.quote(f'{place}/bin/activate' + ('.fish' if shell.name == 'fish' else ''))}"


def prompt_before(shell, text):
    """Put `text` before the prompt, as a terminal's or another tool's integration does."""
    shell.say(f'PS1={shell.quote(text)}"$PS1"')


def path(shell):
    return shell.environment()["PATH"].split(":")


def put_path(shell, *entries):
    """Set PATH to `entries`, and to what it is where one is None."""
    if shell.name == "fish":
        words = ["$PATH" if entry is None else shell.quote(entry) for entry in entries]
        return shell.say(f"set -gx PATH {' '.join(words)}")
    words = ['"$PATH"' if entry is None else shell.quote(entry) for entry in entries]
    return shell.say(f"PATH={':'.join(words)}")


def test_activate_is_what_enters(shell, root, two):
    """What the user writes into activate counts; with hooks or without, the shell is as before on leaving."""
    file = "activate.fish" if shell.name == "fish" else "activate"
    with open(f"{root}/first/bin/{file}", "a", encoding="utf-8") as opened:
        opened.write("set -gx MINE yes\n" if shell.name == "fish" else "export MINE=yes\n")
    for _ in range(2):
        for step in ("workon first", "workon second", "workon -", "deactivate"):
            output = shell.say(step)
            assert (output.code, output.out, output.err) == (0, "", ""), step
        assert shell.environment()["MINE"] == "yes"
        shell.unsets("MINE")
        assert shell.state()[:3] == two
        write(f"{root}/{shell.sourced('postactivate')}", ": hook\n")
        write(f"{root}/{shell.sourced('predeactivate')}", ": hook\n")


def test_hooks_that_come_and_go(shell, root, two, tmp_path):
    """Hooks written or deleted while inside run or do not run, and nothing else changes."""
    hooks = Hooks(shell, root, str(tmp_path / "noted"))
    shell.say("workon first")
    hooks.write_global("predeactivate", "postdeactivate", "postactivate")
    shell.say("deactivate")
    assert hooks.labels() == ["global:predeactivate", "global:postdeactivate"]
    shell.say("workon first")
    assert hooks.labels() == ["global:postactivate"]
    for hook in ("predeactivate", "postdeactivate", "postactivate"):
        os.unlink(f"{root}/{shell.sourced(hook)}")
    shell.say("deactivate")
    assert hooks.labels() == []
    assert shell.state()[:3] == two


def test_the_label_is_taken_out_wherever_it_is(shell, root, two):
    """A prompt that is wrapped while inside keeps what was put around it, and no label, round after round."""
    if shell.name == "fish":
        pytest.skip("its prompt is a function: test_activators")
    prompt = shell.value("PS1")
    for number in range(1, 4):
        shell.say("workon first")
        prompt_before(shell, "[x] ")
        shell.say("deactivate")
        assert shell.value("PS1") == "[x] " * number + prompt
    shell.say("workon first")
    shell.say("PS1='mine '")
    shell.say("deactivate")
    assert shell.value("PS1") == "mine "


def test_a_prompt_kept_by_another_shows_no_label(shell, root, two):
    """What has copied the prompt while inside, and puts it back after leaving, can be drawn under `set -u`."""
    if shell.name != "bash":
        pytest.skip("only bash has a label that is expanded")
    shell.say("workon first")
    shell.say('kept="$PS1"')
    shell.say("deactivate")
    assert shell.say('set -u; eval "printf %s \\"${kept}\\""').out == "$ "


def test_leaving_twice(shell, root, two):
    """`deactivate nondestructive`, as scripts of other tools have it, and a second leaving change nothing more."""
    for steps in (("deactivate nondestructive",), ("deactivate nondestructive",) * 2):
        assert shell.say("workon first").err == ""
        for step in (*steps, "deactivate"):
            output = shell.say(step)
            assert (output.code, output.out, output.err) == (0, "", ""), step
        assert shell.state()[:3] == two


def test_another_tools_activate_takes_over(shell, root, two, foreign, tmp_path):
    """What is active is asked of the shell: leaving by hooks, following a rename and removing apply to nothing else."""
    hooks = Hooks(shell, root, str(tmp_path / "noted"))
    shell.say("workon first")
    hooks.write_global("predeactivate", "postdeactivate")
    shell.tries(source(shell, foreign))
    assert shell.value("VIRTUAL_ENV") == foreign
    hooks.labels()
    shell.tries("deactivate")
    assert shell.value("VIRTUAL_ENV") is None
    assert hooks.labels() == []
    assert shell.tries(source(shell, f"{root}/second")).err == ""
    output = shell.say("deactivate")
    assert (output.code, output.err) == (0, "")
    assert hooks.labels() == []
    assert shell.say("mvvenv first renamed").code == 0
    assert shell.value("VIRTUAL_ENV") is None
    assert shell.say("workon renamed").code == 0
    assert shell.say("deactivate").code == 0
    assert hooks.labels() == ["global:predeactivate", "global:postdeactivate"]


def test_a_temporary_one_is_removed_by_leaving_itself(shell, root, two, foreign):
    """Not when another tool has taken over and another environment is left; but when it is entered again and left."""
    assert shell.say("mktmpenv --no-pip -n").code == 0
    name = os.path.basename(shell.value("VIRTUAL_ENV"))
    shell.tries(source(shell, foreign))
    shell.tries("deactivate")
    for step in (source(shell, f"{root}/second"), "deactivate", "workon second", "deactivate"):
        shell.tries(step)
    assert os.path.isdir(f"{root}/{name}")
    shell.say("workon", name)
    assert "Removing temporary environment" in shell.say("deactivate").out
    assert not os.path.exists(f"{root}/{name}")


def test_a_child_does_not_remove_its_parents(mode, shell, root, two, tmp_path, installed, starts):
    """A temporary environment is left by a child that was started in it, and stays."""
    shell.say("mktmpenv --no-pip -n")
    place = shell.value("VIRTUAL_ENV")
    nested = starts(mode, tmp_path / "nested", shell.environment())
    nested.load(installed)
    assert nested.say("deactivate").code == 0
    assert nested.value("VIRTUAL_ENV") is None
    assert os.path.isdir(place)
    shell.say("deactivate")
    assert not os.path.exists(place)


@pytest.mark.parametrize("mode", ["bash strict", "zsh strict"])
def test_a_subshell_removes_its_own(shell, root, two):
    """A subshell, which has the same process number, leaves its parent's temporary environment, and removes its own."""
    shell.say("mktmpenv --no-pip -n")
    place = shell.value("VIRTUAL_ENV")
    assert shell.say("(deactivate)").out == ""
    assert shell.say("(workon second; deactivate)").out == ""
    assert os.path.isdir(place)
    assert "Removing temporary environment" in shell.say("(mktmpenv --no-pip -n; deactivate)").out
    assert os.path.isdir(place)
    shell.say("deactivate")
    assert not os.path.exists(place)
    assert shell.say("workon").out == "first\nsecond\n"


def test_a_temporary_one_is_removed_from_its_own_store(shell, root, two, tmp_path):
    """Whatever WORKON_HOME is when it is left; one of the same name in the other store stays, and so does a copy."""
    other = str(tmp_path / "other store")
    shell.say("mktmpenv --no-pip -n tmp-x")
    shell.sets("WORKON_HOME", other)
    shell.say("mkvenv --no-pip -n tmp-x")
    assert not os.path.exists(f"{root}/tmp-x")
    assert shell.value("VIRTUAL_ENV") == f"{other}/tmp-x"
    shell.sets("WORKON_HOME", root)
    shell.say("mktmpenv --no-pip -n tmp-y; cpvenv tmp-y copied")
    assert shell.say("deactivate").out == ""
    assert os.path.isdir(f"{root}/copied")
    assert os.path.isdir(f"{other}/tmp-x")


def test_restore_brings_back_what_the_user_removed(shell, root, two, installed):
    """Not the temporary environment that was left after it, which its name restores."""
    shell.say("mktmpenv --no-pip -n")
    name = os.path.basename(shell.value("VIRTUAL_ENV"))
    shell.say("rmvenv first")
    shell.say("deactivate")
    tool = shell.quote(installed)
    assert "restored first" in shell.say(f"{tool} restore").out
    assert f"restored {name}" in shell.say(f"{tool} restore").out


def test_virtual_env_without_its_programs(mode, shell, root, two, tmp_path, installed, starts):
    """A login shell has set PATH again: nothing is active, for any command, and another environment can be entered."""
    shell.say("workon first")
    inherited = {**shell.environment(), "PATH": "/usr/bin:/bin"}
    nested = starts(mode, tmp_path / "nested", inherited)
    nested.load(installed)
    for word in (
        "cdvirtualenv",
        "lssitepackages",
        "wipeenv",
        "add2virtualenv .",
        "toggleglobalsitepackages",
        "showvenv",
    ):
        output = nested.tries(word)
        assert output.code != 0, word
        assert "no environment is active" in output.err, word
    assert nested.say("workon second").code == 0
    assert nested.say("deactivate").code == 0
    assert nested.environment()["PATH"] == "/usr/bin:/bin"


INHERITED = {
    "twice": ("{0}/bin:{0}/bin:{1}", "{0}/bin:{1}", "{1}"),
    "twice, with something between": ("{0}/bin:/x:{0}/bin:{1}", "{0}/bin:/x:{1}", "/x:{1}"),
    "behind a directory of the caller's": ("/x:{0}/bin:{1}", "/x:{0}/bin:{1}", "/x:{1}"),
    "behind another Python": ("{2}:{0}/bin:{1}", "{0}/bin:{2}:{1}", "{2}:{1}"),
    "the user's own at the end": ("{0}/bin:{2}:{0}/bin:{1}", "{0}/bin:{2}:{0}/bin:{1}", "{2}:{0}/bin:{1}"),
    "a trailing slash": ("{0}/bin/:{1}", "{0}/bin:{1}", "{1}"),
    "an empty entry": ("{0}/bin::{1}:", "{0}/bin::{1}:", ":{1}:"),
}


@pytest.mark.parametrize("mode", shells.ONCE)
@pytest.mark.parametrize("case", INHERITED)
def test_an_inherited_path(mode, shell, root, two, case, tmp_path, installed, starts):
    """The child's first Python is the environment's; leaving gives the one that it would be without; the rest stays."""
    if case == "an empty entry" and shell.name == "fish":
        pytest.skip("fish turns an empty entry into a dot as it is set")
    pythons = tmp_path / "pythons"
    pythons.mkdir()
    os.symlink(sys.executable, pythons / "python3")
    paths = [text.format(f"{root}/first", "/usr/bin:/bin", pythons) for text in INHERITED[case]]
    inherited = {**shell.environment(), "VIRTUAL_ENV": f"{root}/first", "PATH": paths[0]}
    nested = starts(mode, tmp_path / "nested", inherited)
    nested.load(installed)
    assert nested.environment()["PATH"] == paths[1]
    assert nested.say("deactivate").code == 0
    assert nested.environment()["PATH"] == paths[2]


def test_an_editor_prepends_once_more(shell, root, two):
    """Leaving takes out both entries, and what the user has put somewhere else stays."""
    before = path(shell)
    shell.say("workon first")
    put_path(shell, f"{root}/first/bin", None, f"{root}/first/bin")
    shell.say("deactivate")
    assert path(shell) == [*before, f"{root}/first/bin"]


def test_zsh_paths_without_doubles(tmp_path, clean_environment, installed, starts, root):
    """`typeset -U path` takes the user's own entry away as the environment is entered: it comes back."""
    shell = starts("zsh", tmp_path / "here", clean_environment)
    shell.load(installed)
    shell.say("mkvenv --no-pip one")
    shell.say("deactivate")
    shell.say("typeset -U path PATH; path+=($WORKON_HOME/one/bin)")
    before = path(shell)
    shell.say("workon one")
    assert path(shell) == [f"{root}/one/bin", *before[:-1]]
    shell.say("deactivate")
    assert path(shell) == before
    shell.say("workon one; path+=(/mine); deactivate")
    assert path(shell) == [*before[:-1], "/mine", before[-1]]


@pytest.mark.parametrize("mode", ["bash strict", "zsh strict"])
def test_an_exported_prompt(mode, shell, root, two, tmp_path, installed, starts):
    """A child of either shell that inherits the prompt with its label shows one label, and none after leaving."""
    shell.say("export PS1")
    plain = shell.value("PS1")
    shell.say("workon first")
    for other in ("bash", "zsh"):
        nested = starts(other, tmp_path / other, shell.environment())
        nested.say(f"PS1={nested.quote(shell.value('PS1'))}")
        nested.load(installed)
        shown = 'eval "printf %s \\"${PS1}\\""' if other == "bash" else 'print -rn -- "${(%%)PS1}"'
        assert nested.say(shown).out.count("(first) ") == 1
        nested.say("deactivate")
        assert nested.value("PS1") == plain


@pytest.mark.parametrize("mode", ["bash", "zsh"])
def test_exported_marks(mode, shell, root, two, tmp_path, clean_environment, installed, starts):
    """A child of a shell that exports all its variables does not believe them to be its own."""
    exporting = starts(mode, tmp_path / "exporting", clean_environment)
    exporting.say("set -a" if mode == "bash" else "setopt allexport")
    exporting.load(installed)
    exporting.say("mkvenv --no-pip third")
    exporting.say("rmvenv first")
    inherited = exporting.environment()
    assert any(name.startswith("__envarium_") for name in inherited), "the parent must export its marks"
    for other in ("bash", "zsh", "fish"):
        nested = starts(other, tmp_path / other, inherited)
        nested.load(installed)
        for step in (
            "cdsitepackages",
            "workon second",
            "deactivate",
            "mkvenv --no-pip fourth",
            "rmvenv fourth",
        ):
            output = nested.tries(step)
            assert "command not found" not in output.err, (other, step)
            assert "Unknown command" not in output.err, (other, step)
        assert f"{root}/third/bin" not in path(nested), other
    script = f'. {exporting.quote(root + "/second/bin/activate")}; deactivate; printf %s "$PATH"'
    done = subprocess.run(["dash", "-c", script], env=inherited, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (inherited["PATH"], "")


def test_one_that_was_moved_by_hand_is_not_entered(shell, root):
    """What would put another environment on PATH, or none, is refused, and nothing is active afterwards."""
    assert shell.say("mkvenv --no-pip one").code == 0
    assert shell.say("deactivate").code == 0
    before = shell.state()
    for name in ("copied", "moved"):
        shell.say(f"command cp -a {shell.quote(root + '/one')} {shell.quote(f'{root}/{name}')}")
    shell.say(f"command mv {shell.quote(root + '/one')} {shell.quote(root + '/other')}")
    for name in ("copied", "moved", "other"):
        answer = shell.tries(f"workon {name}")
        assert answer.code == 1
        assert f"envarium repair {name}" in answer.err
        assert shell.value("VIRTUAL_ENV") is None
    assert shell.state() == before


def test_one_whose_python_is_missing_is_warned_of(shell, root, two):
    """Another Python would run under its name, so activation warns, on the fast lane and on the other."""
    for target in ("/nowhere/python", None):
        os.unlink(f"{root}/first/bin/python")
        if target:
            os.symlink(target, f"{root}/first/bin/python")
        output = shell.say("workon first")
        assert (output.code, output.err.splitlines()) == (
            0,
            ["envarium: warning: the Python of first is missing", "hint: envarium repair first"],
        )
        assert shell.value("VIRTUAL_ENV") == f"{root}/first"
    assert shell.say("deactivate; workon second").err == ""
