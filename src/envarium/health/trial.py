"""Trying a Python before anything of it is put into place: it is started, and must be what is expected."""

from __future__ import annotations

import os
import subprocess

from envarium.errors import CannotRepair
from envarium.store import marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.interpreters.facts import Facts

PATIENCE = 60
"""Seconds that it may take."""

# For Python 2.7 and later. The modules are a built-in one, one of the library, and one that is often an extension.
QUESTION = """
import sys, os, json, math, sysconfig
print('\\n'.join(['answer', str(sys.hexversion), sys.prefix]))
"""


def check(root: str, python: Facts, name: str) -> None:
    """Start the Python of the environment at `root`, made from `python` for `name`. Raises CannotRepair."""
    said = start(root, "-c", QUESTION)
    lines = said.stdout.strip().split("\n")[-3:]
    if said.returncode or lines[0] != "answer":
        raise CannotRepair(name, f"{python.executable} does not start in it: {last_line(said)}")
    if lines[1] != python.hexversion:
        raise CannotRepair(name, f"its Python would not be {python.release}")
    if os.path.realpath(lines[2]) != os.path.realpath(root):
        raise CannotRepair(name, f"its Python would take {lines[2]} for its prefix")


def start(root: str, *words: str, patience: int | None = PATIENCE) -> subprocess.CompletedProcess[str]:
    """Run the Python of the environment at `root`, isolated, for `patience` seconds, and return what it said."""
    command = [root + "/bin/python", "-B", *marks.isolated(root), *words]
    try:
        return subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
            timeout=patience, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))


def last_line(said: subprocess.CompletedProcess[str]) -> str:
    """Return the last line that it printed, to either stream."""
    lines = [line.strip() for line in (said.stdout + said.stderr).splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it says nothing"
