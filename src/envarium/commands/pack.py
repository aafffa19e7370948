"""Pack an environment into an archive that unpacks to a working one anywhere."""

from __future__ import annotations

import os
import sys

from rich.console import Console

from envarium.commands import disk, progress
from envarium.creator import pep405, self_contained
from envarium.errors import printable
from envarium.packing import archives, pack, staging
from envarium.packing.refusals import FileExists
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
    strategy = pep405.NAME if values.on("no_python") else self_contained.NAME
    store.prepare()
    staged = staging.stage(store, environment, lambda _: None, strategy)
    size, number = staged.manifest.size, len(staged.manifest.entries)
    with progress.amounts(Console(stderr=True), size) as bar:
        task = bar.add_task(f"packing {printable(environment.name)}", total=size)
        pack.write(staged, path, lambda count: bar.advance(task, count))
    written = f"{disk.amount(size)} in {disk.amount(os.stat(path).st_size)}"
    sys.stderr.write(f"packed into {printable(os.path.basename(path))}: {number} entries, {written}\n")
