"""Reads files of any origin: only regular ones, of a limited size."""

from __future__ import annotations

import errno
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SMALL = 1 << 20
"""The default maximum size of a file, in bytes."""

FIRST = 4_096
"""Bytes to read first: most files have fewer."""

BOM = "\ufeff"
"""The byte order mark that some editors write."""

CHUNK = 1 << 24
"""Bytes to read at a time after that."""

PIECE = 1 << 20
"""Bytes that are read at a time of a file that is not needed as a whole."""

OPEN = 16
"""Files that are open at the same time where many are read."""

TOO_MANY = (errno.EMFILE, errno.ENFILE)
"""The errors where a process, or the system, has as many open files as it may have."""

PLAIN = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
UNNOTED = PLAIN | getattr(os, "O_NOATIME", 0)  # only on Linux


def read(path: str, limit: int = SMALL) -> bytes:
    """Return the content of the regular file at `path`. Raises OSError, also if it has more than `limit` bytes.

    Most files need three system calls: pipes and terminals cannot be read at an offset, and devices that can either end
    at once or do not end.
    """
    descriptor = _open(path)
    try:
        return _content(descriptor, path, limit)
    finally:
        os.close(descriptor)


def content(path: str) -> bytes | None:
    """Return the content of the small regular file at `path`, None if it cannot be read."""
    try:
        return read(path)
    except OSError:
        return None


class Reader:
    """Reads many small files in turn, and closes those that it has read together: one system call for OPEN of them.

    From `_start` to `_end`, no other file has one of the numbers of its descriptors. It reads `_size` bytes at first,
    one more than the largest file so far had: less memory is allocated faster.
    """

    __slots__ = ("_end", "_size", "_start")

    def __init__(self) -> None:
        self._start = self._end = 0
        self._size = 1

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def content(self, path: str) -> bytes | None:
        """Return the content of the small regular file at `path`, None if it cannot be read."""
        try:
            descriptor = _open(path)
        except OSError as error:
            if error.errno not in TOO_MANY or not self._end:
                return None
            self._close()
            return self.content(path)
        if descriptor != self._end or descriptor == self._start + OPEN:
            self._close()
            self._start = descriptor
        self._end = descriptor + 1
        try:
            content = os.pread(descriptor, self._size, 0)
            if not 0 < len(content) < self._size:
                content = _content(descriptor, path, SMALL)
                self._size = max(self._size, min(len(content) + 1, FIRST))
        except OSError:
            return None
        return content

    def text(self, path: str) -> str:
        """Return the text of the small regular file at `path`; "" if it cannot be read."""
        return (self.content(path) or b"").decode("utf-8", "surrogateescape")

    def _close(self) -> None:
        if self._end:
            os.closerange(self._start, self._end)
        self._start = self._end = 0


def _content(descriptor: int, path: str, limit: int) -> bytes:
    """Return the content of the open regular file. Raises OSError, also if it has more than `limit` bytes."""
    try:
        content = os.pread(descriptor, FIRST, 0)
        if not 0 < len(content) < FIRST:
            content = _whole(descriptor, limit)
    except OSError:
        _size(descriptor, path)
        raise
    if len(content) > limit:
        raise OSError(errno.EFBIG, f"it has more than {limit} bytes", path)
    return content


def _whole(descriptor: int, limit: int) -> bytes:
    """Return up to `limit` + 1 bytes of the file, in one piece: of a library, a second copy would be large."""
    size = _size(descriptor)
    content = os.pread(descriptor, min(size, limit) + 1, 0)
    while len(content) <= limit and not len(content) == size > 0:
        part = os.pread(descriptor, min(CHUNK, limit + 1 - len(content)), len(content))
        if not part:
            break
        content += part
    return content


def _size(descriptor: int, path: str = "") -> int:
    """Return the size of an open regular file. Raises OSError for anything else."""
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode):
        return status.st_size
    raise OSError(errno.EINVAL, "it is not a regular file", path)


def pieces(path: str, limit: int, overlap: int) -> Iterator[bytes]:
    """Yield the first `limit` bytes of the regular file at `path` in pieces, so that it takes little memory.

    Each piece begins with the last `overlap` bytes of the one before. Raises OSError.
    """
    descriptor = _open(path)
    try:
        for position in range(0, min(_size(descriptor, path), limit), PIECE - overlap):
            piece = os.pread(descriptor, PIECE, position)
            yield piece
            if len(piece) < PIECE:
                return
    finally:
        os.close(descriptor)


def start(path: str, size: int = FIRST) -> bytes:
    """Return the first `size` bytes of the regular file at `path`, none if it cannot be read."""
    try:
        descriptor = _open(path)
    except OSError:
        return b""
    try:
        _size(descriptor)
        return os.pread(descriptor, size, 0)
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def text(path: str, limit: int = SMALL) -> str:
    """Return the text of the regular file at `path` with its line ends unchanged; "" if it cannot be read."""
    try:
        return read(path, limit).decode("utf-8", "surrogateescape")
    except OSError:
        return ""


def _open(path: str) -> int:
    """Open the file at `path` without blocking; when it was last read stays as it is, which tells of its use.

    Raises OSError.
    """
    try:
        return os.open(path, UNNOTED)
    except PermissionError:  # only the owner may leave its date as it is
        return os.open(path, PLAIN)


def system_reason(error: OSError) -> str:
    """Return why the system refused something, as a message contains it."""
    return (error.strerror or str(error)).lower()


def names(directory: str) -> list[str]:
    """Return the sorted names in `directory`; none if it cannot be listed."""
    try:
        return sorted(os.listdir(directory))
    except OSError:
        return []


def is_same(one: str, other: str) -> bool:
    """Return whether both paths are the same existing file or directory."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):  # a text with a NUL is no path
        return False


def working_directory() -> str:
    """Return the working directory, the root if it no longer exists."""
    try:
        return os.getcwd()
    except OSError:
        return "/"


def dangling(path: str) -> str:
    """Return what the link at `path` leads to if that does not exist, "" if it does, or if there is no link."""
    return os.readlink(path) if os.path.islink(path) and not os.path.exists(path) else ""
