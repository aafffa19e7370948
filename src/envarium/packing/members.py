"""A member of an archive, as the archive describes it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

FILE, DIRECTORY, LINK, HARD = "file", "directory", "link", "hard link"


class Member:
    """A member called `path`; `kind` is one of the above, "" for any other: a device, a pipe, a sparse file.

    `mtime` is in Unix seconds, `target` that of a link, and `content` that of a file.
    """

    __slots__ = ("content", "kind", "mode", "mtime", "path", "target")

    def __init__(
        self,
        path: str,
        kind: str,
        mode: int,
        mtime: int,
        target: str = "",
        *,
        content: IO[bytes] | None = None,
    ) -> None:
        self.path = path
        self.kind = kind
        self.mode = mode
        self.mtime = mtime
        self.target = target
        self.content = content
