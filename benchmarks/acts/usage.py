"""What typer costs: `--help`, beside a typer program of as many commands that does nothing else."""

from __future__ import annotations

from benchmarks import commands
from benchmarks.ground import Ground
from benchmarks.rows import FLOOR, OURS, Case, Row, Turns, at_most

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


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return the row of `envarium --help`."""
    program = ground.root / "plain.py"
    program.write_text(PLAIN)
    cases = [
        commands.case(ground, FLOOR, "typer", lambda label: [[ground.python, str(program), "--help"]]),
        _asked(ground, OURS),
        *(_asked(ground, peer) for peer in ("uv", "virtualenv")),
    ]
    return [Row("`envarium --help`", turns.take("--help", cases), (at_most(1.1, FLOOR),))]


def _asked(ground: Ground, peer: str) -> Case:
    return commands.case(ground, peer, "", lambda label: [[ground.program(peer), "--help"]])
