"""Help and errors, beside a typer program of as many commands that does nothing else."""

from __future__ import annotations

from benchmarks import commands, population
from benchmarks.commands import Words
from benchmarks.ground import Ground
from benchmarks.rows import FLOOR, OURS, Case, Row, Turns, at_most, under

PLAIN = """
import typer
from envarium import vocabulary

app = typer.Typer()


def add(name, text):
    def run():
        pass

    run.__doc__ = text
    app.command(name)(run)


for command in vocabulary.COMMANDS:
    add(command.name, "Do it.")
app()
"""

REFUSED, WRONG_USAGE = 1, 2
"""The exit codes of the two errors."""


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return the rows of help, and those of errors."""
    (ground.root / "plain.py").write_text(PLAIN)
    program = ground.program(OURS)
    peers = [_asked(ground, peer) for peer in ("uv", "virtualenv")]
    return [
        _help(ground, turns, "`envarium --help`", [program, "--help"], [_typer(ground, "--help"), *peers]),
        _help(
            ground,
            turns,
            "`mkvenv --help`",
            ground.word("mkvenv", "--help"),
            [_typer(ground, "create", "--help")],
        ),
        _error(ground, turns, "`mkvenv --nothing`: an unknown option", ("mkvenv", "--nothing"), WRONG_USAGE),
        _error(
            ground,
            turns,
            "`workon nothing`: no such environment, 1,000 others",
            ("workon", "nothing"),
            REFUSED,
        ),
        _error(
            ground,
            turns,
            "`rmvenv nothing`: no such environment, 1,000 others",
            ("rmvenv", "nothing"),
            REFUSED,
        ),
    ]


def _asked(ground: Ground, peer: str) -> Case:
    return commands.case(ground, peer, "", lambda _: [[ground.program(peer), "--help"]])


def _typer(ground: Ground, *words: str) -> Case:
    return commands.case(
        ground, FLOOR, "typer", lambda _: [[ground.python, f"{ground.root}/plain.py", *words]]
    )


def _help(ground: Ground, turns: Turns, act: str, words: Words, others: list[Case]) -> Row:
    ours = commands.case(ground, OURS, "", lambda _: [words])
    return Row(act, turns.take(act, [ours, *others]), (at_most(0.5, FLOOR),))


def _error(ground: Ground, turns: Turns, act: str, words: tuple[str, ...], code: int) -> Row:
    store = {"WORKON_HOME": str(population.store(ground, 1_000))}
    line = ground.word(*words)
    ours = commands.case(ground, OURS, "", lambda _: [line], extra=lambda _: store, code=code)
    return Row(act, turns.take(act, [ours]), (under(60),))
