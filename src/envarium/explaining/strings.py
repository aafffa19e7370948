"""What the content of a program or a library says of a Python. It is searched in pieces: some have 60 MB and more."""

from __future__ import annotations

import functools
import os
import re

from envarium.files import reading

LARGEST = 1 << 28
"""The bytes that are searched."""

LONGEST = 1 << 14
"""More bytes than anything that is searched for has: PREFIX and EXEC_PREFIX are two paths."""

MAGIC = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""The first bytes of programs on Linux and macOS."""

SIGNATURE = rb"PYTHONHOME"
"""A string in every CPython, and in no PyPy."""

PREFIXES = rb"\0(/[^\0\n]+)\0(?:(/[^\0\n]+)\0)?"
"""PREFIX and, if different, EXEC_PREFIX, as C strings."""

PREFIX_PATTERNS = {
    (2, 7): PREFIXES + rb"lib/python00\.zip\0",
    (3, 10): PREFIXES + rb"(?:lib/)?python3\.\d+\0",
    (9, 99): rb"\0WITH_NEXT_FRAMEWORK" + PREFIXES,
}
"""PREFIX with adjacent strings in the library, up to each version: Modules/getpath.c uses them together."""

EXTRA = rb"\0:(plat-[\w:-]+)\0"
RELEASE = rb"(?<!\d)(%d\.%d\.\d+(?:(?:a|b|rc)\d+)?)(?=\+?\0)"

Version = tuple[str, tuple[int, ...], str]
"""An implementation, the numbers of its version, and "t" for a free-threaded build."""

Groups = tuple[bytes, ...]


class Strings:
    """What a program or a library says of a Python.

    `prefix` and `exec_prefix` are PREFIX and EXEC_PREFIX (if both are equal, the linker keeps one), `extra` the entries
    that 2.7 adds to its sys.path, `release` three numbers with the suffix of a pre-release; each is empty if unknown.
    """

    __slots__ = ("exec_prefix", "extra", "is_program", "is_signed", "prefix", "release")

    def __init__(self, magic: bytes, matches: dict[str, Groups]) -> None:
        prefix, exec_prefix = map(os.fsdecode, matches.get("prefix", (b"", b"")))
        extra = matches.get("extra", (b"",))[0]
        self.is_program = magic.startswith(MAGIC)
        self.is_signed = "signature" in matches
        self.prefix = prefix
        self.exec_prefix = exec_prefix or prefix
        self.extra = os.fsdecode(extra).split(":") if extra else []
        self.release = matches.get("release", (b"",))[0].decode()


def read(path: str, version: Version) -> Strings:
    """Return what the file at `path` says of a Python of `version`; many environments have one library, read once."""
    return _read(path, version, *identity(path))


def identity(path: str) -> tuple[int, ...]:
    """Return what a file at `path` with other content differs in; nothing if there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return ()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


@functools.cache
def _read(path: str, version: Version, *_identity: int) -> Strings:
    try:
        return Strings(reading.start(path, len(MAGIC[0])), _search(path, _patterns(version)))
    except OSError:
        return Strings(b"", {})


def _patterns(version: Version) -> dict[str, re.Pattern[bytes]]:
    implementation, numbers, _ = version
    patterns = {"signature": SIGNATURE}
    if implementation == "CPython" and numbers:
        patterns["release"] = RELEASE % numbers[:2]
        patterns["prefix"] = next(each for last, each in PREFIX_PATTERNS.items() if numbers <= last)
        if numbers[0] == 2:
            patterns["extra"] = EXTRA
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


def _search(path: str, patterns: dict[str, re.Pattern[bytes]]) -> dict[str, Groups]:
    """Return the groups of the first match of each pattern in the file at `path`. Raises OSError."""
    matches: dict[str, Groups] = {}
    first = 0
    for piece in reading.pieces(path, LARGEST, LONGEST):
        for name in [name for name in patterns if name not in matches]:
            if match := patterns[name].search(piece, first):
                matches[name] = match.groups(b"")
        if len(matches) == len(patterns):
            break
        first = 1  # what is before a match in the piece before shows whether it is one
    return matches
