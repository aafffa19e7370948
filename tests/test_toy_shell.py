"""A shell is added as CONTRIBUTING says: one module, its line in the registry, one static file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from sources import PACKAGE, ROOT
from tool import Tool

MODULE = '''"""A shell that speaks as bash does, and reads files of its own."""

from __future__ import annotations

from envarium import environ
from envarium.shells import posix

NAME = "toy"
FILE = "activate.toy"
EVALUATES = True
SCRIPT = "envarium.toy"
LOAD = 'eval "$(envarium init toy)"'
HOOK_SUFFIX = ".toy"
PLUGIN_SUFFIX = "_source_toy"

quote, snippet, activator = posix.quote, posix.snippet, posix.activator
answer, assignment, export = posix.snippet, posix.assignment, posix.export
source, guard = posix.source, posix.guard


def rc_file():
    """Return the file that it reads when it starts."""
    return environ.home() + "/.toyrc"


def startup_files():
    """Return the files that it reads when it starts."""
    return [rc_file()]


def path_command(directory):
    """Return the command to type that puts `directory` on PATH in new shells."""
    return posix.path_command(directory, "~/.toyrc")
'''

STATIC = """\
workon() { . "${WORKON_HOME}/${1}/bin/activate.toy"; }
"""


@pytest.fixture
def toy(tmp_path, store):
    """The command line of a copy of envarium that knows one shell more, which is bash by another name."""
    package = tmp_path / "copy/envarium"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(f"{ROOT}/../shell", package / "shell")
    (package / "shells/toy.py").write_text(MODULE)
    (package / "shell/envarium.toy").write_text(STATIC)
    registry = package / "shells/registry.py"
    text = registry.read_text()
    text = text.replace('INTEGRATED = ("bash",', 'INTEGRATED = ("toy", "bash",')
    text = text.replace('ACTIVATORS = ("sh",', 'ACTIVATORS = ("toy", "sh",')
    registry.write_text(text.replace("MODULES = {", 'MODULES = {"toy": "toy",'))
    (tmp_path / "bin").mkdir()
    os.symlink(shutil.which("bash"), tmp_path / "bin/toy")
    return Toy({**os.environ, "WORKON_HOME": store.root, "SHELL": f"{tmp_path}/bin/toy"}, str(package.parent))


class Toy(Tool):
    """Calls the envarium in the directory `source`."""

    def __init__(self, environment, source):
        super().__init__(environment)
        self.source = source

    def command(self, *words, **how):
        child = super().command(*words, **how)
        return [self.source if word == ROOT else word for word in child]


def test_a_toy_shell(toy, store, tmp_path):
    """It loads the integration, has an activator and hooks of its own, is set up, and is known to help and doctor."""
    home = toy.environment["HOME"]
    toy.done("create", "--no-pip", "-p", sys.executable, "one")
    script = toy.done("init", "toy") + 'workon one; printf %s "$VIRTUAL_ENV"\n'
    shown = subprocess.check_output(
        [tmp_path / "bin/toy", "--norc", "-c", script], env=toy.environment, text=True
    )
    assert shown == store.path("one")
    assert toy.asks("toy", "hook", "initialize").returncode == 0
    assert os.path.exists(f"{store.root}/postactivate.toy")
    assert "postactivate.toy" not in toy.done("list", "--brief")
    assert "hook" in toy.refused("create", "--no-pip", "predeactivate.toy")
    assert "VIRTUAL_ENV" in toy.done("activate", "--shell", "toy", "one")
    assert "toy" in toy.done("init", "--help")
    assert toy("setup", "toy", "--yes").returncode == 0
    with open(f"{home}/.toyrc", encoding="utf-8") as file:
        assert "envarium.toy" in file.read()
    assert ".toyrc does not load" not in toy("doctor").stdout
    assert toy("setup", "toy", "--undo", "--yes").returncode == 0
    assert ".toyrc does not load" in toy("doctor").stdout


def test_a_toy_activator_follows(toy, store):
    """Renaming rewrites it, and repair creates it again."""
    toy.done("create", "--no-pip", "-p", sys.executable, "one")
    toy.done("rename", "one", "two")
    activator = store.path("two") + "/bin/activate.toy"
    with open(activator, encoding="utf-8") as file:
        text = file.read()
    assert "/one/" not in text
    assert store.path("two").replace("'", "'\\''") in text
    os.unlink(activator)
    assert "activate.toy" in toy("doctor").stdout
    assert toy("repair", "two").returncode == 0
    with open(activator, encoding="utf-8") as file:
        assert file.read() == text
