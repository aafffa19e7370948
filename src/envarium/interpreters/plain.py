"""What projects usually say of their Pythons, read without a parser.

The rest is left to the full lane, which has parsers and gives the same answer to what is read here.
"""

from __future__ import annotations

from envarium.files import reading
from envarium.lanes import NeedsFullLane

KEY = "requires-python"
TABLE = "[project]"
ESCAPES = ("\\u", "\\U", "\\x")
BEYOND = (*ESCAPES, '"""', "'''")
"""Behind one of these, a line may not be what it seems: escapes can spell a key, strings have many lines."""

PRE_RELEASES = ("a", "b", "rc")

SIGNS = (">=", "<=", ">", "<")
"""The longer ones first. `~=`, `==` and `!=` have more to them (PEP 440), and are rare in projects."""


def requires(path: str) -> str:
    """Return the `requires-python` of the `pyproject.toml` at `path`, "" where it says none or cannot be read.

    Raises NeedsFullLane where it takes a parser to tell.
    """
    try:
        text = reading.read(path).decode()
    except (OSError, ValueError):
        return ""
    table, certain = "", True
    for line in text.split("\n"):
        stripped = line.strip()
        certain = certain and not any(sign in stripped for sign in BEYOND)
        if KEY in stripped and stripped[0] != "#":
            if table != TABLE or not certain:
                raise NeedsFullLane
            return _value(stripped)
        if stripped[:1] == "[":
            table = stripped.partition("#")[0].rstrip()
    if any(sign in text for sign in ESCAPES):
        raise NeedsFullLane
    return ""


def _value(line: str) -> str:
    """Return the text of the line `requires-python = "text"`. Raises NeedsFullLane for any other line."""
    key, _, said = line.partition("=")
    opening, said = said.strip()[:1], said.strip()[1:]
    if key.strip() != KEY or opening not in ("'", '"'):
        raise NeedsFullLane
    text, closing, rest = said.partition(opening)
    if not closing or not text.isprintable() or "\\" in text or rest.strip()[:1] not in ("", "#"):
        raise NeedsFullLane
    return text.strip()


class Bounds:
    """The versions that all of the clauses allow: pairs of a sign and the numbers of a release."""

    __slots__ = ("clauses",)

    def __init__(self, clauses: list[tuple[str, list[int]]]) -> None:
        self.clauses = clauses

    def contains(self, release: str) -> bool:
        """Say whether `release`, maybe a pre-release, is allowed. Raises NeedsFullLane if there is more to it."""
        final, suffix = parted(release)
        numbers = _numbers(final)
        return all(_holds(numbers, sign, bound, early=bool(suffix)) for sign, bound in self.clauses)


def bounds(text: str) -> Bounds:
    """Return the bounds that `text` sets: `>=3.10,<3.13`. Raises NeedsFullLane where one is no plain comparison."""
    clauses = []
    for clause in text.split(","):
        stripped = clause.strip()
        sign = next((sign for sign in SIGNS if stripped.startswith(sign)), "")
        if not sign:
            raise NeedsFullLane
        clauses.append((sign, _numbers(stripped[len(sign) :].strip())))
    return Bounds(clauses)


def _numbers(release: str) -> list[int]:
    """Return the numbers of `release` without the zeros at its end. Raises NeedsFullLane if there is more to it."""
    parts = release.split(".")
    if not all(map(is_number, parts)):
        raise NeedsFullLane
    numbers = [int(part) for part in parts]
    while numbers and not numbers[-1]:
        numbers.pop()
    return numbers


def parted(release: str) -> tuple[str, str]:
    """Return the final release that `release` is or comes before, and what makes it a pre-release ("": nothing)."""
    for letters in PRE_RELEASES:
        final, found, serial = release.partition(letters)
        if found and is_number(serial):
            return final, letters + serial
    return release, ""


def is_number(text: str) -> bool:
    """Say whether `text` is one number of a version."""
    return text.isascii() and text.isdecimal() and len(text) <= 4


def _holds(numbers: list[int], sign: str, bound: list[int], *, early: bool) -> bool:
    """Say whether the numbers of a release hold against a bound; a pre-release of the bound itself is not below it."""
    if numbers == bound:
        return sign == "<=" or (sign == ">=" and not early)
    return (numbers > bound) == (sign[0] == ">")
