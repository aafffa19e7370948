"""Copies or links a file to another environment, sharing blocks if possible."""

from __future__ import annotations

import os
import stat

from envarium.files import copying, counting, writing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

COPY = "copy"
LINK = "link"
"""The methods for a file that is not rewritten: a copy, or a hard link."""

IMAGE_MODE = 0o444
"""The mode of a file of a seed image, which is shared by hard links and never written to."""


class Sharer:
    """Creates files by `method`. The umask must be 0: modes are those of the source."""

    __slots__ = ("_group", "_owner", "_share", "method")

    def __init__(self, method: str) -> None:
        self.method = method
        self._owner = os.geteuid()
        self._group = os.getegid()
        self._share: Callable[[str, str], None] = link if method == LINK else copying.reflink

    def put(self, source: str, target: str, status: os.stat_result) -> None:
        """Create `target` from the file `source`, which has `status`. Raises OSError."""
        if not copying.share(self._share, source, target) or self._share is not link:
            self.own(target, status)
            copying.carry(source, target, status)

    def put_image_file(self, source: str, target: str, status: os.stat_result) -> bool:
        """Link `target` to `source` if that may be a file of a seed image; return whether it was linked."""
        if status.st_nlink == 1 or stat.S_IMODE(status.st_mode) != IMAGE_MODE:
            return False
        try:
            link(source, target)
        except OSError as error:
            if error.errno not in copying.CANNOT_SHARE:
                raise
            return False
        return True

    def write(self, source: str, target: str, content: bytes, status: os.stat_result) -> None:
        """Write a new file with `content`, and all else as that of `source`, which has `status`. Raises OSError."""
        counting.note()
        writing.write(target, content, status.st_mode & 0o777)
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
        self.own(target, status)
        copying.carry(source, target, status)

    def own(self, target: str, status: os.stat_result) -> None:
        """Give `target` the owner in `status` if root copies another user's environment."""
        if self._owner == 0 and (status.st_uid, status.st_gid) != (0, self._group):
            os.chown(target, status.st_uid, status.st_gid, follow_symlinks=False)


def link(source: str, target: str) -> None:
    """Make `target` a hard link to `source`, without following a symlink."""
    os.link(source, target, follow_symlinks=False)
