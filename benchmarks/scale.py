"""How the times grow with the store: at 10, 100, 1,000 and 10,000 environments."""

from __future__ import annotations

from pathlib import Path

from benchmarks import commands, population, shells
from benchmarks.acts import complete
from benchmarks.ground import Ground
from benchmarks.rows import OURS, Case, Figure, Turns

NUMBERS = (10, 100, 1_000, 10_000)
LINEAR = 1.1
"""How many times linear growth may be, from the last but one number to the last, before it counts as more."""


class Line:
    """One act, with its `figures` at the `numbers` of environments."""

    __slots__ = ("act", "figures", "numbers")

    def __init__(self, act: str, figures: tuple[Figure, ...], numbers: tuple[int, ...]) -> None:
        self.act = act
        self.figures = figures
        self.numbers = numbers

    @property
    def growth(self) -> float:
        """Return what the last step costs, over what it would cost if the time grew as the number does."""
        one, other = self.figures[-2].median, self.figures[-1].median
        return other / one / (self.numbers[-1] / self.numbers[-2])

    @property
    def linear(self) -> bool:
        """Return whether it grows linearly or slower."""
        return self.growth <= LINEAR


def lines(ground: Ground, turns: Turns, numbers: tuple[int, ...] = NUMBERS) -> list[Line]:
    """Return a line for each act; its sizes are measured interleaved."""
    for number in numbers:
        turns.tell(f"creating {number} environments")
        population.store(ground, number)
    acts = list(_cases(ground, population.store(ground, numbers[0])))
    lines = []
    for act in acts:
        cases = [_cases(ground, population.store(ground, number))[act] for number in numbers]
        lines.append(Line(act, turns.take(act, cases), numbers))
    return lines


def _cases(ground: Ground, store: Path) -> dict[str, Case]:
    def called(*words: str) -> Case:
        line = ground.word(*words)
        return commands.case(
            ground, OURS, "", lambda label: [line], extra=lambda label: {"WORKON_HOME": str(store)}
        )

    return {
        "`lsvenv`": called("lsvenv"),
        "`lsvenv --json`": called("lsvenv", "--json"),
        "`workon <TAB>`, nothing typed, bash": complete.case(ground, "bash", OURS, store, ""),
        "`workon <TAB>`, a prefix typed, bash": complete.case(ground, "bash", OURS, store, population.PREFIX),
        "`workon NAME`, `deactivate`, bash": _entering(ground, store),
        "`mkvenv NAME --no-pip`": commands.case(
            ground, OURS, "", lambda label: [ground.word("mkvenv", f"new-{label}", "--no-pip")],
            extra=lambda label: {"WORKON_HOME": str(store)},
        ),
    }  # fmt: skip


def _entering(ground: Ground, store: Path) -> Case:
    step = f"workon {population.NAME.format(0)}"
    check = '[ -n "${VIRTUAL_ENV-}" ] || exit 9'
    setup = f"export WORKON_HOME='{store}'\n. '{ground.loading('bash')}'\n{step}\n{check}\ndeactivate"
    return shells.case(
        ground, OURS, "", shells.Telling("bash", lambda label: setup, lambda label: f"{step}\ndeactivate")
    )
