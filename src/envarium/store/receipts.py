"""The history of an environment: a file in it with a line of JSON for each creation and installation."""

from __future__ import annotations

import os
import time

from envarium import __version__
from envarium.files import reading, writing
from envarium.files.deleting import attempt
from envarium.files.owning import inherit

FILE = ".envarium-history.jsonl"

LARGEST = 1 << 18
"""Bytes of history above which the older half is deleted."""

HIDDEN = "***"
"""What replaces a password in a URL."""


def record(words: tuple[str, ...], python: str, **changes: object) -> dict[str, object]:
    """Return what is recorded of the command line `words` on an environment whose Python has the version `python`."""
    return {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "uid": os.geteuid(),
        "envarium": __version__,
        "words": [_masked(word) for word in words],
        "python": python,
        **changes,
    }


def _masked(word: str) -> str:
    """Return `word` without the user and the password in a URL."""
    scheme, separator, rest = word.partition("://")
    host, slash, path = rest.partition("/")
    if not separator or "@" not in host:
        return word
    return f"{scheme}://{HIDDEN}@{host.rpartition('@')[2]}{slash}{path}"


def append(path: str, line: str) -> None:
    """Append `line`, JSON without a newline, to the history of the environment at `path`, if it can be written."""
    attempt(_append, f"{path}/{FILE}", line)


def _append(path: str, line: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    try:
        writing.write_to(descriptor, line.encode("utf-8", "backslashreplace") + b"\n")
    finally:
        os.close(descriptor)
    inherit(path)


def shorten(path: str) -> None:
    """Delete the older half of the history of the environment at `path` if it is large. Raises OSError."""
    file = f"{path}/{FILE}"
    if os.path.getsize(file) > LARGEST:
        lines = reading.read(file, 2 * LARGEST).splitlines(keepends=True)
        writing.replace(file, b"".join(lines[len(lines) // 2 :]))
