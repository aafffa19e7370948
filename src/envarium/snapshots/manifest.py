"""The list of the files in a snapshot, by which a later change of one of them is seen.

A file that a snapshot and an environment share by a hard link changes in both if a program writes to it in place.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import os
import stat
import zlib

from envarium.distributions import installed
from envarium.files import reading, writing
from envarium.snapshots.shelf import FILES
from envarium.store import uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from envarium.distributions.installed import Distribution
    from envarium.snapshots.shelf import Snapshot

    Entry = tuple[str, os.stat_result]
    """The path of a file in the environment, and its status."""

LIMIT = 1 << 28
"""The size up to which a list, and a file with a hash, is read."""


def entries(root: str) -> Iterator[Entry]:
    """Yield every regular file below the directory `root`. Raises OSError."""
    folders = [""]
    for folder in folders:  # the loop appends to it
        with os.scandir(f"{root}/{folder}") as scan:
            for entry in scan:
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(status.st_mode):
                    folders.append(f"{folder}{entry.name}/")
                elif stat.S_ISREG(status.st_mode):
                    yield folder + entry.name, status


def write(folder: str, files: Iterable[Entry]) -> None:
    """Write the list of `files` into the directory `folder` of a snapshot. Raises OSError."""
    listed = ((path, status) for path, status in files if path != uses.FILE)  # activation sets its time
    lines = (f"{status.st_mtime_ns} {status.st_size} {path}" for path, status in listed)
    writing.write(f"{folder}/{FILES}", zlib.compress("\0".join(lines).encode("utf-8", "surrogateescape"), 1))


def changed(snapshot: Snapshot) -> list[str]:
    """Return the paths of the files that are not what they were when `snapshot` was taken, sorted.

    One whose date alone is another counts as unchanged if its package's RECORD has the hash of its content. Raises
    OSError.
    """
    root = snapshot.environment.path
    now = {path: f"{status.st_mtime_ns} {status.st_size}" for path, status in entries(root)}
    wrong = [path for path, line in _read(snapshot) if now.get(path) != line]
    if not wrong:
        return []
    hashes = _hashes(root)
    return sorted(path for path in wrong if path not in now or not _is_as_recorded(root, path, hashes))


def _read(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield the path of each file in the list of `snapshot`, with its date and size. Raises OSError."""
    content = reading.read(f"{snapshot.folder}/{FILES}", LIMIT)
    try:
        text = zlib.decompress(content).decode("utf-8", "surrogateescape")
    except zlib.error as error:
        raise OSError(5, f"its list of files is damaged: {error}", snapshot.folder) from error
    for line in text.split("\0") if text else ():
        time, size, path = line.split(" ", 2)
        yield path, f"{time} {size}"


def _hashes(root: str) -> dict[str, str]:
    """Return the hashes that the packages below `root` record, by the path of the file."""
    hashes = {}
    for inside, package in _packages(root):
        for row in csv.reader(package.text("RECORD", installed.LARGE).splitlines()):
            if len(row) > 1 and row[1].startswith("sha256="):
                hashes[os.path.normpath(f"{inside}/{row[0]}")] = row[1].removeprefix("sha256=")
    return hashes


def _packages(root: str) -> Iterator[tuple[str, Distribution]]:
    """Yield the packages of the environment at `root`, each with the path of its directory inside."""
    for library in reading.names(root + "/lib"):
        inside = f"lib/{library}/site-packages"
        for package in installed.scan(f"{root}/{inside}"):
            yield inside, package


def owners(snapshot: Snapshot, paths: Iterable[str]) -> list[str]:
    """Return the packages in `snapshot` that the files `paths` belong to, as NAME==VERSION."""
    root, changes, requirements = snapshot.environment.path, set(paths), []
    for inside, package in _packages(root):
        if not changes.isdisjoint(os.path.normpath(f"{inside}/{path}") for path in package.files):
            requirements.append(f"{package.name}=={package.version}")
    return sorted(requirements)


def _is_as_recorded(root: str, path: str, hashes: dict[str, str]) -> bool:
    """Return whether the file at `path` has the content that its package recorded (PEP 376: base64 without padding)."""
    if path not in hashes:
        return False
    try:
        digest = hashlib.sha256(reading.read(f"{root}/{path}", LIMIT)).digest()
    except OSError:
        return False
    return base64.urlsafe_b64encode(digest).decode().rstrip("=") == hashes[path].rstrip("=")
