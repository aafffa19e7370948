"""Version ranges such as `>=3.10,<3.13`, by the rules of PEP 440."""

from __future__ import annotations

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version


class Bounds:
    """The versions that a specifier set allows, including pre-releases: which of them to use is decided later."""

    __slots__ = ("specifiers",)

    def __init__(self, specifiers: SpecifierSet) -> None:
        self.specifiers = specifiers

    def contains(self, release: str) -> bool:
        """Return whether `release` is allowed."""
        return self.specifiers.contains(release, prereleases=True)


def read(text: str) -> Bounds:
    """Return the bounds in `text`. Raises ValueError with the reason if it is invalid."""
    try:
        return Bounds(SpecifierSet(text))
    except InvalidSpecifier as error:
        reason = str(error)
        raise ValueError(reason[:1].lower() + reason[1:]) from error


def order(version: str) -> Version:
    """Return what sorts `version` among others; an invalid one precedes them."""
    try:
        return Version(version)
    except InvalidVersion:
        return Version("0.dev0")
