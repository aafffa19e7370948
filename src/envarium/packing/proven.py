"""Which private bases have been found to work: an environment with one started while the Python it is from was hidden.

That is known of a base for as long as its files are the same. So packing copies one only the first time.
"""

from __future__ import annotations

import hashlib
import os

from envarium import __version__
from envarium.files import reading, writing
from envarium.files.deleting import attempt
from envarium.store.own import FACTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.interpreters.facts import Facts
    from envarium.packing.items import Items
    from envarium.store.lookup import Store

FILE = "self-contained"
"""The file of digests, one a line, in the directory of what is known of interpreters."""

MOST = 100
"""Digests in it."""


def digest(python: Facts, base: Items) -> str:
    """Return a digest of all that decides whether an environment with the private `base`, from `python`, works."""
    total = hashlib.sha256(f"{__version__}\n{python.to_text()}".encode("utf-8", "surrogateescape"))
    for path, item in sorted(base.items()):
        fields = (
            path,
            item.kind,
            item.target,
            item.mode,
            item.source,
            item.stamp,
            item.content,
            item.overwrite,
        )
        total.update(repr(fields).encode("utf-8", "surrogateescape"))
    return total.hexdigest()


def contains(store: Store, one: str) -> bool:
    """Return whether the digest `one` was added."""
    return one in _lines(store)


def add(store: Store, one: str) -> None:
    """Add the digest `one`, if the store can be written to."""
    text = "".join(f"{line}\n" for line in [*_lines(store), one][-MOST:])
    attempt(writing.replace_text, _path(store), text)


def _lines(store: Store) -> list[str]:
    try:
        return os.fsdecode(reading.read(_path(store), 100 * MOST)).split()
    except OSError:
        return []


def _path(store: Store) -> str:
    return f"{store.own(FACTS)}/{FILE}"
