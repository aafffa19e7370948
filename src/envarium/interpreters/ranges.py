"""Version ranges such as `>=3.10,<3.13`, as PEP 440 has them."""

from __future__ import annotations

from packaging.specifiers import InvalidSpecifier, SpecifierSet


class Bounds:
    """The versions that a specifier set allows, pre-releases included: which of them is taken is decided later."""

    __slots__ = ("specifiers",)

    def __init__(self, specifiers: SpecifierSet) -> None:
        self.specifiers = specifiers

    def contains(self, release: str) -> bool:
        """Say whether `release` is allowed."""
        return self.specifiers.contains(release, prereleases=True)


def read(text: str) -> Bounds:
    """Return the bounds that `text` sets. Raises ValueError with the reason where it sets none."""
    try:
        return Bounds(SpecifierSet(text))
    except InvalidSpecifier as error:
        reason = str(error)
        raise ValueError(reason[:1].lower() + reason[1:]) from error
