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
        variables = {**os.environ, "WORKON_HOME": nowhere, "XDG_CONFIG_HOME": nowhere}
        process = subprocess.run(
            [envarium / "bin/envarium", "pythons", "--json"],
            env=variables,
            cwd=nowhere,
            stdout=subprocess.PIPE,
            check=True,
        )
    paths: dict[str, str] = {}
    for row in json.loads(process.stdout):
        if row["implementation"] == "CPython" and not row["free_threaded"]:
            paths.setdefault(".".join(row["version"].split(".")[:2]), row["executable"])
    return paths


def default(paths: dict[str, str]) -> str:
    """Return the version of the base that every peer makes its environments from: the one wanted, else the newest."""
    return WANTED if WANTED in paths else max(paths, key=_numbers)


def newer(paths: dict[str, str]) -> list[str]:
    """Return the versions after the default, for which the main rows are measured too."""
    return sorted(
        (version for version in paths if _numbers(version) > _numbers(default(paths))), key=_numbers
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
