"""Where a platform or an interpreter lacks some system calls, every command works: PyPy, macOS, other C libraries."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from sources import ROOT
from tool import Tool, once

MISSING = (
    "copy_file_range", "posix_spawn", "posix_spawnp", "POSIX_SPAWN_OPEN", "POSIX_SPAWN_CLOSE", "POSIX_SPAWN_DUP2",
    "sendfile", "splice", "memfd_create", "eventfd", "pidfd_open", "getrandom", "dup3", "pipe2", "O_TMPFILE", "O_PATH",
    "getxattr", "setxattr", "listxattr", "removexattr", "sched_getaffinity", "posix_fallocate", "posix_fadvise",
)  # fmt: skip
"""What macOS or PyPy does not have in `os`."""

FORGET = f"import os; [delattr(os, name) for name in {MISSING!r} if hasattr(os, name)]; "
PYPY = shutil.which("pypy3")
OLDEST = (3, 10)


class WithoutCalls(Tool):
    """The command line in an interpreter whose `os` lacks calls."""

    def command(self, *words, entry="main", before=""):
        return super().command(*words, entry=entry, before=FORGET + before)


class Installed(Tool):
    """The command line as it is installed for the interpreter at `python`."""

    def __init__(self, python, environment):
        super().__init__(environment)
        self.python = python

    def command(self, *words, entry="main", before=""):
        assert not before
        return [self.python, "-c", f"from envarium.door import {entry} as serve; serve()", *words]


def pypy_fits():
    """Return whether there is a PyPy that envarium may be installed with."""
    code = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    return bool(PYPY) and subprocess.run([PYPY, "-c", code], check=False).returncode == 0


def install(folder):
    """Install this checkout and what it depends on for PyPy."""
    subprocess.run([PYPY, "-m", "venv", "--without-pip", folder], check=True)
    pip = (sys.executable, "-m", "pip", "--python", f"{folder}/bin/python")
    subprocess.run(
        [*pip, "install", "--quiet", "--disable-pip-version-check", os.path.dirname(ROOT)], check=True
    )


@pytest.fixture(params=["calls", "pypy"])
def poor(request, tool, tmp_path_factory):
    """The command line where calls are missing, by an interpreter that never had them too."""
    if request.param == "calls":
        return WithoutCalls(tool.environment)
    if not pypy_fits():
        pytest.skip(f"there is no PyPy of Python {OLDEST[0]}.{OLDEST[1]} or later")
    folder = once(tmp_path_factory, "pypy-tool", install)
    return Installed(f"{folder}/bin/python", tool.environment)


def prefix(tool, name):
    """Return what the Python of the environment `name` takes for its prefix."""
    return tool.done("run", name, "--", "python", "-c", "import sys; print(sys.prefix)").strip()


WAYS = (("--strategy", "pyvenv.cfg"), ("--strategy", "copy"), ("--self-contained",))


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_every_command_works(poor, store, way):
    """Environments of each kind are made, listed, copied, renamed, run, mended, removed and restored."""
    poor.done("create", "-p", sys.executable, *way, "one")
    poor.done("copy", "one", "two")
    poor.done("rename", "two", "three")
    for name in ("one", "three"):
        assert prefix(poor, name) == store.path(name)
        assert "pip" in poor.done("run", name, "--", "pip", "--version")
    assert poor.done("list", "--brief").split() == ["one", "three"]
    assert json.loads(poor.done("show", "--json", "three"))["name"] == "three"
    poor.done("each", "--", "python", "-c", "")
    poor.done("explain", "--verify", "three")
    poor.done("doctor")
    poor.done("repair", "--all")
    poor.done("remove", "three")
    assert not os.path.lexists(store.path("three"))
    poor.done("restore", "three")
    assert prefix(poor, "three") == store.path("three")


def test_the_shell_words_work(poor, store):
    """What the shells call on their fast lane copies and renames too."""
    for words in (
        ("mkvenv", "-p", sys.executable, "one"),
        ("cpvenv", "one", "two"),
        ("mvvenv", "two", "three"),
    ):
        result = (
            poor.asks("bash", *words)
            if isinstance(poor, WithoutCalls)
            else poor.start(poor.command("bash", *words, entry="called_by_shell"))
        )
        assert result.returncode == 0, result.stderr
    assert prefix(poor, "three") == store.path("three")
