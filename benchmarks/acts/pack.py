"""Packing a self-contained environment with pip, beside tar with the same compressor on the same files."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from benchmarks import commands, population
from benchmarks.ground import Ground
from benchmarks.rows import FLOOR, OURS, Case, Row, Turns, at_most

NAME, OTHER = "packed", "packed-by-venv-pack"
COMPRESSORS = {"tar.gz": "gzip", "tar.zst": "zstd -9 -T0"}
"""What tar is given, by the end of the archive's name: the levels are those of `envarium pack`."""


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return the rows of packing, one for each compressor that there is."""
    if not ground.has_command("pack"):
        return []
    population.make(ground, NAME, ground.store, "--self-contained")
    tree = _unpacked(ground)
    return [
        Row(
            f"`envarium pack`, {form}",
            turns.take(f"pack {form}", _cases(ground, tree, form)),
            (at_most(1.3, FLOOR),),
        )
        for form, compressor in COMPRESSORS.items()
        if shutil.which(compressor.split()[0])
    ]


def _unpacked(ground: Ground) -> Path:
    """Return a directory with the same files as the archives have."""
    tree = ground.root / "unpacked"
    tree.mkdir()
    ground.answer("pack", NAME, "-o", f"{tree}.tar.gz")
    subprocess.run(["tar", "xzf", f"{tree}.tar.gz", "-C", tree], check=True)
    return tree


def _cases(ground: Ground, tree: Path, form: str) -> list[Case]:
    def target(label: str) -> str:
        return f"{ground.root}/made/{label}.{form}"

    tar = [shutil.which("tar") or "tar", "-I", COMPRESSORS[form], "-cf"]
    ours = [ground.program("envarium"), "pack", NAME, "-f", "-o"]
    cases = [
        commands.case(
            ground, FLOOR, "tar", lambda label: [[*tar, target(label), "-C", str(tree), *os.listdir(tree)]]
        ),
        commands.case(ground, OURS, "", lambda label: [[*ours, target(label)]]),
    ]
    if form == "tar.gz":
        # It takes no self-contained environment, and packs no Python.
        population.make(ground, OTHER, ground.store, "--strategy", "pyvenv.cfg")
        venv_pack = [ground.program("venv-pack"), "-q", "-f", "-p", str(ground.store / OTHER), "-o"]
        cases.append(
            commands.case(
                ground, "venv-pack", "without a Python", lambda label: [[*venv_pack, target(label)]]
            )
        )
    return cases
