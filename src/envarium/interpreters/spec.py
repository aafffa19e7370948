"""Parses the text that asks for an interpreter. Nothing else does."""

from __future__ import annotations

import os

from envarium import errors, lanes
from envarium.interpreters import simple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from envarium.interpreters.facts import Facts

    class Range(Protocol):
        """Versions between bounds."""

        def contains(self, release: str) -> bool:
            """Return whether `release` is one of them."""


VERSION = "version"
PATH = "path"
NAME = "name"

CPYTHON = "CPython"
"""The implementation that a version or a range without a prefix asks for."""

PREFIXES = (("cpython", CPYTHON), ("pypy", "PyPy"), ("python", CPYTHON))
"""The prefixes of a spec, and the implementation that each asks for."""

PLATFORMS = ("linux-", "macos-", "darwin-")
"""The prefixes of the platform in the names of uv's interpreters; it is ignored, as all are this machine's."""

GENERAL_NAMES = ("python", "python2", "python3")
"""Names of programs that ask for any interpreter of that version if PATH has none of that name."""


class Spec:
    """What a user asks for. `kind` says whether `target` is a path or a name, or whether the other fields count.

    `implementation` is "" for any, `version` its numbers (none: any), `pre` the suffix of a pre-release, `threads`
    whether the build is free-threaded, `range` the bounds, if there are any.
    """

    __slots__ = ("implementation", "kind", "pre", "range", "target", "text", "threads", "version")

    def __init__(self, text: str, kind: str = VERSION, target: str = "") -> None:
        self.text = text
        self.kind = kind
        self.target = target
        self.implementation = ""
        self.version: tuple[int, ...] = ()
        self.pre = ""
        self.threads = False
        self.range: Range | None = None

    def of(self, implementation: str) -> Spec:
        """Return this spec, with `implementation` in place of its own."""
        spec = Spec(self.text, self.kind, self.target)
        spec.version, spec.pre, spec.threads = self.version, self.pre, self.threads
        spec.range = self.range
        spec.implementation = implementation
        return spec

    def matches(self, facts: Facts) -> bool:
        """Return whether the interpreter that `facts` describe has the right implementation, version and threads."""
        if not self.may_match(facts.implementation, facts.numbers) or bool(facts.abi_thread) != self.threads:
            return False
        if self.range:
            return self.range.contains(facts.release)
        if self.pre:
            return facts.release == facts.version + self.pre
        return facts.is_final or len(self.version) < 3

    def may_match(self, implementation: str, version: tuple[int, ...]) -> bool:
        """Return whether an interpreter can match of which only this is known ("", fewer numbers: less is known)."""
        if implementation and self.implementation and implementation != self.implementation:
            return False
        count = min(len(version), len(self.version))
        return version[:count] == self.version[:count]


def any_version(*numbers: int) -> Spec:
    """Return the spec for all versions that begin with `numbers`."""
    spec = Spec(".".join(str(number) for number in numbers) or "python")
    spec.version = numbers
    return spec


def parse(text: str) -> Spec:
    """Return the spec in `text`. Raises InvalidSpec, and NeedsFullLane for a range other than simple comparisons."""
    word = text.strip()
    if not word:
        raise errors.InvalidSpec(text, "it is empty")
    if not word.isprintable() and any(character < " " or character == "\x7f" for character in word):
        raise errors.InvalidSpec(text, "it contains a newline or another control character")
    if "/" in word or (word[0] == "~" and word[1:2] != "="):
        return Spec(text, PATH, _absolute(text, os.path.expanduser(word)))
    if any(sign in word for sign in "<>=!~"):
        return _range(text, word)
    return _by_version(text, word.lower()) or _by_name(text, word)


def agrees(text: str, implementation: str, release: str) -> bool:
    """Return whether an interpreter of this `implementation` and `release` may be what `text` asks for.

    A path, the name of a program, and what is not valid are no reason to deny it. Raises NeedsFullLane as `parse`.
    """
    try:
        spec = parse(text)
    except errors.InvalidSpec:
        return True
    numbers = release.split(".")
    if spec.kind != VERSION or not release or not all(map(simple.is_number, numbers)):
        return True
    if spec.range and not spec.range.contains(release):
        return False
    return spec.may_match(implementation, tuple(map(int, numbers)))


def _absolute(text: str, path: str) -> str:
    if path[0] == "/":
        return path
    try:
        return os.getcwd() + "/" + path
    except OSError as error:
        raise errors.InvalidSpec(text, "the working directory does not exist") from error


def _range(text: str, word: str) -> Spec:
    start = min(word.index(sign) for sign in "<>=!~" if sign in word)
    prefix = word[:start].strip().lower()
    implementations = dict(PREFIXES)
    if prefix and prefix not in implementations:
        raise errors.InvalidSpec(text, f'"{prefix}" is not a known implementation')
    spec = Spec(text)
    spec.implementation = implementations.get(prefix, CPYTHON)
    try:
        spec.range = _bounds(word[start:])
    except ValueError as error:
        raise errors.InvalidSpec(text, str(error)) from error
    return spec


def _bounds(text: str) -> Range:
    """Return the bounds in `text`, such as `>=3.10,<3.13`. Raises ValueError with a reason."""
    if not lanes.full:
        return simple.bounds(text)
    from envarium.interpreters import ranges

    return ranges.read(text)


def _by_version(text: str, word: str) -> Spec | None:
    """Return the spec for `3.12`, `python3.12`, `pypy`, `cpython@3.12` and similar texts, None for others."""
    spec = Spec(text)
    spec.implementation = CPYTHON
    rest = word
    for prefix, implementation in PREFIXES:
        if word.startswith(prefix):
            if word in GENERAL_NAMES:
                return None
            spec.implementation = implementation
            rest = word[len(prefix) :]
            break
    if rest != word and rest[:1] in ("@", "-"):
        rest = rest[1:]
    elif not rest:
        return spec
    return spec if _read_version(spec, rest) else None


def _read_version(spec: Spec, text: str) -> bool:
    """Read the version in `text` (X, X.Y or X.Y.Z, followed by `t`, a pre-release or `.*`) into `spec`.

    uv's forms have `+freethreaded` instead of `t`, and may contain a platform: `3.12.1-linux-x86_64-gnu`.
    """
    text, _, platform = text.partition("-")
    if platform and not platform.startswith(PLATFORMS):
        return False
    text = text.removesuffix(".*").replace("+freethreaded", "t")
    if text[-1:] == "t" and text[-2:-1].isdecimal():
        spec.threads = True
        text = text[:-1]
    text, spec.pre = simple.split_release(text)
    if spec.pre:
        text += ".0" * (2 - text.count("."))
    parts = text.split(".")
    if len(parts) > 3 or not all(map(simple.is_number, parts)):
        return False
    spec.version = tuple(int(part) for part in parts)
    return True


def _by_name(text: str, name: str) -> Spec:
    if name[0].isdigit() or name[0] in "-.":
        raise errors.InvalidSpec(text, "it is not a version")
    if not all(character.isalnum() or character in "._+-" for character in name):
        raise errors.InvalidSpec(text, "it is neither a version nor the name of a program")
    return Spec(text, NAME, name)
