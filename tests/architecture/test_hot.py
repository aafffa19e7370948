"""What the fast lanes import: envarium, os, sys, and what a bare interpreter holds already."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from sources import FILES, ROOT, hot, module_of, text

ASK = """
import os, sys
before = set(sys.modules)
sys.path.insert(0, sys.argv[1])
for module in sys.argv[2:]:
    if os.fork() == 0:
        __import__("envarium." + module)
        print(*sorted(set(sys.modules) - before), flush=True)
        os._exit(0)
    os.wait()
"""
"""Prints what each of the modules in the arguments loads, in a child process for each."""

FREE = {"__future__", *sys.builtin_module_names}
"""`__future__` is a few lines; what is built in costs no file."""


def test_hot():
    """A hot module that a bare interpreter imports loads nothing but modules of envarium."""
    modules = sorted(hot())
    lines = subprocess.check_output([sys.executable, "-I", "-S", "-c", ASK, ROOT, *modules], text=True)
    for module, line in zip(modules, lines.splitlines(), strict=True):
        loaded = line.split()
        assert f"envarium.{module}" in loaded
        others = [name for name in loaded if name.partition(".")[0] != "envarium" and name not in FREE]
        assert others == [], module


def test_hot_modules_import_no_class_of_errors():
    """They import `errors` as a whole: then it runs, and creates all its classes, only in calls that fail."""
    files = [
        file for file in FILES if module_of(file) in hot() and "from envarium.errors import" in text(file)
    ]
    assert files == []


SERVE = """
import os, sys
before = set(sys.modules)
sys.path.insert(0, sys.argv[1])
from envarium import door
code = door.serve(sys.argv[3:], sys.argv[2])
sys.stderr.flush()
print(*sorted(set(sys.modules) - before), file=sys.stderr)
sys.exit(code)
"""

CALLS = [
    ("bash", "create", "new"),
    ("fish", "create", "new"),
    ("zsh", "create", "--no-pip", "bare"),
    ("bash", "activate", "kept"),
    ("", "activate", "kept", "--shell", "fish"),
    ("", "list"),
    ("", "list", "-b"),
    ("", "list", "--json"),
    ("", "show", "kept"),
    ("", "find", "store"),
    ("", "list", "--long"),
    ("bash", "hook", "pre_activate", "kept"),
    ("bash", "hook", "initialize"),
    ("bash", "rename", "spare", "other"),
    ("bash", "copy", "kept", "twin"),
    ("", "remove", "--now", "gone"),
    ("", "remove", "away"),
]


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    """A store in which environments have been made, so that everything that is kept is there."""
    place = tmp_path_factory.mktemp("hot")
    environment = {**os.environ, "WORKON_HOME": f"{place}/store", "XDG_CONFIG_HOME": f"{place}/config"}
    environment.pop("VIRTUAL_ENV", None)
    for name, *flags in (("kept",), ("spare",), ("gone", "--no-pip"), ("away", "--no-pip")):
        child = [sys.executable, "-m", "envarium", "create", name, *flags]
        subprocess.run(child, env=environment, cwd=place, check=True, capture_output=True)
    return place, environment


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_plain_calls_stay_hot(call, warm):
    """A plain call on a warm store is served from beginning to end by a bare interpreter."""
    place, environment = warm
    child = [sys.executable, "-I", "-S", "-c", SERVE, ROOT, *call]
    served = subprocess.run(child, env=environment, cwd=place, capture_output=True, text=True, check=False)
    assert loaded_in_vain(served) == []


def loaded_in_vain(served):
    """Return what the bare interpreter loaded beyond envarium and itself, to serve a call that ended well."""
    assert served.returncode == 0, served.stderr
    loaded = served.stderr.splitlines()[-1].split()
    assert "envarium.door" in loaded
    return [name for name in loaded if name.partition(".")[0] != "envarium" and name not in FREE]


def test_a_project_stays_hot(warm, tmp_path):
    """What a `pyproject.toml` plainly says of its Pythons takes no parser."""
    _, environment = warm
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nrequires-python = ">=3.6,<4"\n')
    first = [sys.executable, "-m", "envarium", "create", "--no-pip", "asked"]
    subprocess.run(first, env=environment, cwd=tmp_path, check=True, capture_output=True)
    child = [sys.executable, "-I", "-S", "-c", SERVE, ROOT, "bash", "create", "--no-pip", "plain"]
    served = subprocess.run(child, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert loaded_in_vain(served) == []
