"""Trees in reserve, and processes that build them."""

from __future__ import annotations

import glob
import os
import re
import stat
import sys

from envarium.creator import reserve, reserve_builder
from envarium.store import receipts
from waiting import wait_until

HERE = ("-p", sys.executable)


def build(store, request):
    """Build a tree, as it is done in the background; return the process number."""
    return apart(reserve_builder.build, store, request, reserve.path)


def configure(home, text):
    (home / ".config/envarium").mkdir(parents=True, exist_ok=True)
    (home / ".config/envarium/config.toml").write_text(text)


def trees(store):
    """Return the names of the trees in reserve."""
    return os.listdir(store.own("reserve")) if os.path.isdir(store.own("reserve")) else []


def wait(store, number=1):
    """Wait until `number` trees are in reserve and nothing is being built, and return their paths."""
    wait_until(lambda: len(trees(store)) == number and not os.listdir(store.own("staging")))
    return [store.own("reserve", name) for name in trees(store)]


def apart(act, *arguments):
    """Call `act` in a child, as it is called in the background, and return its process number."""
    child = os.fork()
    if child == 0:
        try:
            act(*arguments)
        finally:
            os._exit(0)
    return child


def ended(child):
    """Wait for `child`, and return its exit code; the signal that ended it is negative."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def site(store, name):
    return glob.glob(f"{glob.escape(store.root)}/{glob.escape(name)}/lib/python*/site-packages")[0]


def contents(top):
    """Return every path below `top` with its permissions, kind and bytes, but for where it is and when it was made."""
    found = {}
    for folder, directories, files in os.walk(top):
        for name in (*directories, *files):
            path = os.path.join(folder, name)
            status = os.lstat(path)
            body = os.readlink(path) if os.path.islink(path) else None
            if stat.S_ISREG(status.st_mode):
                with open(path, "rb") as file:
                    body = file.read()
                if name == receipts.FILE:
                    body, number = re.subn(rb'("time": ")[0-9TZ:-]{20}"', rb'\1"', body)
                    assert number == 1
            found[os.path.relpath(path, top)] = (oct(status.st_mode), body)
    return found
