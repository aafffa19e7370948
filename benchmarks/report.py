"""What a whole run writes into the documentation: the charts, the page of the measurements, the README's table."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path

from benchmarks import chart, table
from benchmarks.errors import BenchmarkFailed
from benchmarks.peers import CHECKOUT
from benchmarks.rows import BUDGET, LEAST, OURS, Row
from benchmarks.sections import Section

CHART = CHECKOUT / "docs/images/benchmark.svg"
SHORT_CHART = CHECKOUT / "docs/images/speed.svg"
PAGE = CHECKOUT / "docs/explanation/measurements.md"
README = CHECKOUT / "README.md"

BEGIN, END = (
    "<!-- measured: `make bench ARGS=--write` writes what is here -->\n",
    "<!-- measured: the end -->\n",
)

SHORT = {
    "shell start: load the integration (bash)": "load the shell integration",
    "workon NAME and deactivate (bash)": "activate and deactivate",
    "create an environment with pip and activate it": "create an environment with pip and activate it",
    "lsvenv, 10 environments, with their versions": "list 10 environments with their versions",
    "rmvenv, 3,000 files": "remove an environment of 3,000 files",
}
"""The rows of the README's chart, by their titles there, and what they are called in its table."""

COLUMNS = (OURS, "venv", "uv", "virtualenv", "virtualenvwrapper", "pew")
WIDTH = 140
"""Where the lines of the documentation end."""


@dataclass(frozen=True)
class Head:
    """When and on what a run was made: the `base` is the version of most environments, `newer` are the others."""

    date: str
    machine: str
    base: str
    newer: tuple[str, ...]
    runs: int
    versions: dict[str, str]
    shells: dict[str, str]

    def text(self) -> str:
        """Return it as a paragraph."""
        newer = f"; rows that say so, of CPython {_list(self.newer)}" if self.newer else ""
        return wrapped(
            f"{self.date}, {self.machine}. Environments of CPython {self.base}, on which the tools run, too{newer}. "
            f"Medians of {self.runs} runs, interleaved, of at least {LEAST} for what takes longer than "
            f"{table.number(1000 * BUDGET / self.runs)} ms; milliseconds, unless another unit is named. {self.tools()}."
        )

    def tools(self) -> str:
        """Return each tool with its version."""
        return _versions({**self.versions, **self.shells})


def _versions(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def _list(words: tuple[str, ...]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def wrapped(text: str) -> str:
    """Return `text` in the lines of the documentation."""
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False) + "\n"


def page(sections: list[Section], head: Head) -> str:
    """Return what a run says on the page of the measurements."""
    return f"{head.text()}\n{wrapped(table.LEGEND)}\n{_missed(sections)}\n{table.markdown(sections)}"


def _missed(sections: list[Section]) -> str:
    """Return how many bars are held, and a list of the others."""
    bars = [
        (row, bar) for one in sections for row in one.rows for bar in row.bars if bar.held(row) is not None
    ]
    missed = [(row, bar) for row, bar in bars if not bar.held(row)]
    count = f"{len(bars) - len(missed)} of {len(bars)} targets are met"
    lines = [f"- {row.act}: {table.judged(row, bar)}\n" for row, bar in missed]
    return f"{count}; missed are:\n\n{''.join(lines)}" if missed else f"{count}.\n"


def write(sections: list[Section], head: Head) -> None:
    """Write all of it, from the rows of every act."""
    rows = [row for one in sections for row in one.rows]
    note = f"{head.date}, {head.machine}"
    CHART.parent.mkdir(parents=True, exist_ok=True)
    CHART.write_text(chart.svg(rows, note))
    short = _short(rows)
    SHORT_CHART.write_text(chart.svg(list(short.values()), note))
    _replace(PAGE, page(sections, head))
    _replace(README, _readme(short, head))


def _short(rows: list[Row]) -> dict[str, Row]:
    """Return the rows of the README, by their titles there; those that could not be measured are missing."""
    by_title = {row.drawn: row for row in rows if row.drawn}
    return {text: by_title[title] for title, text in SHORT.items() if title in by_title}


def _readme(short: dict[str, Row], head: Head) -> str:
    heads = ["milliseconds, bash", *COLUMNS]
    lines = [heads, ["---", *["--:"] * len(COLUMNS)]]
    lines += [[text, *(_cell(row, peer) for peer in COLUMNS)] for text, row in short.items()]
    entering = short.get(SHORT["workon NAME and deactivate (bash)"])
    old = entering.figure("venv", "3.11") if entering else None
    venvs = ""
    if old:
        venvs = (
            f" The activation of venv is that of Python 3.13; that of 3.11 takes {table.number(old.median)}."
        )
    tools = {
        name: version
        for name, version in {**head.versions, **head.shells}.items()
        if name in (*COLUMNS, "bash")
    }
    text = (
        f"Measured on {head.date}: {head.machine}; CPython {head.base}, {_versions(tools)}. "
        f"A dash: it has no such command, or it was not measured.{venvs}"
    )
    return "".join("| " + " | ".join(line) + " |\n" for line in lines) + "\n" + wrapped(text)


def _cell(row: Row, peer: str) -> str:
    figure = row.figure(peer)
    if not figure:
        return "–"
    return f"**{table.number(figure.median)}**" if peer == OURS else table.number(figure.median)


def _replace(file: Path, text: str) -> None:
    file.write_text(replaced(file.read_text(), text))


def replaced(document: str, text: str) -> str:
    """Return `document` with `text` between the marks, and an empty line at each end. Raises BenchmarkFailed."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise BenchmarkFailed("--write", "the documentation has no marks for what is measured")
    return f"{before}{begin}\n{text}\n{end}{after}"
