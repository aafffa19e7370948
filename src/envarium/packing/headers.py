"""The headers of a tar archive, in the format of POSIX; those of most members have no more than the first fields.

https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
"""

from __future__ import annotations

import tarfile

from envarium.packing.bytecode import DATE
from envarium.packing.members import DIRECTORY, FILE, LINK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.packing.items import Item

LARGE = 1 << 33
"""The size from which a header needs more than a simple field."""

TYPES = {FILE: tarfile.REGTYPE, DIRECTORY: tarfile.DIRTYPE, LINK: tarfile.SYMTYPE}

MODES = {DIRECTORY: 0o755, LINK: 0o777}
"""Those of what has none of its own."""

NOBODY = b"0000000\0" * 2
"""User and group 0."""

BLANKS = b" " * 8
"""The checksum, while it is computed."""


def header(path: str, item: Item) -> bytes:
    """Return the header of `item` at `path`."""
    name = path + "/" if item.kind == DIRECTORY else path
    is_simple = (
        max(len(name), len(item.target)) <= tarfile.LENGTH_NAME
        and f"{name}{item.target}".isascii()
        and item.size < LARGE
    )
    mode = MODES.get(item.kind, item.mode)
    if is_simple:  # tarfile writes the same in most versions of Python, and takes longer
        return _simple(name, item, mode)
    info = tarfile.TarInfo(path)
    info.mtime, info.size, info.mode = DATE, item.size, mode
    info.type, info.linkname = TYPES[item.kind], item.target
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")


def _simple(name: str, item: Item, mode: int) -> bytes:
    start = (
        name.encode().ljust(100, b"\0") + b"%07o\0" % mode + NOBODY + b"%011o\0%011o\0" % (item.size, DATE)
    )
    rest = TYPES[item.kind] + item.target.encode().ljust(100, b"\0") + b"ustar\x0000"
    checksum = b"%06o\0 " % (sum(start) + sum(BLANKS) + sum(rest))
    return (start + checksum + rest).ljust(tarfile.BLOCKSIZE, b"\0")
