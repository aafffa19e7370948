"""Which hooks are run for an event, how they are started, and what is reported if they fail."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from envarium.hooks import events
from envarium.hooks import run as hooks
from envarium.store.environment import Environment
from hooking import write_program


@pytest.mark.parametrize("event", events.RUN_FILES)
def test_run(event, store, x, capfd):
    """A hook is started in the store with the arguments of its event; the environment's own follows, if it may."""
    says = 'printf "%s|" "$0" "$PWD" "$#" "$@"; echo'
    name = events.RUN_FILES[event]
    first = write_program(f"{store.root}/{name}", says)
    second = write_program(f"{x}/bin/{name}", says)
    hooks.run(store.root, event, "x", " $(touch y)\n", environment=Environment(x))
    output = capfd.readouterr()
    seen = [f"{path}|{store.root}|2|x| $(touch y)\n|\n" for path in (first, second)]
    assert output.out == "".join(seen if event in ("pre_activate", "get_env_details") else seen[:1])
    assert output.err == ""


def test_every_language(store, capfd):
    """A hook is a program, whatever it is written in."""
    write_program(
        f"{store.root}/premkvirtualenv",
        f"#!{sys.executable}\nimport sys, os\nprint(sys.argv[1], os.getcwd())\n",
    )
    hooks.run(store.root, "pre_mkvirtualenv", "new")
    assert capfd.readouterr().out == f"new {store.root}\n"


def test_variables(store, monkeypatch, capfd):
    """A hook finds the user's variables, PYTHONHOME too, and beside them the store and the directory of hooks."""
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    monkeypatch.setenv("EVIL", "$(touch x) \udcff")
    monkeypatch.delenv("PWD", raising=False)
    write_program(f"{store.root}/preactivate", "exec env -0")
    hooks.run(store.root, "pre_activate", "x")
    output = dict(
        entry.split("=", 1)
        for entry in os.fsencode(capfd.readouterr().out).decode(errors="replace").split("\0")[:-1]
    )
    for shells in ("_", "SHLVL", "OLDPWD"):
        output.pop(shells, None)
    ours = {"WORKON_HOME": store.root, "VIRTUALENVWRAPPER_HOOK_DIR": store.root, "PWD": store.root}
    users = {key: os.fsencode(value).decode(errors="replace") for key, value in os.environ.items()}
    assert {key: value for key, value in output.items() if users.get(key) != value} == ours
    assert set(users) - set(output) - {"_", "SHLVL", "OLDPWD"} == set()


def test_hook_directory(store, home, monkeypatch, capfd):
    """VIRTUALENVWRAPPER_HOOK_DIR is expanded, and then global hooks are looked for there alone."""
    (home / "my hooks").mkdir()
    monkeypatch.setenv("PLACE", "my hooks")
    for text in ("~/my hooks", "~/$PLACE", "my hooks", f"{home}/my hooks"):
        monkeypatch.setenv("VIRTUALENVWRAPPER_HOOK_DIR", text)
        assert events.directory(store.root) == f"{home}/my hooks"
    write_program(f"{home}/my hooks/prermvirtualenv", 'echo "there: $VIRTUALENVWRAPPER_HOOK_DIR"')
    write_program(f"{store.root}/prermvirtualenv", "echo here")
    hooks.run(store.root, "pre_rmvirtualenv", "x")
    assert capfd.readouterr().out == f"there: {home}/my hooks\n"


def test_signals(store, capfd):
    """A hook dies of a broken pipe, as it would if a shell had started it."""
    write_program(f"{store.root}/preactivate", "yes | head -n 1")
    hooks.run(store.root, "pre_activate", "x")
    assert capfd.readouterr() == ("y\n", "")


@pytest.mark.parametrize(
    ("text", "mode", "reason"),
    [
        ("true", 0o644, "permission denied"),
        ("#!/nowhere/sh\ntrue\n", 0o755, "no such file or directory"),
        ("", 0o755, "exec format error"),
    ],
)
def test_what_cannot_be_started(text, mode, reason, store, x, capfd):
    """A hook that cannot be started is reported, and the next one is started."""
    path = f"{store.root}/preactivate"
    write_program(path, text or "#", mode)
    if not text:
        with open(path, "w", encoding="utf-8") as file:
            file.write("echo a script without a first line\n")
    write_program(f"{x}/bin/preactivate", "echo next")
    hooks.run(store.root, "pre_activate", "x", environment=Environment(x))
    output = capfd.readouterr()
    assert output == ("next\n", f'envarium: the hook "{path}" cannot be run: {reason}\n')


def test_failures(store, x, capfd):
    """A hook that ends with another code than 0, or by a signal, is reported in one line; the next one is started."""
    write_program(f"{store.root}/preactivate", "exit 3")
    write_program(f"{x}/bin/preactivate", "kill -TERM $$")
    hooks.run(store.root, "pre_activate", "x", environment=Environment(x))
    assert capfd.readouterr().err.splitlines() == [
        f'envarium: the hook "{store.root}/preactivate" ended with 3',
        f'envarium: the hook "{x}/bin/preactivate" was killed by signal {int(signal.SIGTERM)}',
    ]


def test_no_hook(store, x, capfd):
    """What is missing, a directory or a link to nowhere is no hook; neither is the file of an event that is sourced."""
    os.mkdir(f"{store.root}/preactivate")
    os.symlink("nowhere", f"{x}/bin/preactivate")
    write_program(f"{store.root}/postactivate", "echo started")
    for event in ("pre_activate", "post_activate", "of.my.own"):
        hooks.run(store.root, event, "x", environment=Environment(x))
    assert capfd.readouterr() == ("", "")


def test_unreadable(open_directory, without_powers):
    """A program that may be started and not read is started."""
    os.symlink("/bin/true", f"{open_directory}/t")
    with open("/bin/true", "rb") as program, open(f"{open_directory}/preactivate", "wb") as file:
        file.write(program.read())
    os.chmod(f"{open_directory}/preactivate", 0o111)
    assert without_powers(lambda: events.written(open_directory, "pre_activate", "")) == str(
        [f"{open_directory}/preactivate"]
    )
