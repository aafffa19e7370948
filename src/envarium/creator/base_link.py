"""What links a copy environment to its base: the binary that was copied, and the entries that its library links to."""

from __future__ import annotations

import os

from envarium.files import reading
from envarium.store.pyvenv_cfg import PyvenvCfg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from envarium.interpreters.facts import Facts

FILE = ".envarium-base"


class BaseLink:
    """What the file says of the `base`, and the `entries` of its standard library that were linked."""

    __slots__ = ("base", "entries")

    def __init__(self, base: PyvenvCfg, entries: tuple[str, ...]) -> None:
        self.base = base
        self.entries = entries


def text(python: Facts, entries: Iterable[str]) -> str:
    """Return the file of an environment made from `python` as it is now. Raises OSError.

    It begins as a pyvenv.cfg does. `size` is in bytes, `mtime_ns` in nanoseconds.
    """
    binary = os.path.realpath(python.executable)
    status = os.stat(binary)
    base = {
        "binary": binary,
        "size": str(status.st_size),
        "mtime_ns": str(status.st_mtime_ns),
        "hexversion": python.hexversion,
        "libpython": python.libpython,
        "stdlib": python.stdlib,
    }
    return PyvenvCfg.of(base).text + "\n" + "".join(name + "\n" for name in entries)


def read(path: str) -> BaseLink | None:
    """Return the base link of the environment at `path`, None if there is none."""
    try:
        text = reading.read(f"{path}/{FILE}").decode("utf-8", "surrogateescape")
    except OSError:
        return None
    head, _, body = text.partition("\n\n")
    return BaseLink(PyvenvCfg(head), tuple(body.split("\n")[:-1]))
