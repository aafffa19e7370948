"""What the terminal can show: how wide it is, whether it has colour, and how many columns a text takes. Hot."""

from __future__ import annotations

import os
import sys

from envarium import environ, settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

BOLD, RED, NORMAL = "\033[1m", "\033[1;31m", "\033[0m"
"""The only styles: both can be read on white and on black, and text says the same."""

DUMB = ("", "dumb", "unknown")
"""The kinds of terminal that only print."""

DEFAULT_WIDTH = 80


def is_plain() -> bool:
    """Return whether every fact is to be on a line of its own, with nothing drawn, as screen readers need it."""
    return settings.value("plain") is True


def is_coloured(stream: TextIO) -> bool:
    """Return whether `stream` shows colour: it is a terminal that can, unless NO_COLOR or FORCE_COLOR decides."""
    if environ.NO_COLOR.get() or is_plain():
        return False
    return bool(environ.FORCE_COLOR.get()) or (stream.isatty() and environ.TERM.get() not in DUMB)


def redraws() -> bool:
    """Return whether a line on a terminal may be replaced by another one."""
    return environ.TERM.get() not in DUMB and not is_plain()


def style(code: str, stream: TextIO) -> tuple[str, str]:
    """Return what begins and ends the style `code` on `stream`, nothing where it is not coloured."""
    return (code, NORMAL) if is_coloured(stream) else ("", "")


def width(stream: TextIO) -> int:
    """Return the columns of `stream`, 0 where it is not a terminal, so that nothing needs to fit."""
    if not stream.isatty():
        return 0
    columns = environ.COLUMNS.get()
    if columns.isascii() and columns.isdigit() and 0 < int(columns) < 10_000:
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or DEFAULT_WIDTH
    except OSError:
        return DEFAULT_WIDTH


def width_of(text: str) -> int:
    """Return how many columns `text` takes: two for East Asian wide characters and emoji, none for combining marks."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def is_even(text: str) -> bool:
    """Return whether each character of `text` takes one column."""
    return text.isascii() or all(_columns(character) == 1 for character in set(text))


def _columns(character: str) -> int:
    import unicodedata  # 0.3 ms, where a text is not ASCII

    if unicodedata.category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff":
        return 0  # the second range are vowels and finals of Hangul, drawn into the syllable before them
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """Return `text`, with an ellipsis for its end if it takes more than `columns`."""
    if width_of(text) <= columns:
        return text
    mark = ellipsis()
    return _beginning(text, columns - len(mark)) + mark


def cut_start(text: str, columns: int) -> str:
    """Return `text`, a path, with an ellipsis for its start if it takes more than `columns`."""
    if width_of(text) <= columns:
        return text
    mark = ellipsis()
    room = columns - len(mark)
    rest = text[len(text) - len(_beginning(text[::-1], room)) :]
    while rest and not _columns(rest[0]):  # a mark whose letter was cut
        rest = rest[1:]
    return mark + rest


def _beginning(text: str, columns: int) -> str:
    used = 0
    for number, character in enumerate(text):
        used += _columns(character)
        if used > columns:
            return text[:number]
    return text


def ellipsis() -> str:
    """Return what stands for the part that is cut."""
    return "…" if can_print("…") else "..."


def can_print(text: str) -> bool:
    """Return whether the encoding of standard output has all characters of `text`."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def folded(text: str, columns: int, indent: str = "") -> list[str]:
    """Return `text` in lines of at most `columns`, broken at blanks; a longer word has a line of its own.

    Lines after the first begin with `indent`.
    """
    first, *words = text.lstrip(" ").split(" ")
    lines = [text[: len(text) - len(text.lstrip(" "))] + first]
    for word in words:
        if columns and width_of(lines[-1]) + 1 + width_of(word) > columns:
            lines.append(indent + word)
        else:
            lines[-1] += " " + word
    return lines
