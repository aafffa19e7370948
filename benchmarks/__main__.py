"""`python -m benchmarks`: envarium beside its peers, in one run and one table."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks import counts, interpreters, machine, peers, report, scale, shells, table, timing
from benchmarks.errors import BenchmarkFailed
from benchmarks.ground import Ground
from benchmarks.report import Head
from benchmarks.rows import Row, Turns
from benchmarks.sections import ACTS, SECTIONS, Section


def main() -> int:
    """Install the peers, run the acts, print the table; return the exit code."""
    options = _arguments()
    timing.adopt_orphans()
    counted = options.check or options.record
    names = ("envarium", "uv") if counted else tuple(peers.REQUIREMENTS)
    tools, bases = peers.install(_tell, names, newest=options.write)
    root = Path(tempfile.mkdtemp(prefix="bench-", dir=options.place)).resolve()
    os.chdir(
        root
    )  # what is made shall not depend on a project around: some look for the Python that it wants
    turns = Turns(options.runs, _tell)
    try:
        ground = Ground(root, tools, bases)
        if counted:
            return _counts(ground, is_record=options.record)
        sections = _sections(ground, turns, options.only or ([] if options.scale else list(ACTS)))
        lines = scale.lines(ground, turns) if options.scale else []
        _print(options, sections, lines, _head(ground, options.runs))
    finally:
        _tell("cleaning up")
        subprocess.run(["rm", "-rf", root], check=False)
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
    print(f"{len(worse)} of {len(differences)} counts are worse than the recorded ones")
    for one in worse:
        print(f"worse: {one.line()}", file=sys.stderr)
    return 1 if worse else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument(
        "--runs", type=int, default=15, help="how often a case is run, if it is not slow (default: 15)"
    )
    parser.add_argument("--only", action="append", choices=ACTS, help="run this part; may be repeated")
    parser.add_argument(
        "--scale", action="store_true", help="the table of times by the number of environments"
    )
    parser.add_argument("--check", action="store_true", help="compare counts with benchmarks/counts.json")
    parser.add_argument("--record", action="store_true", help="write the counts to benchmarks/counts.json")
    parser.add_argument(
        "--write", action="store_true",
        help="upgrade the other tools, and write tables and charts into the documentation",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON, with every sample")
    parser.add_argument(
        "--place",
        type=Path,
        help="where all is made, in no project (default: the directory for temporary files)",
    )
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs is 1 or more")
    if options.write and (options.only or options.scale):
        parser.error("--write needs every part")
    return options


def _tell(text: str) -> None:
    """Show what goes on, on one line of a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()


def _sections(ground: Ground, turns: Turns, wanted: list[str]) -> list[Section]:
    """Return the sections with the rows of the acts wanted."""
    sections = []
    for title, acts in SECTIONS.items():
        rows = [row for name in acts if name in wanted for row in _rows(ground, turns, name)]
        if rows:
            sections.append(Section(title, rows))
    return sections


def _rows(ground: Ground, turns: Turns, name: str) -> list[Row]:
    """Return the rows of an act, and print its duration; one that fails is reported at the end, and others go on."""
    beginning = time.monotonic()
    try:
        return ACTS[name](ground, turns)
    except Exception as error:  # noqa: BLE001 - the figures of half an hour are not to be lost for one
        turns.failures.append(f"{name}: {type(error).__name__}: {error}")
        return []
    finally:
        _tell("")
        print(f"{name}: {time.monotonic() - beginning:.0f} s", file=sys.stderr, flush=True)


def _head(ground: Ground, runs: int) -> Head:
    return Head(
        date.today().isoformat(),
        machine.described(ground.root),
        ground.version_of(ground.version),
        tuple(map(ground.version_of, interpreters.newer(ground.bases))),
        runs,
        peers.versions(dict(ground.tools)),
        shells.versions(),
    )


def _print(options: argparse.Namespace, sections: list[Section], lines: list[scale.Line], head: Head) -> None:
    _tell("")
    if options.json:
        print(json.dumps({**dataclasses.asdict(head), **table.as_json(sections, lines)}, indent=1))
    else:
        print(report.page(sections, head))
        if lines:
            print(table.markdown_of_scale(lines))
    if options.write:
        report.write(sections, head)


if __name__ == "__main__":
    sys.exit(main())
