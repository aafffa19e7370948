"""The peak of memory of each command, and its processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks import memory, population, timing, tracing
from benchmarks.commands import Words
from benchmarks.errors import BenchmarkFailed
from benchmarks.ground import Ground
from benchmarks.rows import OURS, Figure, Row, Turns, under

LIMIT = 60
"""MiB."""

MANY = 100_000
TRACED, WEIGHED = "traced", "weighed"
"""The labels of the two calls of each command."""

Weighing = tuple[str, Callable[[str], Words], str]
"""What is done, its words for a label, and the store."""


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return a row for each command, in MiB."""
    population.model(ground)
    rows = []
    for act, words, store in (*_of_stores(ground), *_of_one(ground), *_changes(ground)):
        turns.tell(f"memory: {act}")
        try:
            figure = _figure(ground, words, {"WORKON_HOME": store})
        except BenchmarkFailed as error:
            turns.failures.append(f"memory: {error}")
        else:
            rows.append(Row(act, (figure,), (under(LIMIT),), "MiB"))
    return rows


def _figure(ground: Ground, words: Callable[[str], Words], extra: dict[str, str]) -> Figure:
    variables = {**ground.environment, **extra}
    log = str(ground.root / "strace")
    tracer = tracing.prefix(log)
    processes = None
    if tracer:
        timing.run([[*tracer, *words(TRACED)]], variables, ground.errors)
        processes = 1 + tracing.count(log)
    return Figure(OURS, "", (memory.peak(ground, words(WEIGHED), variables) / 1024,), processes)


def _always(*words: str) -> Callable[[str], Words]:
    """Return what has `words` for each label."""
    return lambda _: list(words)


def _of_stores(ground: Ground) -> Iterator[Weighing]:
    """Yield the commands that look at many environments."""
    many = str(population.store(ground, MANY))
    complete = str(population.complete(ground, 1_000))
    program = ground.program(OURS)
    yield "`lsvenv` of 1,000 environments", lambda _: ground.word("lsvenv"), complete
    yield f"`lsvenv` of {MANY:,} environments", lambda _: ground.word("lsvenv"), many
    yield f"`lsvenv --json` of {MANY:,} environments", lambda _: ground.word("lsvenv", "--json"), many
    yield f"`envarium usage` of {MANY:,} environments", _always(program, "usage"), many
    yield f"`envarium list --sort used` of {MANY:,}", _always(program, "list", "--sort", "used"), many
    yield "`envarium doctor` of 1,000 environments", _always(program, "doctor"), complete


def _of_one(ground: Ground) -> Iterator[Weighing]:
    """Yield the commands that look at one environment, of 3,000 files, or at none."""
    store, program, model = str(ground.store), ground.program(OURS), population.MODEL
    yield "`mkvenv --help`", lambda _: ground.word("mkvenv", "--help"), store
    yield "`showvenv NAME`", lambda _: ground.word("showvenv", model), store
    for words in (
        ("run", model, "--", "true"), ("explain", model), ("packages", model), ("usage", model), ("pythons",),
        ("export", model, "--requirements"), ("activate", model), ("history", model), ("snapshots", model), ("find",),
        ("each", "--", "true"), ("trash",), ("prune", "--unused", "90d"), ("config",),
        ("words",), ("help",), ("init", "bash"),
    ):  # fmt: skip
        act = f"`envarium {' '.join(words)}`".replace(model, "NAME")
        yield act, _always(program, *words), store


def _changes(ground: Ground) -> Iterator[Weighing]:
    """Yield the commands that create, change and remove environments; the model has 3,000 files."""
    store, program, model = str(ground.store), ground.program(OURS), population.MODEL
    yield "`mkvenv NAME`", lambda label: ground.word("mkvenv", f"memory-{label}"), store
    yield "`mkvenv NAME --no-pip`", lambda label: ground.word("mkvenv", f"bare-{label}", "--no-pip"), store
    yield "`cpvenv` of 3,000 files", lambda label: ground.word("cpvenv", model, f"copy-{label}"), store
    yield (
        "`mvvenv` of 3,000 files",
        lambda label: ground.word("mvvenv", f"copy-{label}", f"old-{label}"),
        store,
    )
    yield "`rmvenv` of 3,000 files", lambda label: ground.word("rmvenv", f"old-{label}"), store
    yield "`envarium snapshot` of 3,000 files", _always(program, "snapshot", model), store
    yield "`envarium rollback` of 3,000 files", _always(program, "rollback", model), store
    for form in ("tar.gz", "tar.zst"):
        words = (program, "pack", model, "-f", "-o", f"{ground.root}/made/memory.{form}")
        yield f"`envarium pack` of 3,000 files, {form}", _always(*words), store
