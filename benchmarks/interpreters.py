"""The base interpreters of this machine, as envarium finds them."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

WANTED = "3.13"
"""What environments are made from, if it is here: for those before 3.12 some peers seed more than pip."""


def bases(envarium: Path) -> dict[str, str]:
    """Return the CPythons of this machine, a path for each version such as "3.13"; the first found comes first."""
    with tempfile.TemporaryDirectory() as nowhere:
        asked = {**os.environ, "WORKON_HOME": nowhere, "XDG_CONFIG_HOME": nowhere}
        done = subprocess.run(
            [envarium / "bin/envarium", "pythons", "--json"],
            env=asked,
            cwd=nowhere,
            stdout=subprocess.PIPE,
            check=True,
        )
    found: dict[str, str] = {}
    for row in json.loads(done.stdout):
        if row["implementation"] == "CPython" and not row["free_threaded"]:
            found.setdefault(".".join(row["version"].split(".")[:2]), row["executable"])
    return found


def chosen(found: dict[str, str]) -> str:
    """Return the base that every peer makes its environments from: the one wanted, else the newest."""
    newest = max(found, key=lambda version: tuple(map(int, version.split("."))))
    return found.get(WANTED, found[newest])
