"""What a tree consists of: directories, files and links, each with all that an archive says of it."""

from __future__ import annotations

import hashlib
import os
import stat

from envarium.files.reading import CHUNK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

DIRECTORY = "directory"


class Entry:
    """The directory, file or link at `path`, which is relative and has no `.` or `..`.

    A link has a `target`; a file has `mode`, `size` in bytes, and `sha256` in hexadecimal; a directory has none.
    """

    __slots__ = ("mode", "path", "sha256", "size", "target")

    def __init__(
        self, path: str, *, target: str = "", mode: int = 0, size: int = 0, sha256: str = ""
    ) -> None:
        self.path = path
        self.target = target
        self.mode = mode
        self.size = size
        self.sha256 = sha256

    @property
    def is_file(self) -> bool:
        """Whether it is a file."""
        return bool(self.sha256)

    @property
    def fields(self) -> dict[str, str | int]:
        """What a manifest says of it."""
        if self.target:
            return {"link": self.target}
        if not self.sha256:
            return {"type": DIRECTORY}
        return {"mode": f"{self.mode:o}", "sha256": self.sha256, "size": self.size}

    @classmethod
    def of(cls, path: str, fields: object) -> Entry:
        """Return the entry at `path` of which a manifest says `fields`. Raises ValueError."""
        if is_unsafe(path) or not isinstance(fields, dict):
            raise ValueError(f"{path!a} is no path inside an environment")
        if fields == {"type": DIRECTORY}:
            return cls(path)
        link = fields.get("link")
        if fields.keys() == {"link"} and isinstance(link, str) and link and "\0" not in link:
            return cls(path, target=link)
        mode, digest, size = (fields.get(key) for key in ("mode", "sha256", "size"))
        if mode not in ("755", "644") or type(size) is not int or size < 0 or not _is_digest(digest):
            raise ValueError(f"what it says of {path!a} is not valid")
        return cls(path, mode=int(str(mode), 8), size=size, sha256=str(digest))


def _is_digest(text: object) -> bool:
    return isinstance(text, str) and len(text) == 64 and set(text) <= set("0123456789abcdef")


def is_unsafe(path: str) -> bool:
    """Return whether `path` may not be in an archive: absolute, with `.`, `..` or an empty part, or a NUL."""
    return "\0" in path or any(part in ("", ".", "..") for part in path.split("/"))


def hashed(root: str) -> Iterator[Entry]:
    """Yield the entries of the tree at `root`, sorted by path. Raises OSError, ValueError for a device or a pipe."""
    for path, status in walk(root):
        if stat.S_ISDIR(status.st_mode):
            yield Entry(path)
        elif stat.S_ISLNK(status.st_mode):
            yield Entry(path, target=os.readlink(f"{root}/{path}"))
        elif stat.S_ISREG(status.st_mode):
            size, digest = _digest(root, path)
            yield Entry(path, mode=0o755 if status.st_mode & 0o100 else 0o644, size=size, sha256=digest)
        else:
            raise ValueError(path)


def walk(root: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the path and the status of everything below `root`, sorted by path; links are not followed."""
    pairs: list[tuple[str, os.stat_result]] = []
    directories = [""]
    for directory in directories:  # the loop appends to it
        with os.scandir(f"{root}/{directory}") as scan:
            for entry in scan:
                pairs.append((directory + entry.name, entry.stat(follow_symlinks=False)))
                if entry.is_dir(follow_symlinks=False):
                    directories.append(directory + entry.name + "/")
    yield from sorted(pairs, key=lambda pair: pair[0])


def _digest(root: str, path: str) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with open(f"{root}/{path}", "rb", buffering=0) as file:
        while part := file.read(CHUNK):
            digest.update(part)
            size += len(part)
    return size, digest.hexdigest()
