"""Environments in archives of conda-pack, which a program in them finishes where they are unpacked."""

from __future__ import annotations

import os

from envarium.child import Child, Outcome, variables
from envarium.files import reading
from envarium.files.deleting import attempt
from envarium.files.reading import system_reason

MARK = b"_conda_pack_activate"
"""What the activator of conda-pack contains."""

ACTIVATORS = ("activate", "activate.fish", "activate.bat", "deactivate", "deactivate.bat")

PROGRAM, PROGRESS = "conda-unpack", "conda_unpack_progress.py"

TIME_LIMIT = 600.0
"""Seconds; the program rewrites all files that contain the path at which the environment was packed."""


def drop_activators(root: str) -> None:
    """Delete the activators of conda-pack from the environment at `root`: they set no VIRTUAL_ENV. Raises OSError."""
    if MARK in reading.start(f"{root}/bin/activate", 1 << 16):
        for name in ACTIVATORS:
            attempt(os.unlink, f"{root}/bin/{name}")


def finish(root: str) -> str:
    """Let the environment at `root` name its own path, and return why that failed, "" otherwise."""
    program = f"{root}/bin/{PROGRAM}"
    if not os.path.isfile(program):
        return ""
    try:
        outcome = Child([f"{root}/bin/python", "-E", "-s", "-B", program], variables(), TIME_LIMIT).wait()
    except OSError as error:
        outcome = Outcome(1, "", "", system_reason(error))
    if outcome.code:
        return outcome.failure
    for name in (PROGRAM, PROGRESS):
        attempt(os.unlink, f"{root}/bin/{name}")
    return ""
