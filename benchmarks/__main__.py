"""`python -m benchmarks`: envarium beside its peers, in one run and one table."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from benchmarks import chart, counts, machine, peers, scale, table, timing
from benchmarks.acts import (
    auto,
    complete,
    copy,
    create,
    disk,
    enter,
    find,
    listing,
    pack,
    prompt,
    remove,
    reserve,
    shared,
    snapshot,
    start,
    usage,
    which,
)
from benchmarks.errors import BenchmarkFailed
from benchmarks.ground import Ground
from benchmarks.rows import Row, Turns

ACTS = {
    "start": start.rows,
    "workon": enter.rows,
    "auto": auto.rows,
    "mkvenv": create.rows,
    "prompt": prompt.rows,
    "reserve": reserve.rows,
    "disk": disk.rows,
    "shared": shared.rows,
    "lsvenv": listing.rows,
    "find": find.rows,
    "which": which.rows,
    "completion": complete.rows,
    "help": usage.rows,
    "snapshot": snapshot.rows,
    "cpvenv": copy.rows,
    "pack": pack.rows,
    "rmvenv": remove.rows,
}
"""In the order of the table. What deletes many files comes last: it may slow down what creates some."""

CHART = peers.CHECKOUT / "docs/images/benchmark.svg"
SHORT_CHART = peers.CHECKOUT / "docs/images/speed.svg"


def main() -> int:
    """Install the peers, run the acts, print the table; return the exit code."""
    options = _arguments()
    timing.adopt_orphans()
    counted = options.check or options.record
    tools, bases = peers.install(_tell, ("envarium", "uv") if counted else tuple(peers.REQUIREMENTS))
    root = Path(tempfile.mkdtemp(prefix="benchmarks-", dir=options.place)).resolve()
    os.chdir(
        root
    )  # what is made shall not depend on a project around: some look for the Python that it wants
    turns = Turns(options.runs, _tell)
    try:
        ground = Ground(root, tools, bases)
        if counted:
            return _counts(ground, is_record=options.record)
        rows = _rows(ground, turns, options.only or ([] if options.scale else list(ACTS)))
        lines = scale.lines(ground, turns) if options.scale else []
        _print(options, rows, lines, _head(ground, options.runs))
    finally:
        _tell("cleaning up")
        shutil.rmtree(root, ignore_errors=True)
        _tell("")
    for failure in turns.failures:
        print(f"left out: {failure}", file=sys.stderr)
    return 1 if turns.failures else 0


def _counts(ground: Ground, *, is_record: bool) -> int:
    """Count, and print each count beside the recorded one, or record them; return the exit code."""
    try:
        counted = counts.measure(ground, _tell)
        if is_record:
            counts.record(ground, counted)
        differences = counts.compare(ground, counted)
    except BenchmarkFailed as error:
        print(error, file=sys.stderr)
        return 2
    worse = [one for one in differences if one.is_worse]
    print("\n".join(one.line() for one in differences))
    print(
        f"{len(worse)} of {len(differences)} counts are more than {counts.TOLERANCE:.0%} above the recorded ones"
    )
    for one in worse:
        print(f"worse: {one.line()}", file=sys.stderr)
    return 1 if worse else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="how often each case is run (default: 15)")
    parser.add_argument("--only", action="append", choices=ACTS, help="run this part; may be repeated")
    parser.add_argument(
        "--scale", action="store_true", help="the table of times by the number of environments"
    )
    parser.add_argument("--check", action="store_true", help="compare counts with benchmarks/counts.json")
    parser.add_argument("--record", action="store_true", help="write the counts to benchmarks/counts.json")
    parser.add_argument("--json", action="store_true", help="print JSON, with every sample")
    parser.add_argument(
        "--place",
        type=Path,
        help="where all is made, in no project (default: the directory for temporary files)",
    )
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs is 1 or more")
    return options


def _tell(text: str) -> None:
    """Show what goes on, on one line of a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()


def _rows(ground: Ground, turns: Turns, titles: list[str]) -> list[Row]:
    """Return the rows of the acts wanted; an act that ours cannot do is told at the end, and the others go on."""
    rows: list[Row] = []
    for name in ACTS:
        if name in titles:
            try:
                rows += ACTS[name](ground, turns)
            except (BenchmarkFailed, subprocess.CalledProcessError, OSError) as error:  # a full disk, for one
                turns.failures.append(f"{name}: {error}")
    return rows


def _head(ground: Ground, runs: int) -> dict[str, object]:
    return {
        "date": date.today().isoformat(),
        "machine": machine.described(ground.root),
        "base": ground.base,
        "runs": runs,
        "versions": peers.versions(dict(ground.tools)),
    }


def _print(
    options: argparse.Namespace, rows: list[Row], lines: list[scale.Line], head: dict[str, object]
) -> None:
    _tell("")
    if options.json:
        print(json.dumps({**head, **table.as_json(rows, lines)}, indent=1))
        return
    versions = head["versions"]
    assert isinstance(versions, dict)
    print(f"{head['date']}, {head['machine']}; environments of {head['base']}.")
    print(f"{options.runs} runs of each, interleaved; milliseconds.")
    print(", ".join(f"{name} {version}" for name, version in versions.items()) + ".\n")
    if rows:
        print(table.markdown(rows))
    if lines:
        print(table.markdown_of_scale(lines))
    if rows and not options.only:
        CHART.parent.mkdir(parents=True, exist_ok=True)
        note = f"{head['date']}, {head['machine']}"
        CHART.write_text(chart.svg(rows, note))
        SHORT_CHART.write_text(chart.svg([row for row in rows if row.drawn in chart.SHORT], note))


if __name__ == "__main__":
    sys.exit(main())
