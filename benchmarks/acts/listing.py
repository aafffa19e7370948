"""Listing what is in the store."""

from __future__ import annotations

from pathlib import Path

from benchmarks import commands, population, shells
from benchmarks.acts.start import loader_of_virtualfish
from benchmarks.ground import Ground
from benchmarks.rows import FLOOR, OURS, Case, Row, Turns, at_most


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return the rows with Python versions, at ten environments and a thousand, and the row of bare names."""
    few, many = population.store(ground, 10), population.store(ground, 1000)
    return [
        Row("`lsvenv` of 10 environments, with Python versions", turns.take("lsvenv 10", [
            commands.empty_python(ground), _ours(ground, few), *_peers(ground, few, "-l", "--details", ""),
        ])),
        Row("`lsvenv` of 1,000 environments, with Python versions (peers start a Python for each)", turns.take(
            "lsvenv 1,000", [commands.empty_python(ground), _ours(ground, many)]
        ), (at_most(3, FLOOR),)),
        Row("`workon`: the names of 1,000 environments", turns.take("names 1,000", [
            _told(ground, "bash", OURS, "workon", many), *_peers(ground, many, "", "", "-b"),
        ])),
    ]  # fmt: skip


def _ours(ground: Ground, store: Path) -> Case:
    words = ground.word("lsvenv")
    return commands.case(
        ground, OURS, "", lambda label: [words], extra=lambda label: {"WORKON_HOME": str(store)}
    )


def _peers(ground: Ground, store: Path, pew: str, fish: str, wrapper: str) -> list[Case]:
    """Return the cases of the peers, each with its flag."""
    words = [ground.program("pew"), "ls", *filter(None, [pew])]
    return [
        _told(ground, "bash", "virtualenvwrapper", f"lsvirtualenv {wrapper}", store),
        commands.case(
            ground, "pew", "", lambda label: [words], extra=lambda label: {"WORKON_HOME": str(store)}
        ),
        _told(ground, "fish", "virtualfish", f"vf ls {fish}", store),
    ]


def _told(ground: Ground, shell: str, peer: str, step: str, store: Path) -> Case:
    load = {
        OURS: f"export WORKON_HOME='{store}'\n. '{ground.loading('bash')}'",
        "virtualenvwrapper": f"export WORKON_HOME='{store}'\n{ground.wrapper()}source virtualenvwrapper.sh",
        "virtualfish": f"source '{loader_of_virtualfish(ground)}'\nset -g VIRTUALFISH_HOME '{store}'",
    }[peer]
    return shells.case(
        ground, peer, step.strip(), shells.Telling(shell, lambda label: load, lambda label: step)
    )
