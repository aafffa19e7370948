"""An explanation for people: ticks and crosses, readable at 80 columns."""

from __future__ import annotations

import os

from rich.text import Text

from envarium import environ, settings
from envarium.activation import plan
from envarium.explaining import explanation as stages
from envarium.explaining import trail
from envarium.output import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rich.console import Console

    from envarium.explaining.explanation import Entry, Explanation
    from envarium.explaining.verify import Difference

HEADS = {
    stages.PROGRAM: "Which file runs",
    stages.START: "Where the search begins",
    stages.SPECIAL: "What ends the search early",
    stages.PREFIX: "Search for the standard library",
    stages.EXEC_PREFIX: "Search for the extension modules",
    stages.SITE: "What site.py adds",
}

SOURCES = {
    stages.PYTHONPATH: "PYTHONPATH",
    stages.STDLIB_ZIP: "the standard library as a zip file",
    stages.STDLIB: "the standard library",
    stages.LIB_DYNLOAD: "its extension modules",
    stages.SITE_PACKAGES: "site-packages",
    stages.SYSTEM_SITE_PACKAGES: "the base's packages, by include-system-site-packages",
    stages.USER_SITE: "the user's own packages",
    stages.PTH: "named by",
    stages.UNDERPTH: "named by",
}

WRONG = None

MARKS = {True: ("✓", "green"), False: ("·", ""), WRONG: ("✗", "red")}
ASCII_MARKS = {True: ("+", "green"), False: ("-", ""), WRONG: ("x", "red")}
PLAIN_MARKS = {True: ("yes:", ""), False: ("no:", ""), WRONG: ("wrong:", "")}
"""The marks of what exists, of what does not, where a search looked for it, and of what is wrong."""


class Page:
    """A console with marks that its encoding supports."""

    __slots__ = ("console", "home", "marks")

    def __init__(self, console: Console) -> None:
        self.console = console
        self.home = environ.home()
        can = console.encoding.lower().replace("-", "").startswith("utf")
        self.marks = MARKS if can else ASCII_MARKS
        if settings.value("plain"):
            self.marks = PLAIN_MARKS

    def head(self, text: str) -> None:
        """Write the heading of a section."""
        self.console.print()
        self.console.print(Text(text, style="bold"))

    def line(self, text: str, indent: int, style: str = "") -> None:
        """Write `text` with all its lines indented."""
        for part in Text(self.short(text), style, overflow="fold").wrap(
            self.console, self.console.width - indent
        ):
            part.rstrip()
            self.console.print(Text(" " * indent) + part, soft_wrap=True)

    def wrong(self, text: str) -> None:
        """Write a sentence after a cross."""
        mark, colour = self.marks[WRONG]
        whole = Text(self.short(text), overflow="fold")
        for number, part in enumerate(whole.wrap(self.console, self.console.width - 4)):
            part.rstrip()
            start = "    " if number else f"  {mark} "
            self.console.print(Text(start, colour) + part, soft_wrap=True)

    def marked(self, text: str, *, present: bool) -> None:
        """Write `text` after a tick or a cross."""
        mark, colour = self.marks[present]
        self.console.print(
            Text.assemble("  ", (mark, colour), " ", self.short(text)),
            soft_wrap=True,
        )

    def short(self, text: str) -> str:
        """Return `text` as printable characters, the home directory as `~`."""
        return printable(text).replace(self.home + "/", "~/") if len(self.home) > 1 else printable(text)


def show(explanation: Explanation, console: Console) -> None:
    """Write the whole explanation."""
    page = Page(console)
    page.line(explanation.executable, 0, "bold")
    page.line(
        f"{explanation.implementation} {explanation.release}, whose search is that of {explanation.rules}", 0
    )
    if explanation.is_newer:
        page.line(
            f"it is newer than {explanation.newest}, the newest supported version, whose rules are applied: the result"
            " may be wrong (--verify compares)",
            0,
        )
    page.line(_summary(explanation), 0)
    for stage in stages.STAGES:
        _show_stage(page, explanation, stage)
    _show_outcome(page, explanation)
    _show_changes(page, explanation)
    if explanation.troubles:
        page.head("What is wrong")
        for trouble in explanation.troubles:
            page.wrong(trouble.sentence)


def _summary(explanation: Explanation) -> str:
    outcome = explanation.outcome
    if not explanation.starts:
        return "it cannot start"
    if not explanation.environment:
        return "a base interpreter, not in an environment"
    if explanation.environment != outcome.prefix:
        return "in an environment that it does not use"
    return f"an environment whose base is {outcome.base_prefix}"


def _show_stage(page: Page, explanation: Explanation, stage: str) -> None:
    """Write the locations of one stage; one that is merely missing takes one line."""
    locations = [location for location in explanation.locations if location.stage == stage]
    if stage == stages.SPECIAL and not any(location.present for location in locations):
        return
    if locations:
        page.head(HEADS[stage])
    for location in locations:
        if "/" not in location.path:
            page.marked(f"{location.path}: {location.reason}", present=location.present)
            continue
        page.marked(location.path, present=location.present)
        if location.present or location.reason != trail.MISSING:
            page.line(location.reason, 6)


def _show_outcome(page: Page, explanation: Explanation) -> None:
    outcome = explanation.outcome
    if not explanation.starts:
        return
    page.head("The result in sys")
    for name, value in (
        ("prefix", outcome.prefix), ("exec_prefix", outcome.exec_prefix), ("base_prefix", outcome.base_prefix),
    ):  # fmt: skip
        page.line(f"{name:12} {value}", 2)
    page.line("path", 2)
    for entry in outcome.entries:
        page.marked("  " + entry.path, present=os.path.exists(entry.path))
        page.line(_origin(entry), 8)
    for line in explanation.code:
        page.line(f"code in {line} was not run: it may change sys.path", 2)


def _origin(entry: Entry) -> str:
    return f"{SOURCES[entry.source]} {entry.file}".rstrip()


def _show_changes(page: Page, explanation: Explanation) -> None:
    page.head("What activating it changes")
    if not explanation.changes:
        page.line("nothing: this is a base interpreter", 2)
    for change in explanation.changes:
        if change.kind == plan.PREPEND:
            page.line(f"{change.name:20} begins with {change.value}", 2)
        elif change.kind == plan.SET:
            page.line(f"{change.name:20} {change.value}", 2)
        elif change.kind == plan.UNSET:
            page.line(f"{change.name:20} unset", 2)
        elif change.kind == plan.LABEL:
            page.line(f"{'the prompt':20} begins with ({change.value})", 2)


def show_comparison(differences: list[Difference], console: Console) -> None:
    """Write where the answer of the interpreter differs."""
    page = Page(console)
    page.head("Comparison with the interpreter")
    if not differences:
        page.marked("no difference", present=True)
    for difference in differences:
        page.marked(
            f"sys.{difference.name} differs" if difference.name != "start" else "whether it starts differs",
            present=False,
        )
        for title, values in (("computed", difference.computed), ("actual", difference.actual)):
            page.line(title, 6)
            for value in values:
                page.line(value, 8)
