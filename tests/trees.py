"""File trees that pass for environments, where a test is about the store alone."""

from __future__ import annotations

import os

from envarium.creator import elf
from envarium.files import writing

NOBODY = 65534
"""The user who owns nothing."""


def plant(path):
    """Make the least that counts as an environment at `path`, with a file whose text is the path; return `path`."""
    os.makedirs(f"{path}/bin")
    os.symlink("/usr/bin/python3", f"{path}/bin/python")
    with open(f"{path}/pyvenv.cfg", "w", encoding="utf-8") as file:
        file.write("home = /usr/bin\nversion = 3.12.1\n")
    with open(f"{path}/origin", "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(str(path))
    return str(path)


def write(path, text=""):
    """Write the file at `path`, in a directory that need not exist; return `path`."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)
    return path


def origin(path):
    """Return where the environment at `path` was planted."""
    with open(f"{path}/origin", encoding="utf-8") as file:
        return file.read()


def whole(root):
    """Return every path below `root` with what it contains: bytes, a link's target, or None for a directory."""
    found = {}
    for parent, directories, files in os.walk(root):
        for name in (*directories, *files):
            path = os.path.join(parent, name)
            if os.path.islink(path):
                found[path] = os.readlink(path)
            elif os.path.isdir(path):
                found[path] = None
            else:
                with open(path, "rb") as file:
                    found[path] = file.read()
    return found


def set_run_path(path, text):
    """Put `text` in place of the run path of the program at `path`, and return whether it fits."""
    dynamic = elf.read(path)
    replacement = elf.replacement(dynamic, text) if dynamic else None
    if replacement:
        writing.overwrite(path, *replacement)
    return bool(replacement)
