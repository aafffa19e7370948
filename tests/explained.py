"""The interpreters that `envarium explain` is tested with, and the comparison with what each says of itself."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import pythons
from envarium.explaining import explain, verify

BASES = pythons.there()


STRATEGIES = ("pyvenv.cfg", "copy")


def version(path):
    return pythons.version(path)[:2]


def rules(path):
    """Return which search the interpreter at `path` uses: PyPy's, getpath.c's or getpath.py's."""
    return "pypy" if pythons.is_pypy(path) else version(path) >= (3, 11)


def ends():
    """The oldest and the newest interpreter of each search."""
    kinds = {}
    for path in sorted(BASES, key=version):
        kinds.setdefault(rules(path), []).append(path)
    return sorted({path for paths in kinds.values() for path in (paths[0], paths[-1])})


ENDS = ends()


def name(path):
    return os.path.basename(os.path.realpath(path)) + "-" + ".".join(map(str, pythons.version(path)))


def variables(home, **more):
    """Return a user's variables, without those that affect a Python, plus `more`."""
    others = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    return {**others, "HOME": str(home), "LC_ALL": "C.UTF-8", **more}


def check(executable, home, **more):
    """Explain `executable`, compare with its own answer, and return the explanation."""
    environ = variables(home, **more)
    explanation = explain.explain(str(executable), str(home / "cache"), environ)
    differences = verify.differences(explanation, environ)
    assert [(difference.name, difference.computed, difference.actual) for difference in differences] == []
    return explanation


def envarium(*arguments, home, store, **more):
    environ = variables(home, WORKON_HOME=str(store), COLUMNS="80", **more)
    return subprocess.run(
        [sys.executable, "-m", "envarium", *arguments],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def environments(bases):
    """Return each base with each strategy that can be used, for parametrize."""
    return [
        pytest.param(base, strategy, id=f"{name(base)}-{strategy}")
        for base in bases
        for strategy in STRATEGIES
        if strategy == "copy" or version(base) >= (3, 3)
    ]


every_base = pytest.mark.parametrize("base", BASES, ids=name)


every_environment = pytest.mark.parametrize(("base", "strategy"), environments(BASES))


typical = pytest.mark.parametrize(("base", "strategy"), environments(ENDS))


def lib(environment):
    """The directory of the standard library in an environment."""
    return next(
        path for path in sorted((environment / "lib").iterdir()) if path.name.startswith(("python", "pypy"))
    )
