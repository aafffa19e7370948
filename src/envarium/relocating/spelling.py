"""Finds old paths in a text and replaces them: whole paths only, in every form in which they can be written."""

from __future__ import annotations

import os

from envarium.relocating import languages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from envarium.relocating.languages import Form

WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | frozenset(
    range(128, 256)
)
JOINING = frozenset(b".-+~@")
"""Characters that continue a name if a letter or digit follows."""

NOT_BEFORE = WORD | frozenset(b".-+~@%)}]$/")
"""Characters before a path that make it the end of a longer one."""

HEXADECIMAL = frozenset(b"0123456789abcdefABCDEF")
ENDS = (b"'\\''", b"'\"'\"'", b"\\'", b'\\"')
"""Escaped quotes: the name continues after them, unless they end the quoted text."""


class Move:
    """A move from `old` to `new`, absolute paths."""

    __slots__ = ("new", "old")

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new


class Needle:
    """A form `text` of the old path of `move`; `others` are forms of siblings whose names begin with its name."""

    __slots__ = ("is_url", "move", "others", "text")

    def __init__(self, move: Move, form: Form, siblings: Iterable[str]) -> None:
        self.move = move
        self.text = os.fsencode(form(move.old))
        self.is_url = form in (languages.url, languages.lax_url)
        self.others = tuple([os.fsencode(form(sibling)) for sibling in siblings])


class Rewriter:
    """Rewrites texts by `moves`; `is_movable` means that launchers are to find their Python beside themselves."""

    __slots__ = ("_cores", "_needles", "_siblings", "is_movable", "moves")

    def __init__(self, moves: tuple[Move, ...], *, is_movable: bool = False) -> None:
        self.moves = moves
        self.is_movable = is_movable
        self._cores = tuple({_core(move.old) for move in moves})
        self._siblings = {move.old: _siblings(move.old) for move in moves}
        self._needles: dict[str, list[Needle]] = {}

    def may_match(self, content: bytes) -> bool:
        """Return whether `content` may contain an old path."""
        return any(core in content for core in self._cores)

    def text(self, content: bytes, language: str, source: str = "") -> bytes:
        """Return `content` of `language` with every old path replaced; `source` is the language of the replacement."""
        parts: list[bytes] = []
        at = 0
        for start, needle in _matches(content, self._needles.get(language) or self._make_needles(language)):
            if start >= at and _is_whole(content, start, needle):
                parts += (content[at:start], _replacement(content, start, needle, source or language))
                at = start + len(needle.text)
        return b"".join([*parts, content[at:]]) if parts else content

    def path(self, path: str) -> str:
        """Return the new path for the absolute `path`."""
        for move in self.moves:
            if path == move.old or path.startswith(move.old + "/"):
                return move.new + path[len(move.old) :]
        return path

    def _make_needles(self, language: str) -> list[Needle]:
        forms = (*languages.SPELLINGS[language], languages.url, languages.lax_url)
        needles: dict[bytes, Needle] = {}
        for move in self.moves:
            for form in forms:
                needle = Needle(move, form, self._siblings[move.old])
                needles.setdefault(needle.text, needle)
        self._needles[language] = list(needles.values())
        return self._needles[language]


def _core(path: str) -> bytes:
    """Return the longest part of `path` that no language escapes."""
    parts = "".join([c if c in languages.UNRESERVED else "\0" for c in path]).split("\0")
    return os.fsencode(max(parts, key=len))


def _siblings(path: str) -> list[str]:
    """Return the paths beside `path` whose names begin with its name."""
    parent, name = os.path.split(path)
    try:
        return [
            f"{parent}/{other}" for other in os.listdir(parent) if other.startswith(name) and other != name
        ]
    except OSError:
        return []


def _matches(content: bytes, needles: list[Needle]) -> list[tuple[int, Needle]]:
    """Return the positions of `needles` in `content` in order, at each position the longest first."""
    matches = []
    for needle in needles:
        start = content.find(needle.text)
        while start >= 0:
            matches.append((start, needle))
            start = content.find(needle.text, start + 1)
    return sorted(matches, key=lambda match: (match[0], -len(match[1].text)))


def _is_whole(content: bytes, start: int, needle: Needle) -> bool:
    """Return whether the text at `start` is the path itself or a path inside it."""
    if any(content.startswith(other, start) for other in needle.others):
        return False
    return _may_begin(content, start) and _may_end(content, start + len(needle.text))


def _may_begin(content: bytes, start: int) -> bool:
    if start == 0 or content[start - 1] not in NOT_BEFORE:
        return True
    before, last = content[max(0, start - 3) : start - 1], content[start - 1]
    if last in b"/":
        return content.endswith(b"://", 0, start)
    if last in b"nrtabfv0" and before[-1:] == b"\\":
        return True  # the end of a line inside a string
    return (
        last in b"ILFB" and before[-1:] == b"-" and (len(before) < 2 or before[0] not in WORD)
    )  # a compiler's -I


def _may_end(content: bytes, end: int) -> bool:
    following = content[end : end + 3]
    if not following or following[:1] == b"/":
        return True
    first = following[0]
    if first in WORD:
        return False
    if first in JOINING:
        return following[1:2] == b"" or following[1] not in WORD
    if first in b"%":
        return not (len(following) == 3 and HEXADECIMAL.issuperset(following[1:]))
    for quote in ENDS:
        if content.startswith(quote, end):
            after = content[end + len(quote) : end + len(quote) + 1]
            return not after or after[0] not in WORD
    return not (first in b"\\" and following[1:2] in (b"u", b"U", b"x", b"N", b" "))


def _replacement(content: bytes, start: int, needle: Needle, language: str) -> bytes:
    """Return the new path as it is written at `start`."""
    new = needle.move.new
    if languages.is_simple(new):
        return os.fsencode(new)
    is_raw = needle.text == os.fsencode(needle.move.old)
    if (needle.is_url and not is_raw) or content.endswith((b"file://", b"file:"), 0, start):
        return os.fsencode(languages.url(new))
    line = content[content.rfind(b"\n", 0, start) + 1 : start]
    return os.fsencode(languages.spelling(new, language, line))
