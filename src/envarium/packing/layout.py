"""A folder that holds many packed environments, in which equal files are stored once: an OCI image layout.

`blobs/sha256` contains each file by its hash, the manifest of each environment, and an OCI manifest that lists these.
Its digest names the environment, and `index.json` lists it under its name. So a registry can hold environments, too.
(https://github.com/opencontainers/image-spec/blob/main/image-layout.md)
"""

from __future__ import annotations

import errno
import hashlib
import json
import os

from envarium import json_text
from envarium.files import reading, writing
from envarium.files.deleting import attempt
from envarium.packing import manifest
from envarium.packing.refusals import NoLayout
from envarium.store import locking

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from envarium.packing.contents import Contents, Progress
    from envarium.packing.entries import Entry

    Descriptor = dict[str, object]
    """The media type, digest and size of a blob."""

BLOBS = "blobs/sha256"

FILE = "oci-layout"
"""The file that makes a directory a layout; it is written first."""

LOCK, NEW = ".envarium-lock", ".envarium-new"
"""The file with the lock for whatever writes to the layout, and the one that is to become a blob."""

MARK = {"imageLayoutVersion": "1.0.0"}

INDEX = "application/vnd.oci.image.index.v1+json"
IMAGE = "application/vnd.oci.image.manifest.v1+json"
ENVIRONMENT = "application/vnd.envarium.environment.v1+json"
CONTENT = "application/vnd.envarium.file.v1"

NAME = "org.opencontainers.image.ref.name"

WAIT = 3600
"""Seconds to wait for another process that writes to the layout."""


def create(path: str) -> None:
    """Make the directory at `path` a layout, unless it is one. Raises NoLayout, OSError."""
    is_new = all(name.startswith(FILE) for name in reading.names(path))
    if not os.path.exists(f"{path}/{FILE}"):  # nor has another process begun to fill it
        if not is_new:
            raise NoLayout(path)
        os.makedirs(path, exist_ok=True)
        writing.replace_text(f"{path}/{FILE}", _json(MARK))
    with locking.lock(f"{path}/{LOCK}", WAIT):
        os.makedirs(f"{path}/{BLOBS}", exist_ok=True)
        if not os.path.exists(f"{path}/index.json"):
            _write_index(path, [])


def add(path: str, contents: Contents, progress: Progress) -> tuple[str, int]:
    """Add `contents` to the layout at `path`; return its digest, and the bytes that the layout did not have.

    Raises CannotPack, OSError, LockHeld, and ValueError if the index is damaged.
    """
    packed = contents.manifest
    with locking.lock(f"{path}/{LOCK}", WAIT):
        new, files = 0, {}
        for entry in packed.entries:
            if entry.size and entry.sha256 not in files:
                files[entry.sha256] = _describe(CONTENT, entry.sha256, entry.size)
                new += _store(path, entry, contents.parts(entry.path, progress))
        config = _add_text(path, ENVIRONMENT, packed.text)
        layers = [files[digest] for digest in sorted(files)]
        image = {"schemaVersion": 2, "mediaType": IMAGE, "artifactType": ENVIRONMENT, "config": config}
        descriptor = _add_text(path, IMAGE, _json({**image, "layers": layers}))
        contents.refuse_changed()
        _list(path, {**descriptor, "annotations": {NAME: packed.facts["name"]}})
    return str(descriptor["digest"]), new


def _describe(media_type: str, digest: str, size: int) -> Descriptor:
    return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": size}


def _store(path: str, entry: Entry, parts: Iterator[bytes]) -> int:
    """Write the content of `entry` to its blob, unless that is there in its size; return the bytes written."""
    blob = f"{path}/{BLOBS}/{entry.sha256}"
    if os.path.exists(blob) and os.stat(blob).st_size == entry.size:
        return 0

    digest, new = hashlib.sha256(), f"{path}/{NEW}"
    attempt(os.unlink, new)
    try:
        with open(new, "xb", buffering=0) as file:
            for part in parts:
                digest.update(part)
                writing.write_to(file.fileno(), part)
        if digest.hexdigest() != entry.sha256:
            raise OSError(errno.EBUSY, "it changes while it is packed", entry.path)
        os.chmod(new, 0o444)
        os.replace(new, blob)
    finally:
        attempt(os.unlink, new)
    return entry.size


def _add_text(path: str, media_type: str, text: str) -> Descriptor:
    content = text.encode("utf-8", "surrogateescape")
    digest = hashlib.sha256(content).hexdigest()
    writing.replace(f"{path}/{BLOBS}/{digest}", content, 0o444)
    return _describe(media_type, digest, len(content))


def _list(path: str, descriptor: Descriptor) -> None:
    """Put `descriptor` into the index, in place of the environment that had its name."""
    others = [other for other in _index(path) if other.get("annotations") != descriptor["annotations"]]
    _write_index(path, sorted([*others, descriptor], key=lambda one: str(one.get("annotations"))))


def _index(path: str) -> list[Descriptor]:
    """Return the descriptors in the index. Raises OSError, ValueError."""
    values = json_text.parse(reading.read(f"{path}/index.json", manifest.LARGEST))
    if not isinstance(values, dict) or not isinstance(values.get("manifests"), list):
        raise ValueError("it is no index")
    return [one for one in values["manifests"] if isinstance(one, dict)]


def _write_index(path: str, descriptors: list[Descriptor]) -> None:
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": descriptors}
    writing.replace_text(f"{path}/index.json", _json(index))


def _json(values: object) -> str:
    return json.dumps(values, sort_keys=True, separators=(",", ":")) + "\n"
