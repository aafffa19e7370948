"""The one door from text to a wanted interpreter."""

from __future__ import annotations

import os

from envarium import lanes
from envarium.errors import InvalidSpec
from envarium.interpreters import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from envarium.interpreters.facts import Facts

    class Range(Protocol):
        """Versions between bounds."""

        def contains(self, release: str) -> bool:
            """Say whether `release` lies within."""


VERSION = "version"
PATH = "path"
NAME = "name"

CPYTHON = "CPython"
"""What a version or a range without a prefix asks for."""

PREFIXES = (("cpython", CPYTHON), ("pypy", "PyPy"), ("python", CPYTHON))
"""How a spec may begin, and the implementation that this asks for."""

PLATFORMS = ("linux-", "macos-", "darwin-")
"""How the platform in the name of one of uv's interpreters begins. All interpreters here are of this one."""

GENERAL_NAMES = ("python", "python2", "python3")
"""Names of programs that stand for any interpreter of theirs when PATH has none."""


class Spec:
    """A wanted interpreter. `kind` says whether `place` is its path or its name, or whether its version counts.

    `implementation` is "" where any will do, `version` the numbers asked for (none: any), `pre` the suffix of a
    pre-release, `threads` whether a free-threaded build is wanted, `range` the bounds, if there are any.
    """

    __slots__ = ("implementation", "kind", "place", "pre", "range", "text", "threads", "version")

    def __init__(self, text: str, kind: str = VERSION, place: str = "") -> None:
        self.text = text
        self.kind = kind
        self.place = place
        self.implementation = ""
        self.version: tuple[int, ...] = ()
        self.pre = ""
        self.threads = False
        self.range: Range | None = None

    def of(self, implementation: str) -> Spec:
        """Return the same wish, for `implementation` alone."""
        narrowed = Spec(self.text, self.kind, self.place)
        narrowed.version, narrowed.pre, narrowed.threads = self.version, self.pre, self.threads
        narrowed.range = self.range
        narrowed.implementation = implementation
        return narrowed

    def matches(self, facts: Facts) -> bool:
        """Say whether the interpreter that `facts` describe is one of those wanted, by its version."""
        if not self.may_match(facts.implementation, facts.numbers) or bool(facts.abi_thread) != self.threads:
            return False
        if self.range:
            return self.range.contains(facts.release)
        if self.pre:
            return facts.release == facts.version + self.pre
        return facts.is_final or len(self.version) < 3

    def may_match(self, implementation: str, version: tuple[int, ...]) -> bool:
        """Say whether an interpreter of which no more is known (""; fewer numbers) can be one of those wanted."""
        if implementation and self.implementation and implementation != self.implementation:
            return False
        known = min(len(version), len(self.version))
        return version[:known] == self.version[:known]


def any_version(*numbers: int) -> Spec:
    """Return the spec of whatever version begins with `numbers`."""
    wanted = Spec(".".join(str(number) for number in numbers) or "python")
    wanted.version = numbers
    return wanted


def parse(text: str) -> Spec:
    """Return what `text` asks for. Raises InvalidSpec, and NeedsFullLane for a range beyond plain comparisons."""
    stripped = text.strip()
    if not stripped:
        raise InvalidSpec(text, "it is empty")
    if not stripped.isprintable() and any(character < " " or character == "\x7f" for character in stripped):
        raise InvalidSpec(text, "it holds a newline or another control character")
    if "/" in stripped or (stripped[0] == "~" and stripped[1:2] != "="):
        return Spec(text, PATH, _absolute(text, os.path.expanduser(stripped)))
    if any(sign in stripped for sign in "<>=!~"):
        return _range(text, stripped)
    return _by_version(text, stripped.lower()) or _by_name(text, stripped)


def _absolute(text: str, path: str) -> str:
    if path[0] == "/":
        return path
    try:
        return os.getcwd() + "/" + path
    except OSError as error:
        raise InvalidSpec(text, "the working directory is gone") from error


def _range(text: str, stripped: str) -> Spec:
    start = min(stripped.index(sign) for sign in "<>=!~" if sign in stripped)
    prefix = stripped[:start].strip().lower()
    known = dict(PREFIXES)
    if prefix and prefix not in known:
        raise InvalidSpec(text, f'nothing is known of "{prefix}"')
    wanted = Spec(text)
    wanted.implementation = known.get(prefix, CPYTHON)
    try:
        wanted.range = _bounds(stripped[start:])
    except ValueError as error:
        raise InvalidSpec(text, str(error)) from error
    return wanted


def _bounds(text: str) -> Range:
    """Return the bounds that `text` sets, such as `>=3.10,<3.13`. Raises ValueError with a reason."""
    if not lanes.full:
        return plain.bounds(text)
    from envarium.interpreters import ranges

    return ranges.read(text)


def _by_version(text: str, lowered: str) -> Spec | None:
    """Return the spec of `3.12`, `python3.12`, `pypy`, `cpython@3.12` and the like, None for anything else."""
    wanted = Spec(text)
    wanted.implementation = CPYTHON
    rest = lowered
    for prefix, implementation in PREFIXES:
        if lowered.startswith(prefix):
            if lowered in GENERAL_NAMES:
                return None
            wanted.implementation = implementation
            rest = lowered[len(prefix) :]
            break
    if rest != lowered and rest[:1] in ("@", "-"):
        rest = rest[1:]
    elif not rest:
        return wanted
    return wanted if _read_version(wanted, rest) else None


def _read_version(wanted: Spec, text: str) -> bool:
    """Take the version that `text` is (X, X.Y, X.Y.Z; behind it `t`, a pre-release or `.*`) into `wanted`.

    uv's forms have `+freethreaded` for `t`, and may name a platform: `3.12.1-linux-x86_64-gnu`.
    """
    text, _, platform = text.partition("-")
    if platform and not platform.startswith(PLATFORMS):
        return False
    text = text.removesuffix(".*").replace("+freethreaded", "t")
    if text[-1:] == "t" and text[-2:-1].isdecimal():
        wanted.threads = True
        text = text[:-1]
    text, wanted.pre = plain.parted(text)
    if wanted.pre:
        text += ".0" * (2 - text.count("."))
    parts = text.split(".")
    if len(parts) > 3 or not all(map(plain.is_number, parts)):
        return False
    wanted.version = tuple(int(part) for part in parts)
    return True


def _by_name(text: str, name: str) -> Spec:
    if name[0].isdigit() or name[0] in "-.":
        raise InvalidSpec(text, "it is no version")
    if not all(character.isalnum() or character in "._+-" for character in name):
        raise InvalidSpec(text, "it is neither a version nor the name of a program")
    return Spec(text, NAME, name)
