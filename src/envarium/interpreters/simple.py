"""Reads the usual forms of `requires-python` without a parser.

Everything else needs the full lane, which has parsers; they read these forms in the same way.
"""

from __future__ import annotations

from envarium.files import reading
from envarium.lanes import NeedsFullLane

KEY = "requires-python"
TABLE = "[project]"
ESCAPES = ("\\u", "\\U", "\\x")
UNSUPPORTED = (*ESCAPES, '"""', "'''")
"""After one of these, the meaning of a line is not certain: escapes can spell a key, strings can have many lines."""

PRE_RELEASES = ("a", "b", "rc")

SIGNS = (">=", "<=", ">", "<")
"""The longer ones first. `~=`, `==` and `!=` have more complex rules (PEP 440), and are rare in projects."""


def requires(path: str) -> str:
    """Return the `requires-python` of the `pyproject.toml` at `path`, "" if it has none or cannot be read.

    Raises NeedsFullLane if only a parser can tell.
    """
    try:
        text = reading.read(path).decode()
    except (OSError, ValueError):
        return ""
    table, is_certain = "", True
    for line in text.split("\n"):
        content = line.strip()
        is_certain = is_certain and not any(sign in content for sign in UNSUPPORTED)
        if KEY in content and content[0] != "#":
            if table != TABLE or not is_certain:
                raise NeedsFullLane
            return _value(content)
        if content[:1] == "[":
            table = content.partition("#")[0].rstrip()
    if any(sign in text for sign in ESCAPES):
        raise NeedsFullLane
    return ""


def _value(line: str) -> str:
    """Return the text of the line `requires-python = "text"`. Raises NeedsFullLane for any other line."""
    key, _, value = line.partition("=")
    quote, value = value.strip()[:1], value.strip()[1:]
    if key.strip() != KEY or quote not in ("'", '"'):
        raise NeedsFullLane
    text, closing, rest = value.partition(quote)
    if not closing or not text.isprintable() or "\\" in text or rest.strip()[:1] not in ("", "#"):
        raise NeedsFullLane
    return text.strip()


class Bounds:
    """The versions that all clauses allow: pairs of a sign and the numbers of a release."""

    __slots__ = ("clauses",)

    def __init__(self, clauses: list[tuple[str, list[int]]]) -> None:
        self.clauses = clauses

    def contains(self, release: str) -> bool:
        """Return whether `release`, maybe a pre-release, is allowed. Raises NeedsFullLane if it has another form."""
        final, suffix = split_release(release)
        own = numbers(final)
        return all(_is_within(own, sign, bound, is_pre_release=bool(suffix)) for sign, bound in self.clauses)


def bounds(text: str) -> Bounds:
    """Return the bounds in `text`: `>=3.10,<3.13`. Raises NeedsFullLane if one is no simple comparison."""
    clauses = []
    for clause in text.split(","):
        content = clause.strip()
        sign = next((sign for sign in SIGNS if content.startswith(sign)), "")
        if not sign:
            raise NeedsFullLane
        clauses.append((sign, numbers(content[len(sign) :].strip())))
    return Bounds(clauses)


def numbers(release: str) -> list[int]:
    """Return the numbers of `release` without the zeros at its end. Raises NeedsFullLane if it has another form."""
    parts = release.split(".")
    if not all(map(is_number, parts)):
        raise NeedsFullLane
    values = [int(part) for part in parts]
    while values and not values[-1]:
        values.pop()
    return values


def split_release(release: str) -> tuple[str, str]:
    """Return the final release of `release`, and the suffix that makes it a pre-release ("": none)."""
    for marker in PRE_RELEASES:
        final, separator, serial = release.partition(marker)
        if separator and is_number(serial):
            return final, marker + serial
    return release, ""


def is_number(text: str) -> bool:
    """Return whether `text` is one number of a version."""
    return text.isascii() and text.isdecimal() and len(text) <= 4


def _is_within(numbers: list[int], sign: str, bound: list[int], *, is_pre_release: bool) -> bool:
    """Return whether the numbers of a release satisfy a bound; a pre-release of the bound itself is not below it."""
    if numbers == bound:
        return sign == "<=" or (sign == ">=" and not is_pre_release)
    return (numbers > bound) == (sign[0] == ">")
