"""The bundles of modules that a copy of envarium has, and what ran in a call."""

from __future__ import annotations

import glob
import marshal
import os

START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from envarium.start import called_by_shell as c; c()"
)


TELL = """
import os
def tell(code, leave=os._exit, process=os.getpid()):
    ours = {name: module for name, module in sys.modules.items() if name.startswith("envarium.")}
    ours.pop("envarium.bundle", None)
    for name, module in sorted(ours.items()) if os.getpid() == process else ():
        if type(module) is type(sys):
            print(name, module.__name__, module.__file__, module.__package__, module.__spec__.origin, file=sys.stderr)
            print(module.__spec__.name, getattr(module, "__path__", None), type(module.__loader__), file=sys.stderr)
    leave(code)
os._exit = tell
"""
"""Lets a call end by printing what it knows of the modules of envarium that have run."""


def bundles(package):
    return glob.glob(glob.escape(str(package)) + "/envarium/__pycache__/*.bundle*")


def compiled(package):
    return glob.glob(glob.escape(str(package)) + "/envarium/**/__pycache__/*.pyc", recursive=True)


def ran(result):
    """Return the names of the modules that ran in a call whose code begins with TELL."""
    return {line.split()[0] for line in result.stderr.splitlines() if line.startswith("envarium.")}


def content(package):
    """Return the modules in each bundle, by the word that it is for."""
    found = {}
    for path in bundles(package):
        with open(path, "rb") as file:
            found[os.path.basename(path).partition(".")[0]] = marshal.loads(file.read().partition(b"\n")[2])
    return found


def decoded(package, word):
    """Return the modules whose code is decoded with the bundle of `word`."""
    return {name for name, entry in content(package)[word].items() if not isinstance(entry[3], tuple)}
