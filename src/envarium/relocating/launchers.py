"""The first lines of a script, which name its interpreter."""

from __future__ import annotations

import os

from envarium.creator.image import LONGEST_SHEBANG
from envarium.relocating import languages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.relocating.spelling import Rewriter

BY_SH = b"#!/bin/sh\n'''exec' "
"""How a script begins whose interpreter no shebang can name: sh starts it; to Python, two lines are one string."""

ITSELF = b' "$0"'


def rewritten(content: bytes, rewriter: Rewriter) -> tuple[bytes, bytes]:
    """Return the new head of the script `content`, b"" if it has none that names its interpreter, and the rest."""
    if content.startswith(BY_SH):
        line, _, rest = content[len(BY_SH) :].partition(b"\n")
        word, itself, _ = line.partition(ITSELF)
        end, _, rest = rest.partition(b"\n")
        moved = rewriter.text(word, languages.SH, languages.PLAIN)
        if itself and moved != word and end.strip() == b"' '''":
            return _by_sh(*_interpreter(moved, word)), rest
        return b"", content
    line, newline, rest = content.partition(b"\n")
    if line[:2] != b"#!" or not newline:
        return b"", content
    told = os.fsdecode(line[2:].strip())
    for move in rewriter.moves:
        if told.startswith(move.old + "/"):
            inside, _, arguments = told[len(move.old) :].partition(" ")
            return _head(move.new + inside, arguments), rest
    return b"", content


def _interpreter(moved: bytes, word: bytes) -> tuple[str, str]:
    """Return the interpreter and its arguments out of `moved`, the words to sh that were `word`."""
    text = os.fsdecode(moved)
    if word[:1] in (b"'", b'"'):
        quote = text[0]
        inside, _, arguments = text[1:].rpartition(quote)
        return inside, arguments.strip()
    _, blank, arguments = os.fsdecode(word).partition(" ")
    return text.removesuffix(blank + arguments), arguments


def _head(interpreter: str, arguments: str) -> bytes:
    """Return the first line that names `interpreter`, or the lines that start it where a shebang cannot."""
    line = os.fsencode(f"#!{interpreter}{' ' if arguments else ''}{arguments}\n")
    fits = len(line) <= LONGEST_SHEBANG and not any(c.isspace() for c in interpreter)
    if fits or not os.path.basename(interpreter).startswith(("python", "pypy")):
        return line
    return _by_sh(interpreter, arguments)


def _by_sh(interpreter: str, arguments: str) -> bytes:
    quoted = "'" + languages.sh_and_python(interpreter) + "'" + (" " if arguments else "") + arguments
    return BY_SH + os.fsencode(quoted) + ITSELF + b" \"$@\"\n' '''\n"
