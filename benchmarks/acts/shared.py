"""What environments with the same large packages take on the disk: on another one, and after `dedupe`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from benchmarks.acts.disk import KIB_OF_BLOCK, owned
from benchmarks.commands import Words, case
from benchmarks.ground import Ground
from benchmarks.rows import OURS, Figure, Row, Turns, at_most, under

PACKAGES = ("numpy", "pandas")
NUMBER = 3
"""How many environments `dedupe` is called for."""

ONLINE = {"UV_OFFLINE": "0"}
"""The packages come from the index; nothing of this is timed."""

NOTE = " and ".join(PACKAGES)


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return what one more environment takes that sees the packages, and several ones after `dedupe --hardlink`."""
    turns.tell("shared")
    names = [f"shared-{number}" for number in range(NUMBER)]
    for name in names:
        _run(ground, ground.word("mkvenv", "--no-pip", "-p", ground.base, name), f"make {name}")
        _run(ground, _pip(ground, f"{ground.store}/{name}"), f"fill {name}")
    _run(ground, ground.word("mkvenv", "--no-pip", "--on", names[0], "layer"), "layer")
    place = ground.root / "made" / "shared-uv"
    uv = ground.program("uv")
    _run(ground, [uv, "venv", "--quiet", "--python", ground.base, str(place)], "uv")
    _run(ground, [uv, "pip", "install", "--quiet", "--python", f"{place}/bin/python", *PACKAGES], "fill uv")
    figures = [
        Figure(peer, note, (sum(owned(Path(path))),))
        for peer, note, path in (
            (OURS, "mkvenv --on", f"{ground.store}/layer"),
            ("venv", "pip install", f"{ground.store}/{names[1]}"),
            ("uv", "pip install, linked to its cache", str(place)),
        )
    ]
    return [
        Row(f"disk taken by one more environment with {NOTE}", tuple(figures), (under(150),), "KiB"),
        _deduped(ground, names),
    ]


def _deduped(ground: Ground, names: list[str]) -> Row:
    program = [ground.program(OURS), "dedupe", "--hardlink", "--json", *names]
    answer = subprocess.run(program, env=ground.environment, check=True, capture_output=True)
    facts = json.loads(answer.stdout)
    before, after = (facts[key] * KIB_OF_BLOCK / 512 for key in ("before", "after"))
    figures = (Figure(OURS, "dedupe", (after,)), Figure("venv", "pip install", (before,)))
    return Row(f"disk taken by {NUMBER} environments with {NOTE}", figures, (at_most(0.8, "venv"),), "KiB")


def _run(ground: Ground, words: Words, label: str) -> None:
    case(ground, OURS, "", lambda _: [words], extra=lambda _: ONLINE).sample(label)


def _pip(ground: Ground, place: str) -> Words:
    return [ground.python, "-m", "pip", "--python", f"{place}/bin/python", "install", "--quiet", *PACKAGES]
