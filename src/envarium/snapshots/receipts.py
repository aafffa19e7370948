"""Receipts of what is installed into environments: the packages before and after."""

from __future__ import annotations

import json

from envarium import json_text
from envarium.files import reading
from envarium.files.deleting import attempt
from envarium.snapshots import taking
from envarium.snapshots.differences import Differences
from envarium.store import receipts
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    T = TypeVar("T")

LIMIT = 1 << 24
"""The size up to which a history is read."""


def around(
    environment: Environment, words: tuple[str, ...], act: Callable[[], T], *, quiet: bool = False
) -> T:
    """Return what `act` returns, which changes the packages of `environment`, and leave a receipt in that.

    `words` are what the user called. If `act` raises or returns an exit code other than 0, the receipt tells that it
    failed, and what changed until then. Where nothing changed, there is none for what failed, or with `quiet`.
    """
    before = taking.packages(environment)
    outcome = "failed"
    try:
        result = act()
        outcome = "failed" if isinstance(result, int) and result else "done"
        return result
    finally:
        now = Environment(environment.path, environment.name)
        differences = Differences(before, taking.packages(now))
        if differences or (outcome == "done" and not quiet):
            entry = receipts.record(words, now.version, outcome=outcome, **differences.plain())
            receipts.append(now.path, json.dumps(entry))
            attempt(receipts.shorten, now.path)


def read(environment: Environment) -> list[dict[str, Any]]:
    """Return the receipts of `environment`, the oldest first; what cannot be read is left out."""
    entries = []
    for line in reading.text(f"{environment.path}/{receipts.FILE}", LIMIT).splitlines():
        try:
            entry = json_text.parse(line)
        except ValueError:
            continue
        if (
            isinstance(entry, dict)
            and isinstance(entry.get("time"), str)
            and isinstance(entry.get("words"), list)
        ):
            entries.append(entry)
    return entries
