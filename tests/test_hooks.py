from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time

import pytest

import hooking
from envarium.command_line import Values
from envarium.commands import remove
from envarium.errors import EnvariumError
from envarium.hooks import events, listing, stubs
from envarium.hooks import run as hooks
from envarium.store import change, names
from envarium.store.environment import Environment
from envarium.store.lookup import Store
from evil import ACCEPTED
from tool import SOURCE, open_text
from traces import TRACE, started
from trees import NOBODY, plant
from waiting import wait_until_idle

CALLED = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from envarium.door import called_by_shell as c; c()"
)


@pytest.fixture
def x(store):
    """The environment called x."""
    return plant(store.path("x"))


def write(path, text, mode=0o755):
    """Write a hook; "" before the first line of `text` stands for `sh`."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(text if text[:1] == "#" else f"#!/bin/sh\n{text}\n")
    os.chmod(path, mode)
    return path


# --- what is started ---------------------------------------------------------


@pytest.mark.parametrize("event", events.RUN_FILES)
def test_run(event, store, x, capfd):
    """A hook is started in the store with the arguments of its event; the environment's own follows, if it may."""
    says = 'printf "%s|" "$0" "$PWD" "$#" "$@"; echo'
    name = events.RUN_FILES[event]
    first = write(f"{store.root}/{name}", says)
    second = write(f"{x}/bin/{name}", says)
    hooks.run(store.root, event, "x", " $(touch y)\n", environment=Environment(x))
    output = capfd.readouterr()
    seen = [f"{path}|{store.root}|2|x| $(touch y)\n|\n" for path in (first, second)]
    assert output.out == "".join(seen if event in ("pre_activate", "get_env_details") else seen[:1])
    assert output.err == ""


def test_every_language(store, capfd):
    """A hook is a program, whatever it is written in."""
    write(
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
    write(f"{store.root}/preactivate", "exec env -0")
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
    write(f"{home}/my hooks/prermvirtualenv", 'echo "there: $VIRTUALENVWRAPPER_HOOK_DIR"')
    write(f"{store.root}/prermvirtualenv", "echo here")
    hooks.run(store.root, "pre_rmvirtualenv", "x")
    assert capfd.readouterr().out == f"there: {home}/my hooks\n"


def test_signals(store, capfd):
    """A hook dies of a broken pipe, as it would if a shell had started it."""
    write(f"{store.root}/preactivate", "yes | head -n 1")
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
    write(path, text or "#", mode)
    if not text:
        with open(path, "w", encoding="utf-8") as file:
            file.write("echo a script without a first line\n")
    write(f"{x}/bin/preactivate", "echo next")
    hooks.run(store.root, "pre_activate", "x", environment=Environment(x))
    output = capfd.readouterr()
    assert output == ("next\n", f'envarium: the hook "{path}" cannot be run: {reason}\n')


def test_failures(store, x, capfd):
    """A hook that ends with another code than 0, or by a signal, is told of in one line; the next one is started."""
    write(f"{store.root}/preactivate", "exit 3")
    write(f"{x}/bin/preactivate", "kill -TERM $$")
    hooks.run(store.root, "pre_activate", "x", environment=Environment(x))
    assert capfd.readouterr().err.splitlines() == [
        f'envarium: the hook "{store.root}/preactivate" ended with 3',
        f'envarium: the hook "{x}/bin/preactivate" was killed by signal {int(signal.SIGTERM)}',
    ]


def test_no_hook(store, x, capfd):
    """What is missing, a directory or a link to nowhere is no hook; neither is the file of an event that is sourced."""
    os.mkdir(f"{store.root}/preactivate")
    os.symlink("nowhere", f"{x}/bin/preactivate")
    write(f"{store.root}/postactivate", "echo started")
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


# --- untouched stubs ---------------------------------------------------------


def test_untouched_stubs(store, x, tmp_path, monkeypatch, capfd):
    """No process is started for a hook of comments and blank lines; a word of the user's makes it one that is."""
    canary = write(str(tmp_path / "canary"), f'echo "$1" >> {tmp_path}/sung')
    monkeypatch.setenv("SHELL", canary)
    stubs.make_global(store.root)
    for name, (text, executable) in stubs.local().items():
        write(f"{x}/bin/{name}", text, 0o755 if executable else 0o644)
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
    write(f"{x}/bin/preactivate", stubs.local()["preactivate"][0])

    def calls():
        child = [sys.executable, "-I", "-S", "-c", CALLED, SOURCE, "bash", "hook", "pre_activate", "x"]
        done = tool.start([*TRACE, tmp_path / "trace", *child])
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        return len(started(tmp_path / "trace"))

    assert calls() == 1, "the interpreter itself"
    write(f"{x}/bin/preactivate", "true")
    assert calls() > 1


def test_names_agree(store):
    """No environment can have the name of a hook; the list of plugins lies with what else is envarium's own."""
    assert set(events.RUN_FILES.values()) | set(stubs.GLOBAL) | {"postcpvirtualenv"} == set(names.HOOK_FILES)
    assert listing.path(store.root) == store.own("plugins")


# --- stubs -------------------------------------------------------------------


def modes(folder):
    return {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in os.scandir(folder) if entry.is_file()}


def test_global_stubs(store, monkeypatch, capfd):
    """The hooks are made with virtualenvwrapper's names and modes, and nothing is said."""
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
def test_odd_shells(shell, monkeypatch):
    """A SHELL that is no path, or holds a newline, does not come into the hooks."""
    monkeypatch.delenv("SHELL", raising=False)
    if shell is not None:
        monkeypatch.setenv("SHELL", shell)
    assert stubs.local()["preactivate"][0].startswith("#!/bin/sh\n# ")


def test_what_is_there_stays(store, tmp_path):
    """A hook that is there is neither written nor given another mode, a link is not followed."""
    write(f"{store.root}/preactivate", "mine", 0o600)
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


# --- the command -------------------------------------------------------------


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


def test_source_runs_nothing(tool, store, x):
    """`--source` starts no hook, and `initialize --source` makes none."""
    write(f"{store.root}/preactivate", "echo started >&2")
    done = tool("hook", "--source", "pre_activate", "x")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    tool.done("hook", "--source", "initialize")
    assert not os.path.exists(f"{store.root}/initialize")


def test_streams(tool, store, x):
    """Where a shell reads the answer, what hooks print goes to standard error; else it goes where it always goes."""
    write(f"{store.root}/preactivate", "echo one")
    write(f"{x}/bin/preactivate", "echo two >&2")
    done = tool("hook", "pre_activate", "x")
    assert (done.stdout, done.stderr) == ("one\n", "two\n")
    done = tool.asks("bash", "hook", "pre_activate", "x")
    assert (done.stdout, done.stderr) == ("", "one\ntwo\n")


@pytest.mark.parametrize("event", ["", "../x", "a b", "/bin/sh", ".", "-", "$(x)", "é", "a\nb", ".hidden"])
def test_no_events(event, tool, store):
    """An event is a plain word; anything else is refused, and nothing is made."""
    done = tool("hook", "--", event)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr
    assert os.listdir(store.root) == []


@pytest.mark.parametrize("words", [("nosuch",), ("--source", "nosuch"), ("preactivate", "x")])
def test_an_event_that_does_not_exist(words, tool):
    """It is an error where no plugin has it either; a hook's name is told from its event's."""
    refusals = [tool("hook", *words), tool("hook", "initialize"), tool("hook", *words)][
        ::2
    ]  # then with a list of plugins
    assert [(done.returncode, done.stdout) for done in refusals] == [(1, "")] * 2
    assert refusals[0].stderr == refusals[1].stderr
    sentence, hint = refusals[0].stderr.splitlines()
    assert sentence.endswith(f'no event is called "{words[-1] if words[0] != "preactivate" else words[0]}"')
    assert ("did you mean" in hint and "pre_activate" in hint) == (words[0] == "preactivate")
    assert tool.done("hook", "post_activate") == ""


def test_no_name(tool):
    """The environment of an event is found by its name alone."""
    assert "cannot name" in tool.refused("hook", "pre_activate", "../x")


@pytest.mark.parametrize("part", range(4))
def test_names(part, tool, store, tmp_path):
    """Whatever the environment is called, its hooks are found, and get its name as it is."""
    chosen = list(ACCEPTED.values())[part::4]
    write(f"{store.root}/preactivate", 'printf "%s\\0" "$@"')
    for name in chosen:
        write(f"{plant(store.path(name))}/bin/preactivate", 'printf "%s\\0" "$@"')
    calls = [("hook", "pre_activate", name) for name in chosen]
    for name, done in zip(chosen, tool.each(calls, tmp_path), strict=True):
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{name}\0" * 2, "")


# --- the commands that drive hooks ------------------------------------------


def test_remove(tool, store, x, tmp_path):
    """Each environment has its hooks before and after it goes; one that fails stops nothing."""
    plant(store.path("$(y)"))
    write(f"{store.root}/prermvirtualenv", 'test -e "$1/bin" && echo "before $1"; exit 7')
    write(f"{store.root}/postrmvirtualenv", 'test -e "$1/bin" || echo "after $1"')
    done = tool("remove", "x", "$(y)", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        line for name in ("x", "$(y)") for line in (f"Removing {name}...", f"before {name}", f"after {name}")
    ]
    assert done.stderr.count('prermvirtualenv" ended with 7') == 2
    assert {removed.name for removed in change.trash(store)} == {"x", "$(y)"}


def test_remove_refused(tool, store, x):
    """Where one name is refused, no hook runs for any."""
    write(f"{store.root}/prermvirtualenv", "echo no")
    tool.refused("remove", "x", "nothing")
    tool.refused("remove", "x", VIRTUAL_ENV=x)


def test_remove_now(tool, store, x):
    """With `--now` nothing is left to bring back, and what that freed is told: files that others share do not count."""
    with open(f"{x}/large", "wb") as file:
        file.write(os.urandom(3 << 20))
    with open(f"{store.root}/shared", "wb") as file:
        file.write(os.urandom(5 << 20))
    os.link(f"{store.root}/shared", f"{x}/shared")
    os.symlink("/etc", f"{x}/etc")
    done = tool("remove", "--now", "x")
    assert (done.returncode, done.stdout) == (0, "Removing x...\n")
    assert done.stderr == "deleted permanently, which freed 3 MiB\n"
    assert change.trash(store) == []
    assert os.listdir(store.own(change.STAGING)) == []
    assert os.path.getsize(f"{store.root}/shared") == 5 << 20
    assert os.path.exists("/etc/passwd")
    tool.refused("restore", "x")


def test_remove_now_in_vain(open_directory, as_nobody, home, monkeypatch):
    """What cannot be deleted is told of, and the name is gone all the same."""
    store = Store(f"{open_directory}/store")
    monkeypatch.setenv("WORKON_HOME", store.root)
    monkeypatch.setenv("HOME", open_directory)
    os.makedirs(f"{plant(store.path('x'))}/another's")
    write(f"{store.path('x')}/another's/file", "")
    for path in (open_directory, store.root, store.path("x")):
        os.chown(path, NOBODY, NOBODY)

    def deed():
        values = Values({"names": ("x",), "now": True, "skip_missing": False})
        try:
            remove.run(values)
        except EnvariumError as error:
            return f"{error} {os.listdir(store.root)}"

    assert as_nobody(deed) == "not everything could be deleted ['.envarium']"


@pytest.mark.parametrize("delay", [0, 0.003, 0.01, 0.03])
def test_remove_now_killed(delay, tool, store, x):
    """Killed at any time, it is whole in the trash, or the next removal sweeps what is left of it."""
    for number in range(2000):
        with open(f"{x}/{number}", "w", encoding="utf-8"):
            pass
    child = subprocess.Popen(
        tool.command("remove", "--now", "x"), env=tool.environment, stdout=subprocess.DEVNULL
    )
    while os.path.exists(x):
        time.sleep(0.0002)
    time.sleep(delay)
    child.kill()
    child.wait()
    assert store.names() == []
    for removed in change.trash(store):
        assert len(os.listdir(removed.path)) == 2003
    plant(store.path("y"))
    tool.done("remove", "y")
    wait_until_idle(store)


DETAILS = 'echo "$1: $VIRTUAL_ENV, ${PATH%%:*}, $(command -v python), ${PYTHONHOME-none}"'


def test_show(tool, store, x):
    """`show` ends with what the hooks say, which run as if the environment had been entered; JSON is for the files."""
    facts = tool.done("show", "x")
    write(f"{store.root}/get_env_details", DETAILS)
    write(f"{x}/bin/get_env_details", "echo local")
    output = f"x: {x}, {x}/bin, {x}/bin/python, none\nlocal\n"
    assert tool.done("show", "x", PYTHONHOME="") == facts + output
    assert tool.done("show", VIRTUAL_ENV=x).endswith(output)
    assert "local" not in tool.done("show", "--json", "x")


def test_show_elsewhere(tool, tmp_path):
    """The active environment may lie outside of the store, and has its hooks there."""
    place = plant(f"{tmp_path}/else where")
    write(f"{place}/bin/get_env_details", DETAILS)
    assert f"else where: {place}, " in tool.done("show", VIRTUAL_ENV=place)


def test_long_list(tool, store, x, home):
    """The long format underlines each name; then come Python and project, what the hooks say, and an empty line."""
    other = plant(store.path("größe 环境"))
    with open(f"{other}/.project", "w", encoding="utf-8") as file:
        file.write(f"{home}/work\n")
    write(f"{store.root}/get_env_details", DETAILS)
    write(f"{other}/bin/get_env_details", "exit 1")
    known = "größe 环境\n==========\npython   3.12.1\nproject  ~/work\nused     just now\nproblem  project missing\n"
    expected = (
        f"{known}größe 环境: {other}, {other}/bin, {other}/bin/python, none\n\n"
        f"x\n=\npython   3.12.1\nused     just now\nx: {x}, {x}/bin, {x}/bin/python, none\n\n"
    )
    done = tool("list", "--long")
    assert (done.returncode, done.stdout) == (0, expected)
    assert done.stderr == f'envarium: the hook "{other}/bin/get_env_details" ended with 1\n'
    assert tool.asks("", "lsvirtualenv").stdout == expected
    for brief in (tool.asks("", "lsvirtualenv", "-b"), tool("list", "-b", "-l"), tool("list", "-lb")):
        assert (brief.returncode, brief.stdout, brief.stderr) == (0, "größe 环境\nx\n", "")
    assert "=" not in tool.asks("", "lsvenv").stdout


def test_long_list_of_nothing(tool):
    """An empty store is no error."""
    done = tool.asks("", "lsvirtualenv")
    assert (done.returncode, done.stdout) == (0, "")
    assert "there are no environments" in done.stderr


@pytest.mark.parametrize("attack", ["writable by all", "somebody else's"])
def test_what_is_anybodys_is_not_run(attack, tool, store, request):
    """A hook that another user owns, or that all may write into, is not run, and that is said."""
    path = f"{store.root}/preactivate"
    with open(path, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\necho ran\n")
    os.chmod(path, 0o755)
    plant(store.path("x"))
    assert "ran" in tool.done("hook", "pre_activate", "x")
    if attack == "writable by all":
        os.chmod(path, 0o757)
    else:
        request.getfixturevalue("root")
        os.chown(path, NOBODY, NOBODY)
    done = tool("hook", "pre_activate", "x")
    assert (done.returncode, done.stdout) == (0, "")
    assert "is not run" in done.stderr
