"""The hooks that envarium writes, which do nothing until the user adds commands."""

from __future__ import annotations

import os
import stat
import sys

import pytest

import hooking
from envarium.hooks import events, listing, stubs
from envarium.hooks import run as hooks
from envarium.store import names
from envarium.store.environment import Environment
from hooking import write_program
from tool import SOURCE, open_text
from traces import TRACE, started

CALLED = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from envarium.door import called_by_shell as c; c()"
)


def test_untouched_stubs(store, x, tmp_path, monkeypatch, capfd):
    """No process is started for a hook of comments and blank lines; a word of the user's makes it one that is."""
    canary = write_program(str(tmp_path / "canary"), f'echo "$1" >> {tmp_path}/sung')
    monkeypatch.setenv("SHELL", canary)
    stubs.make_global(store.root)
    for name, (text, executable) in stubs.local().items():
        write_program(f"{x}/bin/{name}", text, 0o755 if executable else 0o644)
    for event in events.RUN_FILES:
        if event != "pre_cpvirtualenv":
            assert os.path.isfile(f"{store.root}/{events.RUN_FILES[event]}")
        hooks.run(store.root, event, "x", environment=Environment(x))
    assert not (tmp_path / "sung").exists()
    for path in (f"{store.root}/preactivate", f"{x}/bin/preactivate"):
        with open(path, "a", encoding="utf-8") as file:
            file.write("anything\n")
    hooks.run(store.root, "pre_activate", "x", environment=Environment(x))
    assert open_text(tmp_path / "sung").splitlines() == [f"{store.root}/preactivate", f"{x}/bin/preactivate"]
    assert capfd.readouterr() == ("", "")


def test_untouched_stubs_start_nothing(tool, store, x, tmp_path):
    """Seen from outside: with untouched stubs, `hook pre_activate` forks nothing; with one that is written, it does."""
    tool.done("hook", "initialize")
    write_program(f"{x}/bin/preactivate", stubs.local()["preactivate"][0])

    def calls():
        child = [sys.executable, "-I", "-S", "-c", CALLED, SOURCE, "bash", "hook", "pre_activate", "x"]
        done = tool.start([*TRACE, tmp_path / "trace", *child])
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        return len(started(tmp_path / "trace"))

    assert calls() == 1, "the interpreter itself"
    write_program(f"{x}/bin/preactivate", "true")
    assert calls() > 1


def test_names_agree(store):
    """No environment can have the name of a hook; the list of plugins is in envarium's own directory."""
    assert set(events.RUN_FILES.values()) | set(stubs.GLOBAL) | {"postcpvirtualenv"} == set(names.HOOK_FILES)
    assert listing.path(store.root) == store.own("plugins")


def modes(folder):
    return {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in os.scandir(folder) if entry.is_file()}


def test_global_stubs(store, monkeypatch, capfd):
    """The hooks are created with virtualenvwrapper's names and modes, and nothing is printed."""
    monkeypatch.setenv("SHELL", "/bin/bash")
    expected = {
        **dict.fromkeys(hooking.STUBS_STARTED | {"postmkproject"}, 0o755),
        **dict.fromkeys(hooking.STUBS_SOURCED, 0o644),
    }
    stubs.make_global(store.root)
    assert modes(store.root) == expected
    stubs.make_global(store.root, "fish")
    expected |= dict.fromkeys({f"{name}.fish" for name in hooking.STUBS_SOURCED | {"postmkproject"}}, 0o644)
    assert modes(store.root) == expected
    for name in expected:
        first, *comments, last = open_text(f"{store.root}/{name}").splitlines()
        assert first == ("#!/usr/bin/env fish" if name.endswith(".fish") else "#!/bin/bash")
        assert len(comments) in (1, 2)
        assert all(comment.startswith("# ") for comment in comments)
        assert last == ""
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_stubs_do_nothing(shell, store, tool):
    """Every stub can be sourced by the shell that it is for, and says and changes nothing."""
    stubs.make_global(store.root, "fish")
    mine = [name for name in modes(store.root) if name.endswith(".fish") == (shell == "fish")]
    done = tool.start([shell, "-c", "; ".join(f'. "$WORKON_HOME/{name}"' for name in mine)])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(mine) >= 6


def test_local_stubs(monkeypatch):
    """An environment has five hooks, those to be started executable; with fish, the sourced ones also for it."""
    monkeypatch.setenv("SHELL", "/opt/my fish/bin/fish")
    kinds = {name: executable for name, (_, executable) in stubs.local().items()}
    sourced = dict.fromkeys(("predeactivate", "postdeactivate", "postactivate"), False)
    assert kinds == {"preactivate": True, "get_env_details": True, **sourced}
    with_fish = stubs.local("fish")
    assert {n: e for n, (_, e) in with_fish.items()} == {
        **kinds,
        **{f"{name}.fish": False for name in sourced},
    }
    assert all(text.startswith("#!/opt/my fish/bin/fish\n") for text, _ in with_fish.values())


@pytest.mark.parametrize("shell", [None, "", "bash", "/bin/sh\ntouch evil", "/bin/\x1b[31m"])
def test_a_shell_that_is_no_path(shell, monkeypatch):
    """A SHELL that is no path, or holds a newline, does not come into the hooks."""
    monkeypatch.delenv("SHELL", raising=False)
    if shell is not None:
        monkeypatch.setenv("SHELL", shell)
    assert stubs.local()["preactivate"][0].startswith("#!/bin/sh\n# ")


def test_what_is_there_stays(store, tmp_path):
    """A hook that is there is neither written nor given another mode, a link is not followed."""
    write_program(f"{store.root}/preactivate", "mine", 0o600)
    os.symlink(tmp_path / "nothing", f"{store.root}/initialize")
    stubs.make_global(store.root)
    assert (open_text(f"{store.root}/preactivate"), modes(store.root)["preactivate"]) == (
        "#!/bin/sh\nmine\n",
        0o600,
    )
    assert not (tmp_path / "nothing").exists()
    assert os.path.isfile(f"{store.root}/postactivate")


def test_read_only_directory(open_directory, as_nobody):
    """A directory that cannot be written to gets no stubs, and that is no error."""
    assert as_nobody(lambda: stubs.make_global(open_directory)) == "None"
    assert as_nobody(lambda: stubs.make_global("/proc/nowhere")) == "None"
    assert os.listdir(open_directory) == []


def test_initialize(tool, store, home):
    """`initialize` makes the store and the hooks silently, those of fish where fish asks; again, it changes nothing."""
    os.rmdir(store.root)
    for dialect, fish in (("bash", False), ("fish", True)):
        done = tool.asks(dialect, "hook", "initialize")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert os.path.exists(f"{store.root}/postactivate.fish") == fish
    before = modes(store.root)
    assert len(before) == 18
    tool.asks("zsh", "hook", "initialize")
    assert modes(store.root) == before
    read_only = tool.asks("bash", "hook", "initialize", WORKON_HOME="/proc/nowhere")
    assert (read_only.returncode, read_only.stdout, read_only.stderr) == (0, "", "")
