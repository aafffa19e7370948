"""Reads an environment of a layout by its digest. Every file is checked against a hash that the digest covers."""

from __future__ import annotations

import hashlib
import io
import os
import re
import stat

from envarium import json_text
from envarium.files import reading
from envarium.files.reading import system_reason
from envarium.packing import manifest
from envarium.packing.bytecode import DATE
from envarium.packing.layout import BLOBS
from envarium.packing.members import DIRECTORY, FILE, LINK, Member
from envarium.packing.refusals import CannotUnpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from envarium.packing.entries import Entry
    from envarium.packing.manifest import Manifest

REFERENCE = re.compile(r"(.+)@sha256:([0-9a-f]{64})", re.DOTALL)


class PackedEnvironment:
    """The environment whose digest is `digest` (hexadecimal) in the layout at `path`.

    `nearby` are files of this machine by the hash of their content: these are not read from the layout.
    """

    __slots__ = ("_known", "digest", "nearby", "path")

    def __init__(self, path: str, digest: str) -> None:
        self.path = path
        self.digest = digest
        self.nearby: Mapping[str, str] = {}
        self._known = b""

    @classmethod
    def of(cls, reference: str) -> PackedEnvironment | None:
        """Return the one that `reference` names, a path with a digest; None if it is something else."""
        match = REFERENCE.fullmatch(reference)
        return cls(match[1], match[2]) if match and not os.path.lexists(reference) else None

    @property
    def reference(self) -> str:
        """What a user types for it."""
        return f"{self.path}@sha256:{self.digest}"

    def manifest(self) -> Manifest:
        """Return its manifest. Raises CannotUnpack."""
        return self._parse(self._text())

    def members(self) -> Iterator[Member]:
        """Yield it as the members of an archive, the manifest first.

        Raises CannotUnpack, and EOFError where the layout lacks a file.
        """
        text = self._text()
        yield Member(manifest.FILE, FILE, 0o644, DATE, content=io.BytesIO(text))
        for entry in self._parse(text).entries:
            kind = FILE if entry.is_file else LINK if entry.target else DIRECTORY
            member = Member(entry.path, kind, entry.mode, DATE, target=entry.target)
            if not entry.size:
                yield member
                continue
            with open(self._open(entry), "rb") as member.content:
                yield member

    def _open(self, entry: Entry) -> int:
        """Return the descriptor of the file with the content of `entry`. Raises EOFError if there is none of its size.

        Whoever writes to the layout may have put a pipe there, or a link to a device without end.
        """
        path = self.nearby.get(entry.sha256) or f"{self.path}/{BLOBS}/{entry.sha256}"
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except FileNotFoundError as error:
            raise EOFError(entry.path) from error
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size != entry.size:
            os.close(descriptor)
            raise EOFError(entry.path)
        return descriptor

    def _text(self) -> bytes:
        """Return the text of its manifest, which is read once. Raises CannotUnpack."""
        self._known = self._known or self._read()
        return self._known

    def _read(self) -> bytes:
        try:
            image = json_text.parse(self._blob(self.digest))
            kind, _, digest = image["config"]["digest"].partition(":")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._refusal("its digest is not that of an environment") from error
        if kind != "sha256" or not REFERENCE.fullmatch(f"-@sha256:{digest}"):
            raise self._refusal("its digest is not that of an environment")
        return self._blob(digest)

    def _blob(self, digest: str) -> bytes:
        path = f"{self.path}/{BLOBS}/{digest}"
        try:
            content = reading.read(path, manifest.LARGEST)
        except FileNotFoundError as error:
            raise self._refusal(f"there is no sha256:{digest} in it") from error
        except OSError as error:
            raise self._refusal(f"it cannot be read: {system_reason(error)}") from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise self._refusal(f"its sha256:{digest} is damaged")
        return content

    def _parse(self, text: bytes) -> Manifest:
        try:
            return manifest.parse(text.decode("utf-8"))
        except (manifest.InvalidManifest, UnicodeDecodeError) as error:
            raise self._refusal("its digest is not that of an environment") from error

    def _refusal(self, reason: str) -> CannotUnpack:
        return CannotUnpack(self.reference, reason, "envarium pack --all -o DIRECTORY prints the digests")
