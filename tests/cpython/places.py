"""Where the tests are run: the base itself, an environment of each strategy, and one by the standard library."""

from __future__ import annotations

import os
import subprocess
import sys

BASE = "base"
CONTROL = "venv"
STRATEGIES = ("pyvenv.cfg", "copy")
NAMES = (BASE, *STRATEGIES, CONTROL)

QUESTION = """
import json, os, sys
found = sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix, os.path.realpath(json.__file__)
print(*found, sep="\\n")
"""
SOURCE = os.path.join(os.path.dirname(__file__), "..", "..", "src")


def neutral(home, **more):
    """An environment in which nothing of the user's decides, with a new home and a new directory for what passes."""
    os.makedirs(home + "/tmp", exist_ok=True)
    return {"HOME": home, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TMPDIR": home + "/tmp", **more}


def make(name, python, root):
    """Make the place called `name` below `root` out of `python`; the path of its interpreter, by its versioned name."""
    if name == BASE:
        return python
    if name == CONTROL:
        command, store = [python, "-m", "venv", f"{root}/store/{name}"], {}
    else:
        command = [sys.executable, "-m", "envarium", "create", "-p", python, "--strategy", name, name]
        store = {"PYTHONPATH": os.path.abspath(SOURCE), "WORKON_HOME": root + "/store"}
    os.makedirs(root + "/store", exist_ok=True)
    _do(command, neutral(root + "/maker", **store))
    made = f"{root}/store/{name}/bin/{os.path.basename(python)}"
    _check(made, os.path.dirname(os.path.dirname(python)))
    return made


def _check(python, base):
    """End if `python` is not that of an environment made from `base`. As an installed one it would pass all."""
    *prefixes, library = _do([python, "-I", "-c", QUESTION], {}).splitlines()
    place = os.path.dirname(os.path.dirname(python))
    if prefixes != [place, place, base, base] or not library.startswith(os.path.realpath(base) + os.sep):
        sys.exit(f"{python} has the prefixes {prefixes}, and its library is that of {library}")


def _do(command, variables):
    """What `command` prints; end with its own words if it fails."""
    result = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(f"{' '.join(command)}: {result.stdout}{result.stderr}")
    return result.stdout
