"""The manifest of an archive: for which platform it is, and what it contains, with a hash of each file.

It contains no date and no path of the machine that it was written on: the same environment has the same manifest.
"""

from __future__ import annotations

import json
import os

from envarium import json_text
from envarium.files import reading, writing
from envarium.packing.entries import Entry, hashed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FILE = ".envarium-pack.json"
"""The manifest's path in an archive, where it is the first file, and in an environment that was unpacked from one."""

FORMAT = 1

LARGEST = 256 << 20
"""Bytes; a manifest has about 120 for each file."""

FIELDS = (
    "name",
    "platform",
    "libc",
    "libc_version",
    "libc_needed",
    "implementation",
    "version",
    "strategy",
    "prefix",
)
"""`platform` is a triple such as x86_64-linux-gnu. `libc_version` is that of the machine that the archive was written
on, `libc_needed` the oldest that its programs start with. `prefix` is a path that `rewritten` files contain for that of
the environment."""


class InvalidManifest(ValueError):
    """A manifest that is damaged, or no manifest."""


class Manifest:
    """What an archive says of itself: `facts`, which have the keys FIELDS, and its `entries`, sorted by path.

    `rewritten` are the paths of the files that contain the prefix, and are to be changed where it is unpacked.
    """

    __slots__ = ("entries", "facts", "rewritten")

    def __init__(
        self, facts: dict[str, str], entries: Iterable[Entry], rewritten: Iterable[str] = ()
    ) -> None:
        self.facts = facts
        self.entries = tuple(entries)
        self.rewritten = tuple(rewritten)

    @property
    def size(self) -> int:
        """The bytes of all its files."""
        return sum(entry.size for entry in self.entries)

    @property
    def text(self) -> str:
        """Its text, which `parse` reads."""
        values = {
            "format": FORMAT,
            **self.facts,
            "rewritten": self.rewritten,
            "files": {entry.path: entry.fields for entry in self.entries},
        }
        return json.dumps(values, sort_keys=True, separators=(",", ":")) + "\n"

    @property
    def content(self) -> bytes:
        """Its text as bytes."""
        return self.text.encode("utf-8", "surrogateescape")


def parse(text: str) -> Manifest:
    """Return the manifest that `text` is. Raises InvalidManifest."""
    try:
        values = json_text.parse(text)
    except ValueError as error:
        raise InvalidManifest("its manifest is no JSON") from error
    if not isinstance(values, dict) or not isinstance(values.get("files"), dict):
        raise InvalidManifest("its manifest lists no files")
    if values.get("format") != FORMAT:
        raise InvalidManifest(
            f"its manifest has the format {values.get('format')}, and this version reads {FORMAT}"
        )
    facts: dict[str, str] = {field: values.get(field, 0) for field in FIELDS}
    rewritten = values.get("rewritten")
    if not isinstance(rewritten, list) or not all(
        isinstance(text, str) for text in (*facts.values(), *rewritten)
    ):
        raise InvalidManifest("its manifest lacks a field")
    if not set(rewritten) <= set(values["files"]):
        raise InvalidManifest("its manifest does not list a file that is to be changed")
    try:
        entries = [Entry.of(path, fields) for path, fields in values["files"].items()]
    except ValueError as error:
        raise InvalidManifest(f"its manifest is damaged: {error}") from error
    return Manifest(facts, sorted(entries, key=lambda entry: entry.path), rewritten)


def read(root: str) -> Manifest | None:
    """Return the manifest of the tree at `root`, None if it has none. Raises InvalidManifest."""
    path = f"{root}/{FILE}"
    if not os.path.lexists(path):
        return None
    try:
        return parse(reading.read(path, LARGEST).decode("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidManifest("its manifest cannot be read") from error


def write(root: str, manifest: Manifest) -> None:
    """Write `manifest` into the tree at `root`, in place of another one. Raises OSError."""
    writing.replace_text(f"{root}/{FILE}", manifest.text)


def differences(root: str, manifest: Manifest) -> Iterator[str]:
    """Yield how the tree at `root` differs from its `manifest`: nothing may be missing, changed or added.

    Raises OSError.
    """
    expected = {entry.path: entry for entry in manifest.entries}
    for entry in hashed(root):
        if entry.path == FILE:
            continue
        other = expected.pop(entry.path, None)
        if other is None:
            yield f"{entry.path} is not in its manifest"
        elif entry.fields != other.fields:
            yield f"{entry.path} is not as its manifest says"
    for path in expected:
        yield f"{path} is missing"
