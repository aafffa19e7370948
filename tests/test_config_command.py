"""`envarium config` changes the config file, and nothing else in it."""

from __future__ import annotations

import json
import os
import stat
import subprocess

import pytest

from envarium import settings
from tool import open_text

TEXT = '# mine\nlink = "file"   # for uv\n\n# the trash\ntrash_days = 3\n'


@pytest.fixture
def file(home):
    """The config file, with comments."""
    path = settings.path()
    os.makedirs(os.path.dirname(path))
    with open(path, "w", encoding="utf-8") as opened:
        opened.write(TEXT)
    os.chmod(path, 0o600)
    return path


def test_set_and_unset(file, tool):
    """A key changes where it is; comments, the order and the permissions are kept."""
    tool.done("config", "set", "trash_days", "30")
    assert open_text(file) == TEXT.replace("= 3", "= 30")
    tool.done("config", "set", "picker", "yes")
    assert open_text(file) == TEXT.replace("= 3", "= 30") + "picker = true\n"
    assert tool.done("config", "get", "picker") == "true\n"
    for key in ("picker", "link"):
        tool.done("config", "unset", key)
    assert "# the trash\ntrash_days = 30\n" in open_text(file)
    assert "link" not in open_text(file)
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert tool.done("config", "path") == file + "\n"


def test_a_link_is_kept(file, tool, home):
    """A config file that is a symlink, as in a repository of dot files, stays one."""
    os.rename(file, home / "dots.toml")
    os.symlink(home / "dots.toml", file)
    tool.done("config", "set", "trash_days", "4")
    assert os.path.islink(file)
    assert "trash_days = 4" in open_text(home / "dots.toml")


def test_new_file(tool, home):
    """The first setting creates the file."""
    tool.done("config", "set", "store", "~/with 'quotes' and \\")
    assert settings.value("store") == "~/with 'quotes' and \\"


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (("set", "trash-days", "3"), 2, 'did you mean "trash_days"?'),
        (("set", "trash_days", "three"), 1, "config set trash_days 7"),
        (("set", "strategy", "magic"), 1, "config set strategy pyvenv.cfg"),
        (("set", "link"), 2, "envarium config set KEY VALUE"),
        (("get",), 2, "envarium config get KEY"),
        (("path", "link"), 2, "envarium config path"),
        (("sets", "link", "no"), 2, "get, set, unset, edit, path"),
        (("path", "--json"), 2, "leave one of them out"),
    ],
)
def test_refused(words, code, hint, file, tool):
    """What cannot be set is refused with the way out, and the file stays as it was."""
    tool.refused("config", *words, code=code)
    assert hint in tool("config", *words).stderr
    assert open_text(file) == TEXT


def test_a_broken_file_is_not_rewritten(file, tool):
    """What is not TOML cannot be changed without losing something: that is refused, with the place."""
    with open(file, "a", encoding="utf-8") as opened:
        opened.write("picker = maybe\n")
    assert "line 6, column 10" in tool("config", "set", "link", "no").stderr
    assert open_text(file) == TEXT + "picker = maybe\n"


def test_edit(file, tool, home):
    """The editor gets the file, VISUAL before EDITOR; afterwards every mistake in it is reported."""
    (home / "editor").write_text('#!/bin/sh\nshift\nprintf "stroe = 1\\npicker = 2\\n" >> "$1"\n')
    os.chmod(home / "editor", 0o755)
    error = tool.refused("config", "edit", VISUAL=f"{home}/editor -x", EDITOR="false")
    assert 'line 6, column 1: "stroe" is not a setting; did you mean "store"?' in error
    assert 'line 7, column 1: "picker" must be true or false' in error
    os.unlink(file)
    assert tool("config", "edit", VISUAL="", EDITOR="true").returncode == 0
    assert settings.value("trash_days") == 7
    assert all(f"# {key} = " in open_text(file) for key in settings.KEYS)
    assert "exit code 1" in tool.refused("config", "edit", EDITOR="false")


def test_where_each_comes_from(file, tool):
    """`config --json` says of each setting whether a variable, the file or nothing has set it."""
    rows = json.loads(tool.done("config", "--json", ENVARIUM_LINK="no", ENVARIUM_RESERVE="false"))
    found = {row["setting"]: (row["value"], row["source"]) for row in rows}
    assert found["link"] == ("no", "ENVARIUM_LINK")
    assert found["reserve"] == (False, "ENVARIUM_RESERVE")
    assert found["trash_days"] == (3, "config file")
    assert found["picker"] == (False, "default")
    assert found["store"] == (tool.environment["WORKON_HOME"], "WORKON_HOME")


def test_a_variable_of_no_setting(tool, file):
    """A variable that looks like that of a setting is reported, with the one that may be meant."""
    done = tool("config", ENVARIUM_TRASHDAYS="3", ENVARIUM_STORE="/x")
    assert (done.returncode, 'did you mean "ENVARIUM_TRASH_DAYS"?' in done.stderr) == (0, True)
    assert "it is WORKON_HOME" in done.stderr


def test_the_command_line_overrides_a_variable(tool, store):
    """An option counts before the variable, and the variable before the file."""
    tool.done("create", "--no-pip", "one", ENVARIUM_STRATEGY="copy")
    tool.done("create", "--no-pip", "--strategy", "pyvenv.cfg", "two", ENVARIUM_STRATEGY="copy")
    made = {name: json.loads(tool.done("show", "--json", name))["strategy"] for name in ("one", "two")}
    assert made == {"one": "copy", "two": "pyvenv.cfg"}


def test_several_at_once(home, tool):
    """Calls that change different settings at once lose none of them."""
    values = {"trash_days": "1", "lock_wait": "2", "link": "file", "picker": "true", "fetch": "true"}
    calls = [tool.command("config", "set", *pair) for pair in values.items()]
    running = [subprocess.Popen(call, env=tool.environment, stderr=subprocess.DEVNULL) for call in calls]
    assert [call.wait() for call in running] == [0] * len(running)
    assert {key: tool.done("config", "get", key).strip() for key in values} == values


def test_a_path_that_is_not_utf_8(file, tool):
    """What a config file cannot hold is refused, and the file stays."""
    assert "UTF-8" in tool.refused("config", "set", "store", "/srv/\udcff")
    assert open_text(file) == TEXT


@pytest.mark.parametrize("number", [-4, 10**9, 10**30])
def test_numbers_out_of_range(number, file, tool):
    """A number that is negative or far too large is not a value, and the default counts: nothing is deleted by it."""
    with open(file, "w", encoding="utf-8") as opened:
        opened.write(f"trash_days = {number}\n")
    done = tool("config", "get", "trash_days")
    assert (done.returncode, done.stdout) == (0, "7\n")
    assert "trash_days" in done.stderr
    assert "whole number" in tool.refused("config", "get", "trash_days", ENVARIUM_TRASH_DAYS=str(number))


@pytest.mark.parametrize(("place", "blamed"), [("~/.virtualenvs", False), ("~/mine", True)])
def test_the_store_in_an_open_shell(place, blamed, file, tool, home):
    """WORKON_HOME is named as the user's only where it is not what the integration exports by default."""
    value = place.replace("~", str(home))
    done = tool("config", "set", "store", "~/new", WORKON_HOME=value)
    assert ("WORKON_HOME is set" in done.stderr, "integration" in done.stderr) == (blamed, not blamed)
