"""What a hook does to the shell that sources it, and which hooks are not run."""

from __future__ import annotations

import os
import stat

import pytest

import shells
from hooking import STUBS_SOURCED, STUBS_STARTED, write
from trees import NOBODY

NAME = shells.ODD_NAME


OTHER = "o t h e r"


STORE = shells.ODD_STORE
"""No story here needs pip."""


def test_what_a_hook_does_to_the_shell_stays(shell, root, tmp_path):
    """A sourced hook may set variables, define functions, change the directory; no name of ours is in its way."""
    shell.say("mkvenv --no-pip one")
    shell.say("deactivate")
    hook, after = f"{root}/{shell.sourced('postactivate')}", f"{root}/{shell.sourced('postdeactivate')}"
    if shell.name == "fish":
        write(
            hook, "set -g name mine\nset -g root here\nset -g code 7\nfunction ours; echo $name; end\ncd /\n"
        )
        write(after, "set -e name\nfunctions -e ours\n")
    else:
        write(hook, 'name=mine root=here code=7 i=1 line=2 file=3\nours() { echo "$name"; }\ncd /\n')
        write(after, "unset name\nunset -f ours\n")
    assert shell.say("workon one").code == 0
    assert shell.say("ours").out == "mine\n"
    assert (shell.value("root"), shell.value("code")) == ("here", "7")
    assert shell.say("pwd").out == "/\n"
    assert shell.say("deactivate").code == 0
    assert shell.value("name") is None
    assert shell.tries("ours").code != 0


def test_each_shell_has_its_own_sourced_hooks(shell, root, hooks):
    """What is written for fish is never read by another shell, nor the other way round; what is started serves all."""
    hooks.write_global()
    others = "postactivate" if shell.name == "fish" else "postactivate.fish"
    write(f"{root}/{others}", "this is ( no code { for any shell\n")
    output = shell.say("mkvenv --no-pip one")
    assert output.code == 0
    assert len(output.err.splitlines()) == 1
    assert hooks.labels() == [
        "global:premkvirtualenv",
        "global:preactivate",
        "global:postactivate",
        "global:postmkvirtualenv",
    ]


def test_a_hook_counts_from_the_moment_that_it_is_written(shell, root, hooks):
    """Written, touched, emptied or deleted while the shell lives: each next word knows."""
    shell.say("mkvenv --no-pip one")
    for path in (
        f"{root}/{shell.sourced('postactivate')}",
        f"{root}/one/bin/{shell.sourced('postactivate')}",
    ):
        with open(path, encoding="utf-8") as file:
            stub = file.read()
        write(path, stub + shell.noting("now", hooks.file))
        shell.say("workon one")
        assert hooks.labels() == ["now"]
        write(path, stub)
        assert shell.say("workon one").err == ""
        os.unlink(path)
        assert shell.say("workon one").err == ""
        write(path, shell.noting("again", hooks.file))
        shell.say("workon one")
        assert hooks.labels() == ["again"]
        write(path, "")
        shell.say("workon one")
        assert hooks.labels() == []


def test_stubs(shell, root):
    """What waits to be written is there after loading and making: comments, with the modes that people know."""
    shell.say("mkvenv --no-pip one")
    local = {"preactivate", "get_env_details"}, {"predeactivate", "postdeactivate", "postactivate"}
    for directory, (run, read) in ((root, (STUBS_STARTED, STUBS_SOURCED)), (f"{root}/one/bin", local)):
        for name in run | read | {shell.sourced(name) for name in read}:
            path = f"{directory}/{name}"
            with open(path, encoding="utf-8") as file:
                first, *rest = file.read().splitlines()
            assert first.startswith("#!/")
            assert rest
            assert all(line == "" or line.startswith("#") for line in rest)
            assert stat.S_IMODE(os.stat(path).st_mode) == (0o755 if name in run else 0o644)
    assert stat.S_IMODE(os.stat(f"{root}/postmkproject").st_mode) == 0o755
    assert not os.path.exists(f"{root}/precpvirtualenv")


def test_the_users_shell_survives(mode, tmp_path, clean_environment, installed, starts, root):
    """IFS, options and traps are as they were, and the exit code is the word's own, with hooks on every way."""
    shell = starts(mode, tmp_path / "here", clean_environment)
    shell.load(installed)
    if shell.name != "fish":
        shell.say("IFS=:a; trap 'echo interrupted' INT; trap 'echo hung up' HUP")
    for name in ("postactivate", "predeactivate", "postdeactivate", "postmkvirtualenv"):
        write(f"{root}/{shell.sourced(name)}", "false\n")
    before = shell.value("IFS"), shell.tries(shell.options).out, shell.say("trap").out
    for step in (
        "mkvenv --no-pip aaa",
        "mkvenv --no-pip bab",
        "workon aaa",
        "workon",
        "lsvenv -b",
        "deactivate",
    ):
        assert shell.say(step).code == 0, step
    assert shell.say("lsvenv -b").out == "aaa\nbab\n"
    assert shell.tries("workon nowhere").code == 1
    assert shell.say("rmvenv aaa").code == 0
    assert (shell.value("IFS"), shell.tries(shell.options).out, shell.say("trap").out) == before


def test_hooks_can_be_elsewhere(mode, tmp_path, clean_environment, installed, starts, root):
    """VIRTUALENVWRAPPER_HOOK_DIR is made with its stubs, and the hooks in the store are not called."""
    elsewhere = str(tmp_path / "my; 'hooks' & `co`" / "deep")
    shell = starts(mode, tmp_path / "here", {**clean_environment, "VIRTUALENVWRAPPER_HOOK_DIR": elsewhere})
    shell.load(installed)
    assert shell.environment()["VIRTUALENVWRAPPER_HOOK_DIR"] == elsewhere
    assert not os.path.exists(f"{root}/{shell.sourced('postactivate')}")
    file = str(tmp_path / "noted")
    shells.notes(file)
    for directory, label in ((root, "wrong"), (elsewhere, "right")):
        write(f"{directory}/preactivate", shells.noting(label, file), 0o755)
        write(f"{directory}/{shell.sourced('postactivate')}", shell.noting(label, file))
        write(f"{directory}/{shell.sourced('postdeactivate')}", shell.noting(label, file))
    shell.say("mkvenv --no-pip one")
    shell.say("deactivate")
    assert [note.label for note in shells.notes(file)] == ["right"] * 3


def test_the_directory_of_hooks_may_change_while_an_environment_is_active(shell, root, tmp_path):
    """The hooks are those of the directory that VIRTUALENVWRAPPER_HOOK_DIR names then; the store has only stubs."""
    other = tmp_path / "other"
    other.mkdir()
    for event in ("postactivate", "predeactivate"):
        write(f"{other}/{shell.sourced(event)}", f"echo {event}\n")
    shell.say("mkvenv --no-pip one")
    assert shell.say("deactivate; workon one").out == ""
    for directory, left, entered in ((str(other), "predeactivate\n", "postactivate\n"), (root, "", "")):
        shell.sets("VIRTUALENVWRAPPER_HOOK_DIR", directory)
        assert shell.say("deactivate").out == left
        assert shell.say("workon one").out == entered


@pytest.mark.parametrize("event", ["postactivate", "predeactivate", "postdeactivate"])
def test_a_hook_does_not_activate_or_deactivate(event, shell, root):
    """In a hook of activation, workon and deactivate print an error, and the shell continues with what it was doing."""
    for name in ("one", "two"):
        shell.say("mkvenv", "--no-pip", name)
        shell.say("deactivate")
    before = shell.environment()
    for step in ("workon one", "workon -n one", "mkvenv --no-pip three", "deactivate"):
        if (step, event) == ("deactivate", "postdeactivate"):
            continue  # there is nothing to deactivate by then
        write(
            f"{root}/two/bin/{shell.sourced(event)}",
            step + ("; or true\n" if shell.name == "fish" else " || :\n"),
        )
        output = shell.say("workon two")
        assert shell.value("VIRTUAL_ENV") == f"{root}/two"
        left = shell.say("deactivate")
        assert (output.code, left.code) == (0, 0)
        refusal = [line for line in (output.err + left.err).splitlines() if "a hook cannot" in line]
        assert len(refusal) == 1, (step, output.err, left.err)
        assert shell.environment() == before
        shell.say("rmvenv three") if "three" in step else None


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files to others")
def test_what_others_own(shell, root, hooks):
    """A hook that another user owns is not sourced, and an environment that another user owns is warned of."""
    shell.say("mkvenv --no-pip one")
    shell.say("deactivate")
    hooks.write_global("postactivate", "predeactivate")
    hooks.write_local(f"{root}/one")
    os.unlink(f"{root}/one/bin/preactivate")
    theirs = [f"{root}/{shell.sourced('postactivate')}", f"{root}/one/bin/{shell.sourced('predeactivate')}"]
    for path in theirs:
        os.chown(path, NOBODY, -1)
    entered, left = shell.say("workon one"), shell.say("deactivate")
    assert hooks.labels() == ["local:postactivate", "global:predeactivate", "local:postdeactivate"]
    for path, output in zip(theirs, (entered, left), strict=True):
        assert output.err == f'envarium: the hook "{path}" is not sourced: it is owned by another user\n'
    os.chown(f"{root}/one/bin/{'activate.fish' if shell.name == 'fish' else 'activate'}", NOBODY, -1)
    assert f'warning: "{root}/one" is owned by another user' in shell.say("workon one").err


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files to others")
def test_an_environment_that_others_own(shell, root):
    """Without any hook, workon warns too, and enters it."""
    shell.say("mkvenv --no-pip one")
    shell.say("deactivate")
    assert shell.say("workon one").err == shell.say("deactivate").err == ""
    os.chown(f"{root}/one/bin/{'activate.fish' if shell.name == 'fish' else 'activate'}", NOBODY, -1)
    assert shell.say("workon one").err == f'envarium: warning: "{root}/one" is owned by another user\n'
    assert shell.value("VIRTUAL_ENV") == f"{root}/one"
