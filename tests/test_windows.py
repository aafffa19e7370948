"""Systems on which envarium does not run."""

from __future__ import annotations

import subprocess
import sys

import pytest

import tool

ABSENT = ("pwd", "grp", "fcntl", "termios", "resource", "_posixsubprocess")
"""Modules that Python does not have on Windows."""

LIKE_WINDOWS = """
import sys
sys.path[0] = sys.argv.pop(1)
sys.modules.update(dict.fromkeys({absent}))
sys.platform = "win32"
{start}
"""


@pytest.mark.parametrize("start", ["from envarium.door import main; main()", "import envarium.__main__"])
def test_windows_is_refused(start):
    """In one sentence, with a pointer to WSL, before anything is imported that Windows lacks.

    There is no Windows to run this on: a Python that claims to be on Windows replaces it.
    """
    code = LIKE_WINDOWS.format(absent=ABSENT, start=start)
    child = [sys.executable, "-I", "-S", "-c", code, tool.SOURCE, "list"]
    done = subprocess.run(child, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    sentence, hint = done.stderr.splitlines()
    assert "Windows" in sentence
    assert "WSL" in sentence
    assert hint.startswith("hint: wsl --install")
