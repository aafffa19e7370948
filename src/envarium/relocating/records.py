"""RECORD: the list of the files of an installed package, with their hashes and sizes.

https://packaging.python.org/en/latest/specifications/recording-installed-packages/
"""

from __future__ import annotations

import os

from envarium.relocating import languages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.relocating.spelling import Rewriter


def is_record(inside: str) -> bool:
    """Say whether the file at `inside` an environment is such a list."""
    return inside.endswith(".dist-info/RECORD")


def updated(content: bytes, inside: str, files: dict[str, bytes], rewriter: Rewriter) -> bytes:
    """Return the list `content`, which stands at `inside`; `files` are those that were rewritten, and their contents.

    A file that stands in it without a hash keeps none.
    """
    contents = _by_names(inside, files, rewriter)
    if not rewriter.concerns(content) and not any(name in content for name in contents):
        return content
    from envarium.relocating import digest

    lines = content.split(b"\n")
    for number, line in enumerate(lines):
        name, written, rest = _split(line)
        moved = rewriter.text(name, languages.PLAIN)
        if moved in contents and rest.strip() != b",":
            rest = digest.entry(contents[moved]) + (b"\r" if rest.endswith(b"\r") else b"")
        lines[number] = (written if moved == name else _field(moved)) + rest
    return b"\n".join(lines)


def _by_names(inside: str, files: dict[str, bytes], rewriter: Rewriter) -> dict[bytes, bytes]:
    """Return `files` by what the list at `inside` may call them: seen from site-packages, or from the root."""
    home = "/" + os.path.dirname(os.path.dirname(inside))
    found = {os.fsencode(os.path.relpath("/" + path, home)): content for path, content in files.items()}
    for move in rewriter.moves:
        found.update({os.fsencode(f"{move.new}/{path}"): content for path, content in files.items()})
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
