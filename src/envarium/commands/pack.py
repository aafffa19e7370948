"""Pack an environment into an archive that unpacks to a working one anywhere."""

from __future__ import annotations

import os
import sys

from rich.console import Console

from envarium.commands import disk, progress
from envarium.creator import self_contained
from envarium.errors import WrongUsage, printable
from envarium.packing import archives, flat, links, pack, staging
from envarium.packing.refusals import FileExists
from envarium.packing.selection import Selection
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> None:
    """Write the archive, and print its size."""
    store = lookup.current()
    environment = store.find(values.text("name"))
    path = os.path.abspath(os.path.expanduser(values.text("output") or environment.name + ".tar.gz"))
    archives.format_of(path)
    if os.path.lexists(path) and not values.on("force"):
        raise FileExists(path)
    strategy = _strategy(path, no_python=values.on("no_python"))
    store.prepare()
    selection = Selection(values.many("exclude"), values.many("only"), strips=values.on("strip"))

    def thin(root: str) -> None:
        selection.apply(root)
        for label, (number, size) in selection.savings.items():
            sys.stderr.write(f"left out: {printable(label)}: {number} files, {disk.amount(size)}\n")

    staged = staging.stage(store, environment, thin, strategy)
    size, number = staged.manifest.size, len(staged.manifest.entries)
    with progress.amounts(Console(stderr=True), size) as bar:
        task = bar.add_task(f"packing {printable(environment.name)}", total=size)
        pack.write(staged, path, lambda count: bar.advance(task, count))
    written = f"{disk.amount(size)} in {disk.amount(os.stat(path).st_size)}"
    sys.stderr.write(f"packed into {printable(os.path.basename(path))}: {number} entries, {written}\n")


def _strategy(path: str, *, no_python: bool) -> str:
    """Return how the environment is laid out in the archive at `path`. Raises WrongUsage."""
    is_flat = archives.format_of(path) == ".zip"
    if is_flat and no_python:
        raise WrongUsage(
            "a zip file has no links, and --no-python needs one", "write a .tar.gz, or pack its Python"
        )
    return flat.NAME if is_flat else links.WITHOUT_PYTHON if no_python else self_contained.NAME
