"""A bar that shows how many of several things are done."""

from __future__ import annotations

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rich.console import Console


def bar(console: Console, number: int, least: int) -> Progress:
    """Return a bar that is only shown on a terminal, and only if the `number` of things is at least `least`."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    is_hidden = not console.is_terminal or number < least
    return Progress(*columns, console=console, transient=True, disable=is_hidden)
