"""The record of a copy environment: what its binary was copied from, and which entries its library links to."""

from __future__ import annotations

import os

from envarium.files import reading
from envarium.store import marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from envarium.interpreters.facts import Facts

FILE = ".envarium-base"


class Record:
    """What a record says: its `keys`, and the `entries` of the base's standard library that were linked."""

    __slots__ = ("entries", "keys")

    def __init__(self, keys: dict[str, str], entries: tuple[str, ...]) -> None:
        self.keys = keys
        self.entries = entries


def text(python: Facts, entries: Iterable[str]) -> str:
    """Return the record of an environment made from `python` as it is now. Raises OSError.

    `size` is in bytes, `mtime_ns` in nanoseconds.
    """
    binary = os.path.realpath(python.executable)
    status = os.stat(binary)
    keys = {
        "binary": binary,
        "size": str(status.st_size),
        "mtime_ns": str(status.st_mtime_ns),
        "hexversion": python.hexversion,
        "libpython": python.libpython,
        "stdlib": python.stdlib,
    }
    return marks.keys_text(keys) + "\n" + "".join(name + "\n" for name in entries)


def read(place: str) -> Record | None:
    """Return the record of the environment at `place`, None if it has none."""
    try:
        text = reading.read(f"{place}/{FILE}").decode("utf-8", "surrogateescape")
    except OSError:
        return None
    head, _, body = text.partition("\n\n")
    keys = dict(line.split(" = ", 1) for line in head.split("\n") if " = " in line)
    return Record(keys, tuple(body.split("\n")[:-1]))
