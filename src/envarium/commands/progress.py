"""A bar that shows how many of several things are done."""

from __future__ import annotations

from contextlib import contextmanager

from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn

from envarium.commands import terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console


def bar(console: Console, number: int, least: int) -> Progress:
    """Return a bar that is only shown on a terminal, and only if the `number` of things is at least `least`."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    is_hidden = not terminal.redraws(console.file) or number < least
    return Progress(*columns, console=console, transient=True, disable=is_hidden)


@contextmanager
def amounts(console: Console, label: str, size: int) -> Iterator[Callable[[int], object]]:
    """Show how much of `size` bytes is done, on a terminal; yield a function to call with the bytes of each part."""
    if not terminal.redraws(console.file) or not size:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(label, total=size)
        yield lambda count: progress.advance(task, count)
