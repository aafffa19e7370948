"""RECORD: the list of the files of an installed package, with their hashes and sizes.

https://packaging.python.org/en/latest/specifications/recording-installed-packages/
"""

from __future__ import annotations

import os

from envarium.relocating import languages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.relocating.spelling import Rewriter


def is_record(relative: str) -> bool:
    """Return whether the file at `relative` is a RECORD."""
    return relative.endswith(".dist-info/RECORD")


def update(content: bytes, relative: str, files: dict[str, bytes], rewriter: Rewriter) -> bytes:
    """Return the new content of the RECORD at `relative`; `files` are the contents of the rewritten files.

    An entry without a hash stays without one.
    """
    contents = _by_names(relative, files, rewriter)
    if not rewriter.may_match(content) and not any(name in content for name in contents):
        return content
    from envarium.relocating import digest

    lines = content.split(b"\n")
    for number, line in enumerate(lines):
        name, field, rest = _split(line)
        new_name = rewriter.text(name, languages.TEXT)
        if new_name in contents and rest.strip() != b",":
            rest = digest.entry(contents[new_name]) + (b"\r" if rest.endswith(b"\r") else b"")
        lines[number] = (field if new_name == name else _field(new_name)) + rest
    return b"\n".join(lines)


def _by_names(relative: str, files: dict[str, bytes], rewriter: Rewriter) -> dict[bytes, bytes]:
    """Return `files` by their names in the RECORD at `relative`: relative to site-packages, or absolute."""
    directory = "/" + os.path.dirname(os.path.dirname(relative))
    contents = {
        os.fsencode(os.path.relpath("/" + path, directory)): content for path, content in files.items()
    }
    for move in rewriter.moves:
        contents.update({os.fsencode(f"{move.new}/{path}"): content for path, content in files.items()})
    return contents


def _split(line: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the path in `line`, the field as written with the comma after it, and the rest."""
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
    """Return `path` as a field, with the comma after it."""
    if b"," in path or b'"' in path:
        path = b'"' + path.replace(b'"', b'""') + b'"'
    return path + b","
