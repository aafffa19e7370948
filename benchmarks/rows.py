"""The measurements: cases are sampled in turn, rows contain their figures, and bars are compared with the rows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.errors import BenchmarkFailed

OURS = "envarium"
FLOOR = "floor"
OTHERS = "others"
PEERS = (FLOOR, "venv", "uv", "virtualenv", "virtualenvwrapper", "pew", "virtualfish", OTHERS)
"""The columns beside ours. The floor is the plain program that does least: an empty file, an empty Python, `rm -rf`."""


@dataclass(frozen=True)
class Behind:
    """What went on when the prompt was back: until when, at what cost (both milliseconds), in how many processes."""

    lasted: float = 0.0
    cpu: float = 0.0
    processes: int = 0


@dataclass(frozen=True)
class Sample:
    """One measured run: its value in the row's unit, and what it left running."""

    value: float
    behind: Behind = Behind()


@dataclass(frozen=True)
class Case:
    """One peer doing one act; `note` says what is typed, a label distinguishes the names of each turn."""

    peer: str
    note: str
    sample: Callable[[str], Sample]
    count: Callable[[str], int | None]


@dataclass(frozen=True)
class Figure:
    """What one peer took for one act."""

    peer: str
    note: str
    samples: tuple[float, ...]
    processes: int | None = None
    behind: tuple[Behind, ...] = ()

    @property
    def median(self) -> float:
        """Return the middle one of the samples."""
        return statistics.median(self.samples)


@dataclass(frozen=True)
class Bar:
    """A demand on a row: `text` says it, `measured` reads what is compared with `limit`, None where nothing is."""

    text: str
    limit: float
    measured: Callable[[Row], float | None]

    def held(self, row: Row) -> bool | None:
        """Return whether the row meets it; None where it cannot be judged."""
        ratio = self.measured(row)
        return None if ratio is None else ratio <= self.limit


@dataclass(frozen=True)
class Row:
    """One act, with a figure for each peer that can do it."""

    act: str
    figures: tuple[Figure, ...]
    bars: tuple[Bar, ...] = ()
    unit: str = "ms"
    drawn: str = ""
    """Its title in the chart, "" where it is not drawn."""

    def figure(self, peer: str, note: str = "") -> Figure | None:
        """Return the figure of `peer`, with `note` in its note."""
        return next((one for one in self.figures if one.peer == peer and note in one.note), None)

    @property
    def ours(self) -> Figure | None:
        """Return the figure of envarium."""
        return self.figure(OURS)


BUDGET = 6.0
"""Seconds that the runs of a case may take together; at least LEAST are made."""
LEAST = 3
SLOW = 8.0
"""Seconds from which on the processes of a case are not counted, because that takes another run, and a slower one."""


@dataclass
class Turns:
    """How often cases are run at most, the function that prints the progress, and the failures."""

    runs: int
    tell: Callable[[str], None]
    failures: list[str] = field(default_factory=list)

    def take(self, act: str, cases: list[Case]) -> tuple[Figure, ...]:
        """Run the cases once to warm up and once to count processes, then interleaved; who begins goes round."""
        durations = [self._warm_up(act, case) for case in cases]
        cases = [case for case, seconds in zip(cases, durations, strict=True) if seconds is not None]
        times = [seconds for seconds in durations if seconds is not None]
        counts = [
            case.count("traced") if seconds < SLOW else None
            for case, seconds in zip(cases, times, strict=True)
        ]
        samples: list[list[Sample]] = [[] for _ in cases]
        for turn in range(self.runs):
            self.tell(f"{act}: run {turn + 1} of {self.runs}")
            for place in range(len(cases)):
                number = (place + turn) % len(cases)
                if self._is_due(turn, times[number]):
                    beginning = time.monotonic()
                    samples[number].append(cases[number].sample(str(turn)))
                    times[number] = min(times[number], time.monotonic() - beginning)
        return tuple(map(_figure, cases, samples, counts))

    def _is_due(self, turn: int, seconds: float) -> bool:
        """Return whether a case whose runs take `seconds` is run in this turn: the runs of slow ones are spread."""
        runs = min(self.runs, max(LEAST, int(BUDGET / max(seconds, 0.001))))
        return turn == 0 or turn * runs // self.runs > (turn - 1) * runs // self.runs

    def _warm_up(self, act: str, case: Case) -> float | None:
        """Return the seconds that a run takes; None for a peer that fails. Raises BenchmarkFailed if envarium fails."""
        self.tell(f"{act}: {case.peer} warms up")
        beginning = time.monotonic()
        try:
            case.sample("warm")
        except BenchmarkFailed as error:
            if case.peer == OURS:
                raise
            self.failures.append(f"{act}: {case.peer}: {error}")
            return None
        return time.monotonic() - beginning


def _figure(case: Case, samples: list[Sample], processes: int | None) -> Figure:
    values = tuple(sample.value for sample in samples)
    return Figure(case.peer, case.note, values, processes, tuple(sample.behind for sample in samples))


def behind(figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Return what envarium did in the background in `figures`, as figures of processor time."""
    return tuple(
        Figure(one.peer, one.note, tuple(work.cpu for work in one.behind), one.behind[-1].processes)
        for one in figures
        if one.peer == OURS
    )


def at_most(factor: float, peer: str, note: str = "", name: str = "") -> Bar:
    """Demand at most `factor` times what `peer` takes."""

    def ratio(row: Row) -> float | None:
        other = row.figure(peer, note)
        return row.ours.median / other.median if row.ours and other else None

    return Bar(f"≤ {factor:g} × {name or note or peer}", factor, ratio)


def within(extra: float, peer: str) -> Bar:
    """Demand at most `extra` more than what `peer` takes, in the row's unit."""

    def difference(row: Row) -> float | None:
        other = row.figure(peer)
        return row.ours.median - other.median if row.ours and other else None

    return Bar(f"≤ {peer} + {extra:g}", extra, difference)


def no_process() -> Bar:
    """Demand that nothing is started, and the shell does not fork."""
    return Bar("no process", 0, lambda row: row.ours.processes if row.ours else None)


def under(limit: float) -> Bar:
    """Demand at most `limit`, in the row's unit."""
    return Bar(f"≤ {limit:g}", limit, lambda row: row.ours.median if row.ours else None)
