"""RECORD: the list of the files of an installed package, with their hashes and sizes.

https://packaging.python.org/en/latest/specifications/recording-installed-packages/
"""

from __future__ import annotations

import binascii
import os

from venvarium.relocating import languages

try:
    from _sha2 import sha256  # type: ignore[import-not-found]  # hashlib loads OpenSSL, which takes milliseconds
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found]  # as it was called before Python 3.12
    except ImportError:
        from hashlib import sha256  # a Python that was built without either

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvarium.relocating.spelling import Rewriter


def is_record(inside: str) -> bool:
    """Say whether the file at `inside` an environment is such a list."""
    return inside.endswith(".dist-info/RECORD")


def entry(content: bytes) -> bytes:
    """Return what a list says of a file that holds `content`."""
    digest = binascii.b2a_base64(sha256(content).digest(), newline=False)
    return b"sha256=%s,%d" % (digest.translate(bytes.maketrans(b"+/", b"-_")).rstrip(b"="), len(content))


def updated(content: bytes, inside: str, entries: dict[str, bytes], rewriter: Rewriter) -> bytes:
    """Return the list `content`, which stands at `inside`; `entries` are those of the files that were rewritten.

    A file that stands in it without a hash keeps none.
    """
    told = _by_names(inside, entries, rewriter)
    if not rewriter.concerns(content) and not any(name in content for name in told):
        return content
    lines = content.split(b"\n")
    for number, line in enumerate(lines):
        name, written, rest = _split(line)
        moved = rewriter.text(name, languages.PLAIN)
        if moved in told and rest.strip() != b",":
            rest = told[moved] + (b"\r" if rest.endswith(b"\r") else b"")
        lines[number] = (written if moved == name else _field(moved)) + rest
    return b"\n".join(lines)


def _by_names(inside: str, entries: dict[str, bytes], rewriter: Rewriter) -> dict[bytes, bytes]:
    """Return `entries` by what the list at `inside` may call the files: seen from site-packages, or from the root."""
    home = "/" + os.path.dirname(os.path.dirname(inside))
    found = {os.fsencode(os.path.relpath("/" + path, home)): entry for path, entry in entries.items()}
    for move in rewriter.moves:
        found.update({os.fsencode(f"{move.new}/{path}"): entry for path, entry in entries.items()})
    return found


def _split(line: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the path in `line`, the same as it is written there with the comma behind it, and the rest."""
    if line[:1] != b'"':
        path, comma, rest = line.partition(b",")
        return path, path + comma, rest
    end = 1
    while (end := line.find(b'"', end)) > 0 and line[end + 1 : end + 2] == b'"':
        end += 2
    if end < 0:
        return line, line, b""
    return line[1:end].replace(b'""', b'"'), line[: end + 2], line[end + 2 :]


def _field(path: bytes) -> bytes:
    """Return `path` as a field of a list, with the comma behind it."""
    if b"," in path or b'"' in path:
        path = b'"' + path.replace(b'"', b'""') + b'"'
    return path + b","
