"""Where a text names the old place, and what it is to name instead: whole paths alone, in every way to write them."""

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
"""What a name may go on with, if a letter or digit follows."""

NOT_BEFORE = WORD | frozenset(b".-+~@%)}]$/")
"""What stands before a path makes it the end of a longer one."""

HEXADECIMAL = frozenset(b"0123456789abcdefABCDEF")
ENDS = (b"'\\''", b"'\"'\"'", b"\\'", b'\\"')
"""Escaped quotes: the name goes on behind them, unless they end what is quoted."""


class Move:
    """That what stood at `old` stands at `new` now: absolute paths."""

    __slots__ = ("new", "old")

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new


class Needle:
    """`text`, a way to write the old place of `move`; `others` are those of longer names beside it."""

    __slots__ = ("is_url", "move", "others", "text")

    def __init__(self, move: Move, form: Form, siblings: Iterable[str]) -> None:
        self.move = move
        self.text = os.fsencode(form(move.old))
        self.is_url = form in (languages.url, languages.lax_url)
        self.others = tuple([os.fsencode(form(sibling)) for sibling in siblings])


class Rewriter:
    """Rewrites texts by `moves`."""

    __slots__ = ("_cores", "_needles", "_siblings", "moves")

    def __init__(self, moves: tuple[Move, ...]) -> None:
        self.moves = moves
        self._cores = tuple({_core(move.old) for move in moves})
        self._siblings = {move.old: _siblings(move.old) for move in moves}
        self._needles: dict[str, list[Needle]] = {}

    def concerns(self, content: bytes) -> bool:
        """Say whether `content` may name an old place; if it does, it may still be another path."""
        return any(core in content for core in self._cores)

    def text(self, content: bytes, language: str, written: str = "") -> bytes:
        """Return `content` of `language` with every old place replaced; `written` is the language of what comes in."""
        parts: list[bytes] = []
        at = 0
        for start, needle in _found(content, self._needles.get(language) or self._learn(language)):
            if start >= at and _is_whole(content, start, needle):
                parts += (content[at:start], _new(content, start, needle, written or language))
                at = start + len(needle.text)
        return b"".join([*parts, content[at:]]) if parts else content

    def path(self, path: str) -> str:
        """Return where the absolute `path` leads to now."""
        for move in self.moves:
            if path == move.old or path.startswith(move.old + "/"):
                return move.new + path[len(move.old) :]
        return path

    def _learn(self, language: str) -> list[Needle]:
        forms = (*languages.SPELLINGS[language], languages.url, languages.lax_url)
        found: dict[bytes, Needle] = {}
        for move in self.moves:
            for form in forms:
                needle = Needle(move, form, self._siblings[move.old])
                found.setdefault(needle.text, needle)
        self._needles[language] = list(found.values())
        return self._needles[language]


def _core(path: str) -> bytes:
    """Return the longest part of `path` that every language writes alike."""
    parts = "".join([c if c in languages.UNRESERVED else "\0" for c in path]).split("\0")
    return os.fsencode(max(parts, key=len))


def _siblings(path: str) -> list[str]:
    """Return what stands beside `path` and has a longer name that begins like its own."""
    parent, name = os.path.split(path)
    try:
        return [
            f"{parent}/{other}" for other in os.listdir(parent) if other.startswith(name) and other != name
        ]
    except OSError:
        return []


def _found(content: bytes, needles: list[Needle]) -> list[tuple[int, Needle]]:
    """Return where each of `needles` stands in `content`, in order, the longest first of those in one place."""
    found = []
    for needle in needles:
        start = content.find(needle.text)
        while start >= 0:
            found.append((start, needle))
            start = content.find(needle.text, start + 1)
    return sorted(found, key=lambda one: (one[0], -len(one[1].text)))


def _is_whole(content: bytes, start: int, needle: Needle) -> bool:
    """Say whether what begins at `start` is the path itself or one inside of it, and not another one."""
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
            behind = content[end + len(quote) : end + len(quote) + 1]
            return not behind or behind[0] not in WORD
    return not (first in b"\\" and following[1:2] in (b"u", b"U", b"x", b"N", b" "))


def _new(content: bytes, start: int, needle: Needle, language: str) -> bytes:
    """Return the new place as it is written at `start`."""
    new = needle.move.new
    if languages.is_simple(new):
        return os.fsencode(new)
    is_raw = needle.text == os.fsencode(needle.move.old)
    if (needle.is_url and not is_raw) or content.endswith((b"file://", b"file:"), 0, start):
        return os.fsencode(languages.url(new))
    line = content[content.rfind(b"\n", 0, start) + 1 : start]
    return os.fsencode(languages.written(new, language, line))
