"""Acts that are one command, or a few in a row: from the call until the last of them is gone."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks import timing, tracing
from benchmarks.ground import Ground
from benchmarks.rows import FLOOR, Case, Sample

Words = list[str]


def case(
    ground: Ground,
    peer: str,
    note: str,
    commands: Callable[[str], list[Words]],
    *,
    before: Callable[[str], None] = lambda label: None,
    extra: Callable[[str], dict[str, str]] = lambda label: {},
    leading: Callable[[str], Words] = lambda label: [],
    code: int = 0,
) -> Case:
    """Return the case of `peer` running `commands`, with `extra` variables set; the last exits with `code`.

    Not timed are `before` and `leading`, a command that may still work in the background while the others run.
    """

    def take(label: str, tracer: Words) -> Sample:
        before(label)
        environment = {**ground.environment, **extra(label)}
        lines = [[*tracer, *words] for words in commands(label)]
        if leader := leading(label):
            timing.call(leader, environment, ground.errors)
        return timing.run(lines, environment, ground.errors, code)

    def count(label: str) -> int | None:
        log = str(ground.root / "strace")
        tracer = tracing.prefix(log)
        if tracer is None:
            return None
        take(label, [*tracer, "-A"])
        return len(commands(label)) + tracing.count(log)

    return Case(peer, note, lambda label: take(label, []), count)


def empty_python(ground: Ground) -> Case:
    """Return the floor of every command that is written in Python."""
    return case(
        ground, FLOOR, "python -I -S -c pass", lambda label: [[ground.python, "-I", "-S", "-c", "pass"]]
    )
