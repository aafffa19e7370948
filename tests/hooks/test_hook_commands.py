"""The command `hook`, and the commands that run hooks."""

from __future__ import annotations

import os

import pytest

from envarium.store import change
from evil import ACCEPTED
from hooking import write_program
from trees import NOBODY, plant


def test_source_runs_nothing(tool, store, x):
    """`--source` starts no hook, and `initialize --source` makes none."""
    write_program(f"{store.root}/preactivate", "echo started >&2")
    done = tool("hook", "--source", "pre_activate", "x")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    tool.done("hook", "--source", "initialize")
    assert not os.path.exists(f"{store.root}/initialize")


def test_streams(tool, store, x):
    """Where a shell reads the answer, what hooks print goes to standard error; else it goes where it always goes."""
    write_program(f"{store.root}/preactivate", "echo one")
    write_program(f"{x}/bin/preactivate", "echo two >&2")
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
    """It is an error if no plugin has it either; a hook's name is distinguished from its event's."""
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
    write_program(f"{store.root}/preactivate", 'printf "%s\\0" "$@"')
    for name in chosen:
        write_program(f"{plant(store.path(name))}/bin/preactivate", 'printf "%s\\0" "$@"')
    calls = [("hook", "pre_activate", name) for name in chosen]
    for name, done in zip(chosen, tool.each(calls, tmp_path), strict=True):
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{name}\0" * 2, "")


def test_remove(tool, store, x, tmp_path):
    """Each environment has its hooks before and after it goes; one that fails stops nothing."""
    plant(store.path("$(y)"))
    write_program(f"{store.root}/prermvirtualenv", 'test -e "$1/bin" && echo "before $1"; exit 7')
    write_program(f"{store.root}/postrmvirtualenv", 'test -e "$1/bin" || echo "after $1"')
    done = tool("remove", "x", "$(y)", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        line for name in ("x", "$(y)") for line in (f"Removing {name}...", f"before {name}", f"after {name}")
    ]
    assert done.stderr.count('prermvirtualenv" ended with 7') == 2
    assert {removed.name for removed in change.trash(store)} == {"x", "$(y)"}


def test_remove_refused(tool, store, x):
    """Where one name is refused, no hook runs for any."""
    write_program(f"{store.root}/prermvirtualenv", "echo no")
    tool.refused("remove", "x", "nothing")
    tool.refused("remove", "x", VIRTUAL_ENV=x)


DETAILS = 'echo "$1: $VIRTUAL_ENV, ${PATH%%:*}, $(command -v python), ${PYTHONHOME-none}"'


def test_show(tool, store, x):
    """`show` ends with what the hooks say, which run as if the environment had been entered; JSON is for the files."""
    facts = tool.done("show", "x")
    write_program(f"{store.root}/get_env_details", DETAILS)
    write_program(f"{x}/bin/get_env_details", "echo local")
    output = f"x: {x}, {x}/bin, {x}/bin/python, none\nlocal\n"
    assert tool.done("show", "x", PYTHONHOME="") == facts + output
    assert tool.done("show", VIRTUAL_ENV=x).endswith(output)
    assert "local" not in tool.done("show", "--json", "x")


def test_show_elsewhere(tool, tmp_path):
    """The active environment may lie outside of the store, and has its hooks there."""
    place = plant(f"{tmp_path}/else where")
    write_program(f"{place}/bin/get_env_details", DETAILS)
    assert f"else where: {place}, " in tool.done("show", VIRTUAL_ENV=place)


def test_long_list(tool, store, x, home):
    """The long format underlines each name; then come Python and project, what the hooks say, and an empty line."""
    other = plant(store.path("größe 环境"))
    with open(f"{other}/.project", "w", encoding="utf-8") as file:
        file.write(f"{home}/work\n")
    write_program(f"{store.root}/get_env_details", DETAILS)
    write_program(f"{other}/bin/get_env_details", "exit 1")
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
def test_hooks_that_others_can_change_are_not_run(attack, tool, store, request):
    """A hook that another user owns, or that all can write to, is not run, and is reported."""
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
