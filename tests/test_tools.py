"""The scripts of tools/ take the newest Python, and say what to type where they cannot install."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from pythons import script

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAMS = "bash cat dash echo env git id mktemp rm sed seq sh sort strace tcsh xargs zsh"
PREVIEW = """
import sys
sys.version_info = type("Version", (tuple,), {"releaselevel": "alpha"})(sys.version_info)
code = sys.argv[3]
sys.argv[1:] = sys.argv[4:]
exec(code)
"""


@pytest.fixture
def call(tmp_path):
    """A function that runs a script of tools/, which finds the programs of `tmp_path / "bin"` alone."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name in PROGRAMS.split():
        (bin_ / name).symlink_to(shutil.which(name))
    for name in ("cc", "ksh", "mksh", "busybox"):
        script(bin_ / name, "#!/bin/sh\n")
    script(bin_ / "python3", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')

    def run(*words, **variables):
        child = [f"{CHECKOUT}/tools/{words[0]}", *words[1:]]
        environment = {"PATH": str(bin_), "HOME": str(tmp_path), **variables}
        return subprocess.run(
            child, cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )

    return run


def test_the_newest_python_is_taken(call, tmp_path):
    """Whatever its number is; a preview is taken only where it is named."""
    for name in ("python3.9", "python3.10", "python3.98"):
        shutil.copy(tmp_path / "bin" / "python3", tmp_path / "bin" / name)
    (tmp_path / "preview.py").write_text(PREVIEW)
    script(
        tmp_path / "bin" / "python3.99", f'#!/bin/sh\nexec "{sys.executable}" "{tmp_path}/preview.py" "$@"\n'
    )
    assert call("make-environment", "--find").stdout == "python3.98\n"
    assert call("make-environment", "--find", PYTHON="python3.99").stdout == "python3.99\n"
    assert call("make-environment", "--find", PYTHON="python3.97").returncode == 1


def test_a_python_without_venv_is_passed_over(call, tmp_path):
    """As Debian's are without the package python3-venv; where there is no other, the package is named."""
    script(tmp_path / "bin" / "python3.98", "#!/bin/sh\nexit 1\n")
    assert call("make-environment", "--find").stdout == "python3\n"
    script(tmp_path / "bin" / "python3", "#!/bin/sh\nexit 1\n")
    script(tmp_path / "bin" / "apt-get", "#!/bin/sh\nexit 100\n")
    answer = call("make-environment", str(tmp_path / "made"))
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "apt-get install -y python3-venv" in answer.stderr.splitlines()[-1]


def test_what_cannot_be_installed_is_named(call, tmp_path):
    """With the command to type, and nothing else but what the package manager itself says."""
    assert call("install-programs").stderr.splitlines()[-1] == "hint: install fish fzf"
    script(tmp_path / "bin" / "apt-get", "#!/bin/sh\nexit 100\n")
    answer = call("install-programs")
    command = "apt-get update && apt-get install -y fish fzf"
    hint = command if os.getuid() == 0 else f"su -c '{command}'"
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-2:] == [
        "the tests need programs that are not installed: fish fzf",
        f"hint: {hint}",
    ]
    assert answer.stdout == ("installing fish fzf\n" if os.getuid() == 0 else "")
    script(tmp_path / "bin" / "fish", "#!/bin/sh\n")
    script(tmp_path / "bin" / "fzf", "#!/bin/sh\n")
    answer = call("install-programs")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_try_opens_the_shell(shell, installed, tmp_path, clean_environment):
    """The shell prints nothing before its prompt, and has envarium's commands."""
    for name in ("pyproject.toml", "shell", "src", "tools"):
        (tmp_path / name).symlink_to(f"{CHECKOUT}/{name}")
    (tmp_path / ".try").mkdir()
    (tmp_path / ".try" / "venv").symlink_to(Path(installed).parent.parent)
    (tmp_path / ".try" / ".installed").touch()
    environment = {**clean_environment, "SHELL": shutil.which(shell), "TERM": "dumb"}
    child = pexpect.spawn(
        "tools/try", cwd=tmp_path, env=environment, encoding="utf-8", timeout=60, dimensions=(24, 80)
    )
    child.expect_exact("removes .try/.\r\n")
    child.expect("[$%#>] ")
    assert "\n" not in child.before.lstrip(), child.before
    child.sendline("lsvenv")
    child.expect_exact("there are no environments")
    child.sendline("exit")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
