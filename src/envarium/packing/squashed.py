"""squashfs, with the programs of squashfs-tools."""

from __future__ import annotations

import os
import re
import stat
import subprocess

from envarium.errors import EnvariumError
from envarium.packing import entries
from envarium.packing.bytecode import DATE
from envarium.packing.members import DIRECTORY, FILE, LINK, Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = b"hsqs"
MAKE, UNDO = "mksquashfs", "unsquashfs"
REPRODUCIBLE = (
    "-all-root",
    "-mkfs-time",
    str(DATE),
    "-all-time",
    str(DATE),
    "-no-xattrs",
    "-noappend",
    "-no-progress",
    "-quiet",
)
ROW = re.compile(r"^(.).{9} +\S+ +(\d+) ")
"""A line of `unsquashfs -lln`: the kind of an entry, its permissions, its owner and its size in bytes."""


class NoSquashfs(EnvariumError):
    """The program `program` of squashfs-tools cannot be used."""

    def __init__(self, program: str) -> None:
        self.program = program
        super().__init__(f"{program} cannot be started", "install squashfs-tools, or use a .tar.gz")


def write(root: str, path: str) -> None:
    """Write the tree at `root` to the file at `path`. Raises NoSquashfs, OSError where it does not go well."""
    done = _run(MAKE, root, path, *REPRODUCIBLE)
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").splitlines()
        raise OSError(f"{MAKE} failed: {'; '.join(lines[-2:])}")


def members(path: str, limit: int, scratch: str) -> Iterator[Member]:
    """Yield the members of the file system at `path`, of at most `limit` bytes; it is unpacked in `scratch` first.

    Raises NoSquashfs, ValueError, OSError.
    """
    listing = _run(UNDO, "-lln", path)
    rows = [row for row in map(ROW.match, listing.stdout.decode("utf-8", "replace").splitlines()) if row]
    if listing.returncode or sum(int(row[2]) for row in rows if row[1] == "-") > limit:
        raise ValueError("it is damaged or too large")
    if any(row[1] not in "-dl" for row in rows):
        raise ValueError("it contains a device or a pipe")
    if _run(UNDO, "-no-xattrs", "-no-progress", "-d", f"{scratch}/tree", path).returncode:
        raise ValueError("it is damaged")
    for inside, status in entries.walk(f"{scratch}/tree"):
        yield _member(f"{scratch}/tree/{inside}", inside, status)


def _member(path: str, inside: str, status: os.stat_result) -> Member:
    mtime = int(status.st_mtime)
    if stat.S_ISLNK(status.st_mode):
        return Member(inside, LINK, 0o777, mtime, os.readlink(path))
    if stat.S_ISDIR(status.st_mode):
        return Member(inside, DIRECTORY, 0o755, mtime)
    return Member(inside, FILE, status.st_mode, mtime, content=open(path, "rb"))


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            [program, *arguments], capture_output=True, stdin=subprocess.DEVNULL, check=False
        )
    except OSError as error:
        raise NoSquashfs(program) from error
