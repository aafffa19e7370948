"""Compare the packages of two states: environments, snapshots, lock files."""

from __future__ import annotations

import sys

from envarium.command_line import Answer
from envarium.errors import WrongUsage
from envarium.lockfiles.versions import versions
from envarium.output import printable, shown
from envarium.printing import json_output, terminal
from envarium.snapshots import differences, shelf
from envarium.snapshots.differences import Differences, State
from envarium.store import lookup, names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values


def run(values: Values) -> Answer:
    """Print what is different in B, by default A as it is now, from A, by default its latest snapshot."""
    store, one, other = lookup.current(), values.text("one"), values.text("other")
    other = other or differences.owner(store, one)
    if other:
        new = differences.state(store, other, "", versions)
        old = differences.state(store, one, new.python, versions)
        new = new if new.python else differences.state(store, other, old.python, versions)
    else:
        new = differences.state(store, one, "", versions)
        if names.objection(one) or not store.holds(one):
            raise WrongUsage(f"nothing to compare {shown(one)} with", "write both: envarium diff A B")
        old = differences.of_snapshot(shelf.find(store, one))
    packages = differences.of_packages(old, new)
    files = differences.of_files(old, new) if values.on("files") else Differences({}, {})
    differs = bool(packages or files or python(old, new))
    if values.on("json"):
        json_output.show(_as_data(old, new, packages, files))
    else:
        sys.stdout.write("".join(line + "\n" for line in lines(old, new, packages)))
        sys.stdout.write("".join(line + "\n" for line in _rows(files)))
        if not differs:
            sys.stderr.write(f"{printable(old.text)} and {printable(new.text)} have the same packages\n")
    return Answer(code=int(differs and values.on("exit_code")))


def python(old: State, new: State) -> list[str]:
    """Return the versions of Python of the two, old and new, if both are known and not the same."""
    return [old.python, new.python] if old.python and new.python and old.python != new.python else []


def lines(old: State, new: State, packages: Differences) -> list[str]:
    """Return the lines that show how `new` differs from `old`, none if it does not."""
    change = python(old, new)
    rows = [f"  python {change[0]} -> {change[1]}"] if change else []
    rows += _rows(packages)
    return [f"from {printable(old.text)} to {printable(new.text)}:", *rows] if rows else []


def _rows(differences: Differences) -> list[str]:
    """Return a line for each difference, sorted by name: what is added, removed, changed."""
    added, removed, changed = ("added:", "removed:", "changed:") if terminal.is_plain() else ("+", "-", " ")
    rows = {name: f"{added} {name} {value}" for name, value in differences.added.items()}
    rows.update({name: f"{removed} {name} {value}" for name, value in differences.removed.items()})
    rows.update(
        {name: f"{changed} {name} {pair[0]} -> {pair[1]}" for name, pair in differences.changed.items()}
    )
    return [printable(rows[name].rstrip()) for name in sorted(rows)]


def _as_data(old: State, new: State, packages: Differences, files: Differences) -> dict[str, object]:
    """Return the differences, as `--json` prints them."""
    facts: dict[str, object] = {
        "from": old.text,
        "to": new.text,
        "python": python(old, new),
        **packages.plain(),
    }
    return {**facts, "files": files.plain()}
