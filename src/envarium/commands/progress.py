"""A bar that shows how many of several things are done."""

from __future__ import annotations

from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn

from envarium.commands import terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rich.console import Console


def bar(console: Console, number: int, least: int) -> Progress:
    """Return a bar that is only shown on a terminal, and only if the `number` of things is at least `least`."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    is_hidden = not terminal.redraws(console.file) or number < least
    return Progress(*columns, console=console, transient=True, disable=is_hidden)


def amounts(console: Console, size: int) -> Progress:
    """Return a bar that shows how much of `size` bytes is done, on a terminal."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    return Progress(
        *columns, console=console, transient=True, disable=not terminal.redraws(console.file) or not size
    )
