"""Where the tests are run: the base itself, an environment of each strategy, and one by the standard library."""

from __future__ import annotations

import os
import subprocess
import sys

BASE = "base"
CONTROL = "venv"
STRATEGIES = ("pyvenv.cfg", "copy")
NAMES = (BASE, *STRATEGIES, CONTROL)

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
        command = [sys.executable, "-m", "venvarium", "create", "-p", python, "--strategy", name, name]
        store = {"PYTHONPATH": os.path.abspath(SOURCE), "WORKON_HOME": root + "/store"}
    os.makedirs(root + "/store", exist_ok=True)
    _do(command, neutral(root + "/maker", **store))
    return f"{root}/store/{name}/bin/{os.path.basename(python)}"


def _do(command, variables):
    """Run `command`, and end with its own words if it fails."""
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stdout}{done.stderr}")
