"""Choosing an environment from a list at the prompts of a terminal, with our own list and with fzf."""

from __future__ import annotations

import os
import re
import subprocess

import pytest
from rich.cells import cell_len

from envarium.printing import picker_screen
from terminals import START, Terminal

UP, DOWN, END, ESC = "\x1b[A", "\x1bOB", "\x1b[F", "\x1b"


LIST = "workon -i"


def start(shell, tmp_path, environment, tool, hidden=()):
    """Start a shell whose config file asks for the list, with three environments, and without the programs `hidden`."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for entry in reversed(environment["PATH"].split(":")):
        for name in os.listdir(entry) if os.path.isdir(entry) else ():
            if name not in hidden:
                (programs / name).unlink(missing_ok=True)
                (programs / name).symlink_to(f"{entry}/{name}")
    config = tmp_path / "config/envarium/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("picker = true\n")
    for name in ("alpha", "my web", "数据"):
        subprocess.run([tool, "create", "--no-pip", "--quiet", name], env=environment, check=True)
    changed = {"PATH": str(programs), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    return Terminal(shell, tmp_path, {**environment, **changed}, tool, term="xterm")


def choose(terminal, keys, line=LIST, until="数据"):
    """Type `line`, press `keys` once the list is there; return the exit code and the active environment's name."""
    terminal.child.sendline(line)
    while terminal.child.expect_exact([until, "\x1b[6n"]):
        terminal.child.send("\x1b[1;1R")  # what a terminal answers if it is asked where the cursor is
    terminal.child.send(keys)
    terminal.child.expect_exact("READY> ")
    code = "$status" if terminal.name == "fish" else "$?"
    seen = terminal.types(f'echo co""de={code}="$VIRTUAL_ENV"=')
    code, path = re.search(r"code=(\d+)=(.*?)=", seen).groups()
    return int(code), os.path.basename(path)


@pytest.mark.parametrize("shell", START)
def test_our_own_list(shell, tmp_path, clean_environment, installed):
    """Arrow keys move, typing narrows, Enter activates, and Esc leaves everything as it was."""
    terminal = start(shell, tmp_path, clean_environment, installed, hidden=("fzf",))
    assert choose(terminal, ESC) == (130, "")
    assert choose(terminal, "\r") == (0, "alpha")
    assert choose(terminal, DOWN + DOWN + UP + "\r") == (0, "my web")
    assert choose(terminal, ESC) == (130, "my web")
    assert choose(terminal, "\x03") == (130, "my web")
    assert choose(terminal, "no such\r") == (130, "my web")
    assert choose(terminal, "数\r") == (0, "数据")
    assert choose(terminal, "x\x7f\x15WEB\r", line="workon") == (0, "my web")
    assert "READY> " in terminal.types("echo again")
    terminal.child.close(force=True)


@pytest.mark.parametrize("shell", START)
def test_fzf(shell, tmp_path, clean_environment, installed):
    """fzf shows the same, with what the environment is beside it."""
    terminal = start(shell, tmp_path, clean_environment, installed)
    assert choose(terminal, ESC, until="KiB") == (130, "")
    assert choose(terminal, DOWN + "\r") == (0, "my web")
    terminal.child.close(force=True)


def test_a_dumb_terminal_asks_for_a_number(tmp_path, clean_environment, installed):
    terminal = start("bash", tmp_path, {**clean_environment, "TERM": "dumb"}, installed, hidden=("fzf",))
    terminal.types("export TERM=dumb")
    assert choose(terminal, "2\r") == (0, "my web")
    assert choose(terminal, "alpha\r") == (0, "alpha")
    assert choose(terminal, "99\r") == (130, "alpha")
    terminal.child.close(force=True)


def test_without_a_terminal(clean_environment, installed):
    seen = subprocess.run(
        [installed, "activate", "-i"], env=clean_environment, capture_output=True, text=True,
        start_new_session=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert seen.returncode == 1
    assert "needs a terminal" in seen.stderr
    assert "hint:" in seen.stderr


ROWS = {f"n{number}": (f"n{number}", "3.12.1", f"~/projects/{number}") for number in range(1_000)}


@pytest.mark.parametrize(("columns", "lines"), [(40, 24), (10, 4), (200, 60)])
def test_what_is_drawn_fits(columns, lines):
    """At any size, no line is as wide as the terminal, and the list is not as high."""
    choice = picker_screen.Choice({**ROWS, "数据" * 50: ("数据" * 50, "3.12", "~/é́")})
    for key in (*"n99", picker_screen.LAST, picker_screen.ERASE_ALL, picker_screen.LAST):
        choice.press(key)
        text = re.sub(r"\x1b\[\d*[A-Z]|\r", "", choice.drawn(columns, lines))
        assert all(cell_len(line) < columns for line in text.split("\n"))
        assert text.count("\n") < lines
        assert "\n> " in text


def test_order_of_matches():
    """Names that begin with the text come first, then those that contain it, then its project, then its letters."""
    rows = {name: (name, "3.12", project) for name, project in
            {"xab": "", "a-b": "", "abc": "", "zzz": "~/ab", "nope": ""}.items()}  # fmt: skip
    choice = picker_screen.Choice(rows)
    for key in "ab":
        choice.press(key)
    seen = []
    for _ in range(4):
        seen.append(choice.name)
        choice.press(picker_screen.DOWN)
    assert seen == ["abc", "xab", "zzz", "a-b"]
    choice.press(picker_screen.DOWN)
    assert choice.name == "a-b"
