"""Writes the members of an archive into an empty directory. None can be outside of it, or be anything but a file."""

from __future__ import annotations

import hashlib
import os

from envarium.files.writing import write_to
from envarium.output import shown
from envarium.packing import entries, links, manifest, opening, platforms
from envarium.packing.entries import Entry
from envarium.packing.manifest import LARGEST, InvalidManifest, Manifest
from envarium.packing.members import DIRECTORY, FILE, LINK
from envarium.packing.refusals import CannotUnpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.packing.members import Member

PART = 1 << 20
"""Bytes to read at a time."""

RATIO = 100
"""How many times its own size an archive may contain..."""

SMALL = 256 << 20
"""...unless that is fewer bytes than this."""

UNLIMITED = 1 << 62

DAMAGED: tuple[type[Exception], ...] = (*opening.DAMAGED, ValueError, OverflowError, RuntimeError, OSError)

ANY_SIZE = "if you trust where it comes from: --any-size"


class Extraction:
    """The archive at `path`, written to the directory `root`, at most `limit` bytes of it.

    Its `manifest` is None if it has none, as archives of other tools. Then links into its base are not made.
    """

    __slots__ = ("_directories", "_files", "_links", "_path", "_root", "_waiting", "manifest")

    def __init__(self, path: str, root: str) -> None:
        self._path = path
        self._root = root
        self._directories = {""}
        self._files: set[str] = set()
        self._links: dict[str, str] = {}
        self._waiting: dict[str, Entry] = {}
        self.manifest: Manifest | None = None

    def run(self, scratch: str, *, any_size: bool) -> None:
        """Write everything. Raises CannotUnpack, OSError, NoZstandard, NoSquashfs."""
        limit = UNLIMITED if any_size else max(SMALL, RATIO * os.stat(self._path).st_size)
        self.take(opening.members(self._path, limit, scratch), limit)

    def take(self, members: Iterator[Member], limit: int = UNLIMITED) -> None:
        """Write `members`, which raise TooLarge after `limit` bytes. Raises what `run` raises."""
        try:
            for number, member in enumerate(members):
                if number == 0 and member.path == manifest.FILE and member.kind == FILE:
                    self._take_manifest(member)
                else:
                    self._take(member)
        except opening.TooLarge as error:
            reason = (
                f"it contains more than {limit >> 20} MiB" if limit < UNLIMITED else "it has too many members"
            )
            raise self._refusal(reason + ", and is much smaller itself", ANY_SIZE) from error
        except DAMAGED as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise self._refusal("it is damaged or cut short") from error
        self._finish()

    def _refusal(self, reason: str, hint: str = "") -> CannotUnpack:
        return CannotUnpack(self._path, reason, hint)

    def _take_manifest(self, member: Member) -> None:
        """Read the manifest, and refuse what does not run or does not fit here."""
        assert member.content
        text = member.content.read(LARGEST)
        try:
            self.manifest = manifest.parse(text.decode("utf-8"))
        except (InvalidManifest, UnicodeDecodeError) as error:
            raise self._refusal(
                str(error), "get the archive again, or use the version of envarium that wrote it"
            ) from error
        platforms.refuse_other(self._path, self.manifest.facts)
        status = os.statvfs(self._root)
        if self.manifest.size > status.f_bavail * status.f_frsize:
            raise self._refusal(
                f"it contains {self.manifest.size >> 20} MiB, and the disk has less", "make room on the disk"
            )
        self._waiting = {entry.path: entry for entry in self.manifest.entries}

    def _take(self, member: Member) -> None:
        """Write `member`, which must be what the manifest says, if there is one."""
        path = member.path.removeprefix("./").rstrip("/")
        if path in ("", ".") and member.kind == DIRECTORY:
            return
        if entries.is_unsafe(path):
            raise self._refusal(f"it contains {shown(member.path)}, which is not inside an environment")
        if not member.kind:
            raise self._refusal(f"its {shown(path)} is no file, directory or link")
        if path in self._files and member.kind == FILE and not self.manifest:
            os.unlink(f"{self._root}/{path}")  # the last one counts, as in tar: venv-pack has two pyvenv.cfg
            self._files.remove(path)
        is_again = path in self._directories and member.kind != DIRECTORY
        if is_again or path in self._links or path in self._files:
            raise self._refusal(f"it contains {shown(path)} twice")
        self._make_parents(path)
        entry = self._make(path, member)
        if self.manifest:
            expected = self._waiting.pop(path, None)
            if expected is None or expected.fields != entry.fields:
                raise self._refusal(f"its {shown(path)} is not as its manifest says")

    def _make_parents(self, path: str) -> None:
        parts = path.split("/")[:-1]
        for number in range(1, len(parts) + 1):
            parent = "/".join(parts[:number])
            if parent in self._links or parent in self._files:
                raise self._refusal(f"it contains {shown(path)}, and {shown(parent)} is no directory")
            self._make_directory(parent)

    def _make_directory(self, path: str) -> None:
        if path not in self._directories:
            os.mkdir(f"{self._root}/{path}")
            self._directories.add(path)

    def _make(self, path: str, member: Member) -> Entry:
        """Make what `member` is at `path`, and return what an entry of a manifest says of it."""
        if member.kind == DIRECTORY:
            self._make_directory(path)
            return Entry(path)
        if member.kind == LINK:
            return self._link(path, member.target)
        self._files.add(path)
        if member.kind == FILE:
            return self._write(path, member)
        target = member.target.removeprefix("./")
        if target not in self._files:
            raise self._refusal(
                f"its {shown(path)} is a hard link to {shown(target)}, which is no file in it"
            )
        os.link(f"{self._root}/{target}", f"{self._root}/{path}", follow_symlinks=False)
        return Entry(path)

    def _link(self, path: str, target: str) -> Entry:
        """Make the link at `path` to `target`, if it may be."""
        self._links[path] = target
        if "\0" in target or (links.leads_out(path, target) and not self._may_lead_out(path, target)):
            raise self._refusal(f"its {shown(path)} links to {shown(target)}, which is not in it")
        if not links.leads_out(path, target) or self._is_interpreter(path, target):
            os.symlink(target, f"{self._root}/{path}")
        return Entry(path, target=target)

    def _may_lead_out(self, path: str, target: str) -> bool:
        """Return whether the link at `path` may lead to `target`: the interpreter, if the archive is to have none."""
        if self._is_interpreter(path, target):
            return not (self.manifest and self.manifest.facts["strategy"] != links.WITHOUT_PYTHON)
        return not self.manifest and any(links.is_of_base(one, target) for one in self._inside(path))

    def _is_interpreter(self, path: str, target: str) -> bool:
        return any(links.is_interpreter(one, target) for one in self._inside(path))

    def _inside(self, path: str) -> tuple[str, ...]:
        """Return what `path` may be in the environment: without a manifest, that may be in a directory."""
        return (path,) if self.manifest else (path, path.partition("/")[2])

    def _write(self, path: str, member: Member) -> Entry:
        mode = 0o755 if member.mode & 0o100 else 0o644
        digest, size = hashlib.sha256(), 0
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(f"{self._root}/{path}", flags, mode)
        try:
            with member.content or open(os.devnull, "rb") as content:
                while part := content.read(PART):
                    digest.update(part)
                    size += len(part)
                    write_to(descriptor, part)
            os.utime(descriptor, (member.mtime, member.mtime))
        finally:
            os.close(descriptor)
        return Entry(path, mode=mode, size=size, sha256=digest.hexdigest())

    def _last(self, path: str, target: str) -> tuple[str, str]:
        """Return the last of the links that lead from the one at `path` to a neighbour, and its target."""
        for _ in self._links:
            neighbour = os.path.join(os.path.dirname(path), target)
            if "/" in target or neighbour not in self._links:
                break
            path, target = neighbour, self._links[neighbour]
        return path, target

    def _finish(self) -> None:
        """Refuse what is missing, and links that lead out through other links."""
        if self._waiting:
            raise self._refusal(f"its {shown(min(self._waiting))} is missing")
        root = os.path.realpath(self._root)
        for path, target in self._links.items():
            end = os.path.realpath(f"{root}/{path}")
            is_out = end != root and not end.startswith(root + "/")
            if is_out and not self._is_interpreter(*self._last(path, target)):
                raise self._refusal(f"its {shown(path)} links to {shown(target)}, which is not in it")
