"""An environment of any strategy and interpreter, about which statements are checked.

A statement takes an environment and asserts; its attribute `quick` is whether every run checks it.
"""

from __future__ import annotations

import os
import shutil
import subprocess

from waiting import PATIENCE

PREFIXES = "import sys; print(repr((sys.prefix, getattr(sys, 'base_prefix', sys.prefix), sys.exec_prefix)))"


BASE = (
    "import sys, os; print(repr((tuple(sys.version_info[:3]), sys.prefix, os.path.dirname(os.__file__), "
    "hasattr(sys, 'pypy_version_info'), sys.hexversion)))"
)


class Environment:
    """One that was made at `place` from the interpreter `base` by `strategy`; `scratch` is a directory to work in."""

    def __init__(self, place, base, strategy, scratch):
        self.place = str(place)
        self.base = base
        self.strategy = strategy
        self.scratch = str(scratch)
        facts = eval(self.output(base, "-c", BASE))
        self.version, self.prefix, self.stdlib, self.is_pypy, self.hexversion = facts
        self.copied = strategy != "pyvenv.cfg"

    @property
    def python(self):
        return self.place + "/bin/python"

    @property
    def base_prefix(self):
        """The prefix that the environment's Python takes for its base's."""
        return self.place + "/.base" if self.strategy == "self-contained" else self.prefix

    def run(self, *command, cwd=None, **variables):
        """Run a command with a bare environment to which `variables` are added, and return the finished child."""
        home = self.scratch + "/home"
        os.makedirs(home, exist_ok=True)
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": home,
            "LANG": "C.UTF-8",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }
        return subprocess.run(
            command, env={**environment, **variables}, cwd=cwd or self.scratch, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False,
        )  # fmt: skip

    def output(self, *command, **options):
        """Run a command that must succeed, and return what it printed."""
        result = self.run(*command, **options)
        assert result.returncode == 0, (command, result.stdout, result.stderr)
        return result.stdout

    def value(self, code, *flags, **options):
        """Run `code` in the environment's Python, and return the value whose repr it printed."""
        return eval(self.output(self.python, *flags, "-c", code, **options))

    def fresh(self, name):
        """Return a path in the scratch directory that does not exist."""
        path = f"{self.scratch}/{name}"
        if os.path.islink(path):
            os.unlink(path)
        shutil.rmtree(path, ignore_errors=True)
        return path


def statement(function):
    """Mark a statement that is checked in full runs only."""
    function.quick = False
    return function


def quick(function):
    """Mark a statement that is checked in every run."""
    function.quick = True
    return function


def same(one, other):
    return os.path.realpath(one) == os.path.realpath(other)


def is_at_home(env, prefixes):
    prefix, base_prefix, exec_prefix = prefixes
    assert same(prefix, env.place), prefixes
    assert same(exec_prefix, env.place), prefixes
    assert same(base_prefix, env.base_prefix), prefixes
    assert not same(prefix, base_prefix)
