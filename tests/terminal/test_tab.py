"""The Tab key in xonsh and Nushell, whose line editors ask the terminal where its cursor is."""

from __future__ import annotations

import os
import shutil

import pexpect
import pytest

import speakers
from tool import Tool
from waiting import PATIENCE, wait_until

SHELLS = {
    "xonsh": (["--shell-type", "readline"], "$VIRTUAL_ENV", "echo {0} > seen"),
    "nu": ([], "$env.VIRTUAL_ENV", "{0} | save seen"),
}
"""How each is started, a variable in it, and the line that writes it to a file."""


@pytest.mark.parametrize("shell", SHELLS)
def test_the_tab_key_completes_a_value(shell, tmp_path, clean_environment, installed):
    """What begins like a strategy, and Tab: the environment is created and activated."""
    flags, variable, line = SHELLS[shell]
    environment = {**clean_environment, "TERM": "xterm", "XDG_CONFIG_HOME": str(tmp_path / "config")}
    Tool({**os.environ, **environment}).done("setup", shell, "--yes")
    program = shutil.which(shell, path=speakers.PATH)
    child = pexpect.spawn(
        program, flags, cwd=str(tmp_path), env=environment, encoding="utf-8", timeout=PATIENCE
    )
    try:
        types(child, "mkvenv --no-pip --strategy pyv\t web\r")
        types(child, line.format(variable) + "\r")
        wait_until(
            lambda: answers(child) and (tmp_path / "seen").exists() and (tmp_path / "seen").read_text()
        )
    finally:
        child.close(force=True)
    assert os.path.basename((tmp_path / "seen").read_text().strip()) == "web"


def types(child, text):
    """Type `text` once the shell is silent, which is when it waits for a line."""
    while answers(child, 3):
        pass
    child.send(text)


def answers(child, seconds=0.1):
    """Answer the shell if it asks for the cursor's position; return its output within `seconds`, at least a space."""
    try:
        shown = child.read_nonblocking(65536, timeout=seconds)
    except pexpect.TIMEOUT:
        return "" if seconds > 1 else " "
    if "\x1b[6n" in shown:
        child.send("\x1b[1;1R")
    return shown
