"""Hooks of the user's that note when they are called, and what they see."""

from __future__ import annotations

import os

import shells

STARTED = (
    "premkvirtualenv", "precpvirtualenv", "prermvirtualenv", "postrmvirtualenv", "preactivate", "premkproject",
    "get_env_details",
)  # fmt: skip
SOURCED = (
    "postmkvirtualenv", "postcpvirtualenv", "postactivate", "predeactivate", "postdeactivate", "postmkproject",
    "initialize",
)  # fmt: skip
STUBS_STARTED = frozenset(STARTED) - {"precpvirtualenv"}
STUBS_SOURCED = frozenset(SOURCED) - {"postcpvirtualenv", "postmkproject"}
"""Those that wait to be written, beside a postmkproject that is sourced, yet executable."""
LOCAL = ("preactivate", "postactivate", "predeactivate", "postdeactivate", "get_env_details")
PROJECT = ("postactivate", "predeactivate")


class Hooks:
    """The hooks of `shell`, global ones in `directory`: all of them note in one `file`."""

    def __init__(self, shell, directory, file):
        self.shell = shell
        self.directory = directory
        self.file = file
        shells.notes(file)

    def write_global(self, *names):
        """Write the hooks called so, all if none is named."""
        self._note("global", self.directory, names or STARTED + SOURCED)

    def write_local(self, place):
        """Write the hooks of the environment at `place`."""
        self._note("local", f"{place}/bin", LOCAL)

    def write_project(self, project):
        """Write the hooks of a project directory."""
        os.makedirs(f"{project}/.virtualenvwrapper", exist_ok=True)
        self._note("project", f"{project}/.virtualenvwrapper", PROJECT)

    def notes(self):
        """Return what was noted since this was asked before."""
        return shells.notes(self.file)

    def labels(self):
        """Return which hooks have noted something since this was asked before, in order."""
        return [note.label for note in self.notes()]

    def _note(self, where, directory, names):
        for name in names:
            label = f"{where}:{name}"
            if name in STARTED:
                write(f"{directory}/{name}", shells.noting(label, self.file), 0o755)
            else:
                write(f"{directory}/{self.shell.sourced(name)}", self.shell.noting(label, self.file))


def write(path, text, mode=0o644):
    """Write the hook at `path`, as an editor does: into the file that is there."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def write_program(path, text, mode=0o755):
    """Write a hook; `sh` runs `text` unless its first line names another program."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(text if text[:1] == "#" else f"#!/bin/sh\n{text}\n")
    os.chmod(path, mode)
    return path
