"""What cannot be copied or renamed is refused, and what another process does meanwhile is not lost."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import venv

import pytest

from envarium.errors import EnvironmentExists, EnvironmentReplaced, NoSuchEnvironment, RelocationFailed
from envarium.relocating import changes
from envarium.relocating.check import Check
from envarium.store import change, layers, names_lock
from furnished import (
    calls,
    images,
    output_of,
    unlike,
    write,
)
from tool import SOURCE, open_text
from trees import plant


def test_copy_refuses(bare, tmp_path):
    """What is no environment, or already exists, is reported, and nothing is changed."""
    tool = calls(bare.root)
    before = images(bare.root)
    for words in (["nosuch"], [str(tmp_path)], [], ["../old"], [""]):
        done = tool("copy", *words)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("envarium: ")
        assert done.stderr.splitlines()[1].startswith("hint: ")
    for words in (["old"], ["old", "old"]):
        done = tool("copy", *words)
        assert (done.returncode, done.stdout) == (1, "")
    assert tool("copy", "old", "../x").returncode == 1
    assert images(bare.root) == before


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_prints_the_refusal(bare, shell):
    """Evaluating the answer of cpvirtualenv prints the words of virtualenvwrapper; cpvenv prints only the error."""
    functions = os.path.dirname(SOURCE) + f"/shell/hooks.{'fish' if shell == 'fish' else 'sh'}"
    load = f". {shlex.quote(functions)}\n"
    done = calls(bare.root).asks(shell, "cpvenv", "old")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[1] == "hint: write the name of the copy too: cpvenv old NEW"
    done = calls(bare.root).asks(shell, "cpvirtualenv", "old")
    assert output_of(shell, "-c", load + done.stdout) == "old virtualenv already exists.\n"
    done = calls(bare.root).asks(shell, "cpvirtualenv", "it's", "x")
    assert output_of(shell, "-c", load + done.stdout) == "Please provide a valid virtualenv to copy.\n"


def test_rename_refuses(bare):
    """Invalid names, existing ones, and an environment that does not exist are reported, and nothing is changed."""
    tool = calls(bare.root)
    tool.done("copy", "old", "other")
    before = images(bare.root)
    assert "already exists" in tool.refused("rename", "old", "other")
    assert "envarium remove" not in tool.refused("rename", "old", "old")
    assert "no environment is called" in tool.refused("rename", "older", "new")
    assert "cannot name an environment" in tool.refused("rename", "old", "../x")
    assert "cannot name an environment" in tool.refused("rename", "../x", "new")
    os.mkdir(bare.path("file"))
    assert "taken" in tool.refused("rename", "old", "file")
    os.rmdir(bare.path("file"))
    assert images(bare.root) == before


def test_a_copy_into_itself_is_refused(bare, tmp_path):
    """An environment that holds the store is not copied into it."""
    outer = tmp_path / "outer"
    venv.create(outer, with_pip=False)
    (outer / "store").mkdir()
    assert "contains the store" in calls(str(outer / "store")).refused("copy", str(outer), "x")


def test_what_does_not_work_is_not_published(bare):
    """An environment whose Python works at its old place only is not copied, and not renamed either."""
    python = bare.path("old") + "/bin/python"
    target = os.readlink(python)
    os.unlink(python)
    write(python, f'#!/bin/sh\n[ "$0" = "{python}" ] || exit 3\nexec "{target}" "$@"\n')
    os.chmod(python, 0o755)
    before = images(bare.root)
    with pytest.raises(RelocationFailed):
        changes.rename(bare, "old", "new")
    with pytest.raises(RelocationFailed):
        changes.copy(bare, bare.find("old"), "new")
    os.unlink(python)
    os.symlink("/nowhere/python", python)
    with pytest.raises(RelocationFailed, match="does not start"):
        changes.rename(bare, "old", "new")
    assert bare.names() == ["old"]
    assert {path for path in unlike(before, images(bare.root)) if "/staging" not in path} <= {
        "old/bin/python",
        "old/bin",
    }
    assert os.listdir(bare.own(change.STAGING)) == []


def test_a_pip_that_was_broken_before(bare, capfd):
    """A pip that does not start in the source either is reported and stops nothing; one that does start there would."""
    write(bare.path("old") + "/bin/pip", f"#!{bare.path('old')}/bin/python\nraise SystemExit('broken')\n")
    changes.copy(bare, bare.find("old"), "new")
    assert "broken" in capfd.readouterr().err
    here = bare.path("old").replace("old", "{}").format("o" + "ld")
    text = f"import sys\nif {here[:-3]!r} + 'old' not in sys.argv[0]: raise SystemExit('lost')\n"
    write(bare.path("old") + "/bin/pip", "#!/usr/bin/env python\n" + text)
    with pytest.raises(RelocationFailed, match="pip does not start: lost"):
        changes.copy(bare, bare.find("old"), "newer")
    assert bare.names() == ["new", "old"]


def test_hooks_of_a_copy(bare):
    """Both hooks run in the store, with virtualenvwrapper's arguments, when the copy is there; a rename has none."""
    tool = calls(bare.root)
    for hook in ("precpvirtualenv", "premkvirtualenv"):
        write(
            f"{bare.root}/{hook}", f'#!/bin/sh\nprintf "%s\\n" {hook} "$PWD" "$@" $(ls -d new) >> ../said\n'
        )
        os.chmod(f"{bare.root}/{hook}", 0o755)
    tool.done("copy", "old", "new")
    tool.done("rename", "new", "newer")
    output = open_text(os.path.dirname(bare.root) + "/said").splitlines()
    assert output == [
        "precpvirtualenv", bare.root, bare.path("old"), "new", "new", "premkvirtualenv", bare.root, "new", "new",
    ]  # fmt: skip


def test_the_plans(bare):
    """The answer lets a shell enter the copy, with the hooks that come after, and follow a renamed environment."""
    tool = calls(bare.root)
    functions = "".join(
        f'__envarium_{name}() {{ echo {name} "$@"; }}\n' for name in ("enter", "event", "moved")
    )
    done = tool.asks("bash", "cpvenv", "old", "it's")
    assert output_of("bash", "-c", functions + done.stdout).splitlines() == [
        "enter " + bare.path("it's"),
        "event post_mkvirtualenv",
        "event post_cpvirtualenv",
    ]
    done = tool.asks("bash", "mvvirtualenv", "it's", "new")
    assert (
        output_of("bash", "-c", functions + done.stdout)
        == "moved " + bare.path("it's") + " " + bare.path("new") + "\n"
    )


def before_publishing(monkeypatch, act):
    """Let `act` happen when the new environment has been made, and is about to be published."""
    publish = change.publish

    def late(store, built, name):
        monkeypatch.undo()
        act()
        return publish(store, built, name)

    monkeypatch.setattr(change, "publish", late)


def test_what_changes_meanwhile_is_kept(bare, monkeypatch):
    """Files written into the old environment while it is being renamed are not lost: the old one is in the trash."""
    before_publishing(monkeypatch, lambda: write(bare.path("old") + "/lib/late.txt", "late"))
    assert changes.rename(bare, "old", "new").is_in_trash
    (removed,) = change.trash(bare)
    assert open_text(removed.path + "/lib/late.txt") == "late"
    assert bare.names() == ["new"]


def test_another_takes_the_name_first(bare, monkeypatch):
    """Of two that want a name, one gets it, and the other has changed nothing."""
    before_publishing(monkeypatch, lambda: shutil.copytree(bare.path("old"), bare.path("new"), symlinks=True))
    with pytest.raises(EnvironmentExists):
        changes.rename(bare, "old", "new")
    assert bare.names() == ["new", "old"]
    assert os.listdir(bare.own(change.STAGING)) == []


def test_another_takes_the_environment_away(bare, monkeypatch):
    """If the old environment is removed meanwhile, the new one is taken back: removed is removed."""
    before_publishing(monkeypatch, lambda: os.rename(bare.path("old"), bare.root + "-away"))
    with pytest.raises(NoSuchEnvironment):
        changes.rename(bare, "old", "new")
    assert bare.names() == []
    assert os.path.isdir(bare.root + "-away")


def test_another_has_the_new_name_by_now(bare, monkeypatch):
    """If the renamed environment is replaced before the old one is removed, and that fails, the other one stays."""

    def late(store, name):
        monkeypatch.undo()
        os.rename(bare.path("old"), bare.root + "-away")
        os.rename(bare.path("new"), bare.root + "-new")
        plant(bare.path("new"))
        return change.remove(store, name)

    monkeypatch.setattr(change, "remove", late)
    with pytest.raises(NoSuchEnvironment):
        changes.rename(bare, "old", "new")
    assert bare.names() == ["new"]
    assert change.trash(bare) == []


def test_no_process_changes_the_store_while_it_has_two_names(bare, monkeypatch):
    """While an environment, or a link to one, is renamed, another process waits for the lock."""
    follow, codes = layers.follow, []

    def observed(*arguments):
        take = f"import os; os.lockf(os.open({bare.own(names_lock.FILE)!r}, os.O_RDWR), os.F_TLOCK, 0)"
        codes.append(
            subprocess.run([sys.executable, "-I", "-c", take], check=False, capture_output=True).returncode
        )
        follow(*arguments)

    monkeypatch.setattr(layers, "follow", observed)
    changes.rename(bare, "old", "new")
    os.symlink(plant(bare.root + "-elsewhere"), bare.path("link"))
    changes.rename(bare, "link", "another")
    assert codes == [1, 1]


def test_another_has_its_name_by_now(bare, monkeypatch):
    """If another process has created an environment there meanwhile, it stays, and the new one is deleted."""

    def swap():
        os.rename(bare.path("old"), bare.root + "-away")
        shutil.copytree(bare.root + "-away", bare.path("old"), symlinks=True)
        write(bare.path("old") + "/mark", "another")

    before_publishing(monkeypatch, swap)
    with pytest.raises(EnvironmentReplaced):
        changes.rename(bare, "old", "new")
    assert bare.names() == ["old"]
    assert open_text(bare.path("old") + "/mark") == "another"
    assert change.trash(bare) == []


def test_another_has_the_name_it_is_copied_from(bare, monkeypatch):
    """A copy is never made of two environments: one that was created there meanwhile is noticed."""
    start = Check.start

    def late(self):
        monkeypatch.undo()
        os.rename(bare.path("old"), bare.root + "-away")
        shutil.copytree(bare.root + "-away", bare.path("old"), symlinks=True)
        start(self)

    monkeypatch.setattr(Check, "start", late)
    with pytest.raises(EnvironmentReplaced):
        changes.copy(bare, bare.find("old"), "new")
    assert bare.names() == ["old"]
    assert os.listdir(bare.own(change.STAGING)) == []
