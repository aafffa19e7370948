"""Pack environments into archives that unpack to working ones anywhere."""

from __future__ import annotations

import os
import sys

from envarium.command_line import Answer
from envarium.commands import pack_layout
from envarium.creator import self_contained
from envarium.errors import EnvariumError, WrongUsage
from envarium.output import printable, shown
from envarium.packing import archives, flat, links, pack, preparing
from envarium.packing.refusals import FileExists
from envarium.packing.selection import Selection
from envarium.printing import amounts
from envarium.printing.status_line import StatusLine
from envarium.store import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.packing.contents import Contents
    from envarium.packing.items import Items
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store


def run(values: Values) -> Answer:
    """Write an archive, and print its size; or add environments to a directory, and print their digests."""
    store, output = lookup.current(), os.path.expanduser(values.text("output"))
    if output == "-":
        raise WrongUsage("an archive is not written to standard output", "name a file: -o FILE.tar.gz")
    if values.on("all") or output.endswith("/") or os.path.isdir(output):
        return _into_directory(store, os.path.abspath(output) if output else "", values)
    names = tuple(dict.fromkeys(values.many("names")))
    if len(names) > 1:
        raise WrongUsage("an archive contains one environment", "for several: -o DIRECTORY/")
    environment = lookup.named_or_active(names[0] if names else "")
    path = os.path.abspath(output or environment.name + ".tar.gz")
    archives.format_of(path)
    if os.path.lexists(path) and not values.on("force"):
        raise FileExists(path)
    if not os.path.isdir(os.path.dirname(path)):
        raise EnvariumError(f"{shown(os.path.dirname(path))} is not a directory", "create it first")
    contents = _prepare(store, environment, values, _strategy(path, no_python=values.on("no_python")))
    label = f"packing {environment.name}"
    with StatusLine() as line:
        pack.write(contents, path, line.counter(label, contents.size), replaces=values.on("force"))
    number = len(contents.manifest.entries)
    written = f"{amounts.size(contents.size)} in {amounts.size(os.stat(path).st_size)}"
    sys.stderr.write(f"packed into {printable(os.path.basename(path))}: {number} entries, {written}\n")
    return Answer()


def _into_directory(store: Store, directory: str, values: Values) -> Answer:
    """Add the environments that `values` name to `directory`. Raises WrongUsage, NoSuchEnvironment."""
    names = tuple(dict.fromkeys(values.many("names")))
    if bool(names) == values.on("all"):
        what = "--all and names exclude each other" if names else "no names given"
        raise WrongUsage(what, "write the environments' names, or --all")
    if not directory or (directory.endswith(tuple(archives.FORMATS)) and not os.path.isdir(directory)):
        raise WrongUsage("--all needs a directory", "envarium pack --all -o DIRECTORY")
    strategy = links.WITHOUT_PYTHON if values.on("no_python") else self_contained.NAME
    environments = [store.find(name) for name in names] if names else _all(store)
    return pack_layout.run(directory, environments, lambda one: _prepare(store, one, values, strategy))


def _all(store: Store) -> list[Environment]:
    """Return the environments of `store`. Raises UnusableStore, EnvariumError if there are none."""
    if not os.path.exists(store.root):
        raise lookup.missing(store.root)
    environments = list(store)
    if not environments:
        raise EnvariumError(
            f"there are no environments in {shown(store.root)}", "envarium create NAME creates one"
        )
    return environments


def _prepare(store: Store, environment: Environment, values: Values, strategy: str) -> Contents:
    """Return what is to be packed of `environment`, without what `values` exclude; print what that saves."""
    selection = Selection(values.many("exclude"), values.many("only"), strips=values.on("strip"))

    def thin(original: Environment, tree: Items) -> None:
        selection.apply(original, tree)
        for label, (number, size) in selection.savings.items():
            files = amounts.counted(number, "file")
            sys.stderr.write(f"left out: {printable(label)}: {files}, {amounts.size(size)}\n")

    return preparing.prepare(store, environment, thin, strategy)


def _strategy(path: str, *, no_python: bool) -> str:
    """Return how the environment is laid out in the archive at `path`. Raises WrongUsage."""
    is_flat = archives.format_of(path) == ".zip"
    if is_flat and no_python:
        raise WrongUsage(
            "a zip file has no links, and --no-python needs one", "write a .tar.gz, or pack its Python"
        )
    return flat.NAME if is_flat else links.WITHOUT_PYTHON if no_python else self_contained.NAME
