"""The first environment on a machine: nothing is in any cache, and the index is asked."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks import commands
from benchmarks.acts.create import alone, makers, pip_of
from benchmarks.ground import Ground
from benchmarks.rows import OURS, Case, Row, Turns, at_most

VARIABLES = {OURS: "WORKON_HOME", "uv": "UV_CACHE_DIR", "virtualenv": "VIRTUALENV_OVERRIDE_APP_DATA"}
"""What says where each keeps what it has made before."""


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return the row of creating one, and that of the first `pip --version`, typed at once."""
    return [
        Row(
            "`mkvenv NAME` with pip, caches cold (uv fetches pip)",
            turns.take("mkvenv, cold", [_creation(ground, peer) for peer in VARIABLES]),
            (at_most(1.0, "uv"),),
        ),
        Row(
            "the first `pip --version` at once after `mkvenv NAME`, caches cold",
            turns.take("pip, cold", [_pip(ground, peer) for peer in VARIABLES]),
            (at_most(1.0, "uv"),),
        ),
    ]


def _creation(ground: Ground, peer: str) -> Case:
    note, make = makers(ground, "cold")[peer]
    return commands.case(ground, peer, note, alone(make), extra=_empty(ground, peer, "cold"))


def _pip(ground: Ground, peer: str) -> Case:
    note, make = makers(ground, "coldpip")[peer]
    extra = _empty(ground, peer, "coldpip")

    def pip(label: str) -> list[list[str]]:
        command = pip_of(ground, "coldpip", peer, label)
        return [[word.replace(str(ground.store), extra(label)["WORKON_HOME"]) for word in command]]

    return commands.case(ground, peer, note, pip, extra=extra, leading=make)


def _empty(ground: Ground, peer: str, kind: str) -> Callable[[str], dict[str, str]]:
    """Return the variables by which `peer` finds its cache empty; the others are as always."""
    own = {"WORKON_HOME": str(ground.store), "UV_OFFLINE": "0"}
    return lambda label: {**own, VARIABLES[peer]: f"{ground.root}/{kind}/{peer}-{label}"}
