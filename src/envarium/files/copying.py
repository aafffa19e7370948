"""Copies files, by links or shared blocks if the file system supports them; holes remain holes."""

from __future__ import annotations

import errno
import os
import stat
import sys

from envarium.files import counting
from envarium.files.deleting import attempt
from envarium.files.reading import CHUNK, PLAIN
from envarium.files.writing import write_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CANNOT_SHARE = (errno.EXDEV, errno.EMLINK, errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)
"""Errors of a file system that cannot share files: then they are copied."""


def reflink(source: str, target: str) -> None:
    """Make `target` a copy of `source` that shares its blocks, as copy_file_range does on btrfs, XFS and others."""
    copy_range = getattr(os, "copy_file_range", None)  # only on Linux
    if copy_range is None:
        raise OSError(errno.ENOSYS, "blocks cannot be shared here", source)

    def transfer(reader: int, writer: int, size: int) -> None:
        while size:
            count = copy_range(reader, writer, size)
            if not count:
                raise OSError(errno.EOPNOTSUPP, "the file was not copied whole", source)
            size -= count

    _duplicate(transfer, source, target)


def copy(source: str, target: str) -> None:
    """Copy the bytes, the permissions and the modification time of `source` to a new file. Raises OSError."""

    def transfer(reader: int, writer: int, size: int) -> None:
        while content := os.read(reader, min(CHUNK, size)):
            write_to(writer, content)
            size -= len(content)

    _duplicate(transfer, source, target)


def _duplicate(transfer: Callable[[int, int, int], None], source: str, target: str) -> None:
    """Create `target` with the metadata of the regular file `source`; `transfer` copies the content."""
    reader = os.open(source, PLAIN)  # a pipe would wait for a writer
    try:
        status = os.fstat(reader)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", source)
        new = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        writer = os.open(target, new, status.st_mode & 0o777)
        try:
            if status.st_blocks * 512 < status.st_size and hasattr(os, "SEEK_DATA"):
                for start, size in _extents(reader, status.st_size):
                    os.lseek(reader, start, os.SEEK_SET)
                    os.lseek(writer, start, os.SEEK_SET)
                    transfer(reader, writer, size)
                os.ftruncate(writer, status.st_size)
            else:
                transfer(reader, writer, status.st_size)
            os.utime(writer, ns=(status.st_atime_ns, status.st_mtime_ns))
        finally:
            os.close(writer)
    finally:
        os.close(reader)


def _extents(reader: int, total: int) -> Iterator[tuple[int, int]]:
    """Yield the offset and size of each part that is no hole of an open file of `total` bytes (lseek(2), SEEK_DATA)."""
    end = 0
    while end < total:
        try:
            start = os.lseek(reader, end, os.SEEK_DATA)
        except OSError as error:
            if error.errno != errno.ENXIO:  # there is no data up to the end
                raise
            return
        end = os.lseek(reader, start, os.SEEK_HOLE)
        yield start, end - start


def carry(source: str, target: str, status: os.stat_result) -> None:
    """Give the file or directory `target` the extended attributes of `source`, and the special bits in its `status`.

    Access control lists and capabilities are such attributes. What the user may not set is left out. Changing the owner
    takes away capabilities and special bits: this comes after it. Raises OSError.
    """
    if status.st_mode & 0o7000:
        attempt(os.chmod, target, stat.S_IMODE(status.st_mode))
    if sys.platform != "linux" or not hasattr(os, "listxattr"):
        return
    try:
        names = os.listxattr(source, follow_symlinks=False)
    except OSError:
        return  # the file system has none
    for name in names:
        value = os.getxattr(source, name, follow_symlinks=False)
        try:
            os.setxattr(target, name, value, follow_symlinks=False)
        except OSError:
            continue


def equip(source: str, target: str, status: os.stat_result) -> None:
    """Give `target` the permissions, attributes and times of `source`, which has `status`; its owner comes before."""
    if not stat.S_ISLNK(status.st_mode):
        os.chmod(target, stat.S_IMODE(status.st_mode))
    carry(source, target, status)
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns), follow_symlinks=False)


def share(method: Callable[[str, str], None], source: str, target: str) -> bool:
    """Create `target` from `source` by `method`, a link or a clone, or copy it; return whether it is shared.

    Raises OSError.
    """
    counting.note()
    try:
        method(source, target)
    except OSError as error:
        if error.errno not in CANNOT_SHARE:
            raise
        attempt(os.unlink, target)  # an incomplete clone
        copy(source, target)
        return False
    return True


def clone(source: str, target: str) -> None:
    """Copy `source` to a new file, sharing its blocks if the file system supports it. Raises OSError."""
    share(reflink, source, target)
