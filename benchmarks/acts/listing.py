"""Listing what is in the store, and how that grows with it."""

from __future__ import annotations

from pathlib import Path

from benchmarks import commands, population, shells
from benchmarks.acts.start import loader_of_virtualfish
from benchmarks.ground import Ground
from benchmarks.rows import FLOOR, OURS, Case, Row, Turns, at_most

DRAWN = "lsvenv, 10 environments, with their versions"
LIMITS = {1_000: 3, 10_000: 15, 100_000: 150}
"""By the number of environments, how many times an empty Python it may take."""


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return the rows with Python versions, by the number of environments, and the row of bare names."""
    few, many = population.store(ground, 10), population.store(ground, 1000)
    return [
        Row("`lsvenv` of 10 environments, with Python versions", turns.take("lsvenv 10", [
            commands.empty_python(ground), _ours(ground, few), *_peers(ground, few, "-l", "--details", ""),
        ]), drawn=DRAWN),
        *(_of_many(base, turns, 1_000) for base in (ground, *ground.newer())),
        *(_of_many(ground, turns, number) for number in LIMITS if number > 1_000),
        Row("`workon`: the names of 1,000 environments", turns.take("names 1,000", [
            _told(ground, "bash", OURS, "workon", many), *_peers(ground, many, "", "", "-b"),
        ])),
    ]  # fmt: skip


def _of_many(ground: Ground, turns: Turns, number: int) -> Row:
    figures = turns.take(
        f"lsvenv {number:,}", [commands.empty_python(ground), _ours(ground, population.store(ground, number))]
    )
    peers = " (peers start a Python for each)" if number == 1_000 and ground.is_default else ""
    act = f"`lsvenv` of {number:,} environments, with Python versions{peers}{ground.of_base}"
    return Row(act, figures, (at_most(LIMITS[number], FLOOR),))


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
