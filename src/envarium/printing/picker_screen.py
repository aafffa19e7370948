"""A list on the terminal that is narrowed by typing, for choosing one of its rows."""

from __future__ import annotations

import codecs
import os
import select
import termios
import tty

from envarium import environ
from envarium.printing.terminal import DUMB, cut, is_plain, width_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Row = tuple[str, str, str]

MISSED = 9
"""The rank of a row that does not match."""

HEIGHT = 15
"""The most rows that are shown at once."""

PAUSE = 0.05
"""Seconds after which an escape character is the Esc key, and not the start of another key's sequence."""

ESC, ENTER, UP, DOWN, PAGE_UP, PAGE_DOWN, FIRST, LAST, ERASE, ERASE_WORD, ERASE_ALL = (
    "esc", "enter", "up", "down", "page up", "page down", "first", "last", "erase", "erase word", "erase all",
)  # fmt: skip

KEYS = {
    "\r": ENTER, "\n": ENTER, "\x03": ESC, "\x04": ESC, "\x07": ESC,
    "\x10": UP, "\x0b": UP, "\x0e": DOWN, "\t": DOWN,
    "\x7f": ERASE, "\x08": ERASE, "\x17": ERASE_WORD, "\x15": ERASE_ALL,
}  # fmt: skip
"""What control characters do, as in fzf and readline."""

SEQUENCES = {
    "A": UP, "B": DOWN, "H": FIRST, "F": LAST, "Z": UP,
    "1~": FIRST, "7~": FIRST, "4~": LAST, "8~": LAST, "5~": PAGE_UP, "6~": PAGE_DOWN,
}  # fmt: skip
"""What keys do by the end of what they send, after ESC [ or ESC O (xterm's ctlseqs)."""


def choose(terminal: int, rows: Mapping[str, Row]) -> str:
    """Return the name of the row that is chosen on the `terminal`, "" if the user leaves the list with Esc.

    The list is below the cursor, and is erased at the end.
    """
    if environ.TERM.get() in DUMB or is_plain():
        return _by_number(terminal, rows)
    before = termios.tcgetattr(terminal)
    choice = Choice(rows)
    keys = Keys(terminal)
    try:
        tty.setraw(terminal, termios.TCSADRAIN)
        while True:
            _write(terminal, choice.drawn(*os.get_terminal_size(terminal)))
            key = keys.read()
            if key in (ENTER, ESC):
                return choice.name if key == ENTER else ""
            choice.press(key)
    finally:
        _write(terminal, "\r\033[J")
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _by_number(terminal: int, rows: Mapping[str, Row]) -> str:
    """Ask for the number or the name of a row on a terminal that can only print lines."""
    lines = [f"{number:4}  {'  '.join(filter(None, row))}\n" for number, row in enumerate(rows.values(), 1)]
    _write(terminal, "".join(lines) + "number or name: ")
    answer = os.read(terminal, 1024).decode(errors="replace").strip()
    if answer in rows:
        return answer
    return list(rows)[int(answer) - 1] if answer.isdecimal() and 0 < int(answer) <= len(rows) else ""


def _write(terminal: int, text: str) -> None:
    content = text.encode(errors="backslashreplace")
    while content:
        content = content[os.write(terminal, content) :]


class Keys:
    """The keys that are pressed on `terminal`: characters as they are, all others by what they do."""

    __slots__ = ("_decoder", "_terminal")

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def read(self) -> str:
        """Wait for a key and return it, "" for one that means nothing here. What is typed after it is not read."""
        character = self._next()
        if character != "\x1b":
            return KEYS.get(character, character if character.isprintable() else "")
        if not self._has_more():
            return ESC
        if self._next() not in ("[", "O"):
            return ""  # Alt and a character
        sequence = ""
        while not "@" <= sequence[-1:] <= "~" and self._has_more():
            sequence += self._next()
        return SEQUENCES.get(sequence, "")

    def _has_more(self) -> bool:
        return bool(select.select([self._terminal], [], [], PAUSE)[0])

    def _next(self) -> str:
        """Return the next character; Ctrl-D where the terminal has gone."""
        while True:
            byte = os.read(self._terminal, 1)
            character = self._decoder.decode(byte)
            if character or not byte:
                return character or "\x04"


class Choice:
    """What is typed, and which of `rows` match it and is selected."""

    __slots__ = ("_index", "_matches", "_query", "_rows")

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = rows
        self._query = ""
        self._index = 0
        self._matches = list(rows)

    @property
    def name(self) -> str:
        """The name of the selected row, "" if none matches."""
        return self._matches[self._index] if self._matches else ""

    def press(self, key: str) -> None:
        """Apply `key` to the query or the selection; "" is ignored."""
        if not key:
            return
        moves = {
            UP: -1,
            DOWN: 1,
            PAGE_UP: -HEIGHT,
            PAGE_DOWN: HEIGHT,
            FIRST: -len(self._rows),
            LAST: len(self._rows),
        }
        if key in moves:
            self._index = max(0, min(self._index + moves[key], len(self._matches) - 1))
            return
        queries = {
            ERASE: self._query[:-1],
            ERASE_ALL: "",
            ERASE_WORD: self._query.rstrip().rpartition(" ")[0],
        }
        self._query = queries.get(key, self._query + key)
        self._index = 0
        ranks = [(_rank(self._query.casefold(), row), name) for name, row in self._rows.items()]
        self._matches = [name for rank, name in sorted(ranks) if rank < MISSED]

    def drawn(self, columns: int, lines: int) -> str:
        """Return what draws the list from the line of the cursor, and leaves the cursor after what was typed."""
        height = max(1, min(HEIGHT, lines - 2))
        first = max(0, self._index - height + 1)
        visible = self._matches[first : first + height]
        width = max((width_of(self._rows[name][0]) for name in visible), default=0)
        texts = [_line(self._rows[name], width) for name in visible]
        rows = [f"{'>' if n == self._index else ' '} {text}" for n, text in enumerate(texts, first)]
        prompt = f"workon ({len(self._matches)}/{len(self._rows)}): {self._query}"
        prompt = prompt if width_of(prompt) < columns else prompt[-(columns // 2) :]
        body = "".join("\r\n" + cut(text, max(columns - 1, 1)) for text in rows)
        return (
            f"\r\033[J{prompt}{body}\033[{len(rows)}A\r\033[{width_of(prompt)}C"
            if rows
            else f"\r\033[J{prompt}"
        )


def _rank(query: str, row: Row) -> int:
    """Return how well `row` matches: the words typed are in its name, in any of its texts, or letters of its name."""
    name = row[0].casefold()
    words = query.split()
    if name.startswith(query):
        return 0
    if all(word in name for word in words):
        return 1
    if all(any(word in text.casefold() for text in row) for word in words):
        return 2
    letters = iter(name)
    return 3 if all(letter in letters for letter in query) else MISSED


def _line(row: Row, width: int) -> str:
    name, python, project = row
    return f"{name}{' ' * (width - width_of(name))}  {python}  {project}".rstrip()
