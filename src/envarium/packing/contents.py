"""What an archive is to contain: its items, hashed when they are first read, and its manifest."""

from __future__ import annotations

import hashlib
import os

from envarium.files import deleting
from envarium.output import shown
from envarium.packing import platforms
from envarium.packing.entries import Entry
from envarium.packing.items import OTHER, FileChanged
from envarium.packing.manifest import Manifest
from envarium.packing.members import FILE
from envarium.packing.refusals import CannotPack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from envarium.packing.bytecode import Compilation
    from envarium.packing.collecting import Collection
    from envarium.packing.items import Item, Items
    from envarium.packing.platforms import PlatformQuestion

    Progress = Callable[[int], object]
    """Is told the bytes of each part of a file that was packed."""


class Contents:
    """What the archive of the environment `name` is to contain: `tree`, and then what `compiling` makes of it.

    `facts` are those of the manifest, to which the answer to `asking` is added; `scratch` is a directory for temporary
    files, which `close` deletes.
    """

    __slots__ = (
        "_asking", "_checks", "_compiling", "_digests", "_facts", "_items", "_manifest", "_needed", "name", "scratch",
    )  # fmt: skip

    def __init__(
        self,
        facts: dict[str, str],
        tree: Collection,
        scratch: str = "",
        asking: PlatformQuestion | None = None,
        compiling: Compilation | None = None,
    ) -> None:
        self.name = facts["name"]
        self.scratch = scratch
        self._facts = facts
        self._items = tree.items
        self._checks = tree
        self._asking = asking
        self._compiling = compiling
        self._digests: dict[str, str] = {}
        self._needed = platforms.GlibcRequirement()
        self._manifest: Manifest | None = None

    @property
    def size(self) -> int:
        """The bytes of all files that are known so far."""
        return sum(item.size for item in self._items.values())

    def all(self) -> Iterator[tuple[str, Item]]:
        """Yield what is to be packed, with its path: by path, and then the bytecode, as soon as there is some.

        Raises CannotPack.
        """
        for path in sorted(self._items):
            if self._items[path].kind == OTHER:
                raise CannotPack(self.name, f"its {shown(path)} is a pipe, a socket or a device")
        yield from sorted(self._items.items())
        if self._compiling:
            made = {path: item for path, item in self._compiled().items() if path not in self._items}
            self._items.update(made)
            yield from sorted(made.items())

    def _compiled(self) -> Items:
        assert self._compiling
        try:
            made = self._compiling.result()
        except CannotPack:
            self.refuse_changed()  # a module was deleted meanwhile
            raise
        self._compiling = None
        return made

    def refuse_names(self, form: str) -> None:
        """Raise CannotPack if a path is not UTF-8, as it has to be in an archive of this `form`."""
        for path in sorted(self._items):
            if not path.isascii() and path.encode(errors="replace").decode() != path:
                reason = f"its {shown(path)} is not valid UTF-8, as {form} needs it"
                raise CannotPack(
                    self.name,
                    reason,
                    "no archive was written; write a .tar.gz, or leave the file out: --exclude",
                )

    def parts(self, path: str, progress: Progress = lambda _: None) -> Iterator[bytes]:
        """Yield the content of the file at `path`. Raises CannotPack if it has changed, OSError."""
        digest = None if path in self._digests else hashlib.sha256()
        try:
            for part in self._items[path].parts():
                if digest:
                    digest.update(part)
                    self._needed.look(path, part)
                yield part
                progress(len(part))
        except FileChanged as error:
            raise self._changed() from error
        if digest:
            self._digests[path] = digest.hexdigest()

    @property
    def manifest(self) -> Manifest:
        """Its manifest; what was not read before, is read now. Raises CannotPack, OSError."""
        if self._manifest is None:
            for path, item in self.all():
                if item.kind == FILE and path not in self._digests:
                    for _ in self.parts(path):
                        pass
            needle = os.fsencode(self._facts["prefix"])
            rewritten = sorted(path for path, item in self._items.items() if needle in (item.content or b""))
            facts = {"libc_needed": self._needed.version, **self._facts}
            if self._asking:
                facts.update(self._asking.answer())
            entries = [self._entry(path) for path in sorted(self._items)]
            self._manifest = Manifest(facts, entries, rewritten)
        return self._manifest

    def _entry(self, path: str) -> Entry:
        item = self._items[path]
        if item.kind == FILE:
            return Entry(path, mode=item.mode, size=item.size, sha256=self._digests[path])
        return Entry(path, target=item.target)

    def refuse_changed(self) -> None:
        """Raise CannotPack if the original is not as it was when it was read."""
        try:
            self._checks.refuse_changed()
        except FileChanged as error:
            raise self._changed() from error

    def _changed(self) -> CannotPack:
        reason, hint = (
            "it changes while it is packed",
            "no archive was written; wait until nothing is installed",
        )
        return CannotPack(self.name, reason, hint)

    def close(self) -> None:
        """Delete the temporary files, and end what compiles."""
        for running in (self._asking, self._compiling):
            if running:
                running.stop()
        if self.scratch:
            deleting.delete(self.scratch)
