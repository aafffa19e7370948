"""The first lines of a script, with the path of its interpreter."""

from __future__ import annotations

import os

from envarium.creator.image import BESIDE, LONGEST_SHEBANG
from envarium.relocating import languages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.relocating.spelling import Rewriter

SH_HEAD = b"#!/bin/sh\n'''exec' "
"""The beginning of a script whose interpreter cannot be in a shebang: sh starts it; in Python, it is a string."""

ITSELF = b' "$0"'


def rewrite(content: bytes, rewriter: Rewriter) -> tuple[bytes, bytes]:
    """Return the new head of the script `content`, b"" if it has none with an old path, and the rest."""
    if content.startswith(SH_HEAD):
        line, _, rest = content[len(SH_HEAD) :].partition(b"\n")
        argument, itself, _ = line.partition(ITSELF)
        end, _, rest = rest.partition(b"\n")
        command = rewriter.text(argument, languages.SH, languages.TEXT)
        interpreter, arguments = _interpreter(command, argument)
        if not itself or end.strip() != b"' '''":
            return b"", content
        if _is_own(interpreter, rewriter):
            return _beside(arguments), rest
        return (_by_sh(interpreter, arguments), rest) if command != argument else (b"", content)
    line, newline, rest = content.partition(b"\n")
    if line[:2] != b"#!" or not newline:
        return b"", content
    shebang = os.fsdecode(line[2:].strip())
    for move in rewriter.moves:
        if shebang.startswith(move.old + "/"):
            inside, _, arguments = shebang[len(move.old) :].partition(" ")
            own = _is_own(move.new + inside, rewriter)
            return _beside(arguments) if own else _head(move.new + inside, arguments), rest
    return b"", content


def _is_own(interpreter: str, rewriter: Rewriter) -> bool:
    """Return whether `interpreter` is the Python of an environment that may be moved."""
    directory, name = os.path.split(interpreter)
    is_python = name.startswith(("python", "pypy"))
    return rewriter.is_movable and is_python and directory in [move.new + "/bin" for move in rewriter.moves]


def _beside(arguments: str) -> bytes:
    """Return the lines that start the Python beside the script."""
    return (
        SH_HEAD + os.fsencode(BESIDE + (" " if arguments else "") + arguments) + ITSELF + b" \"$@\"\n' '''\n"
    )


def _interpreter(command: bytes, argument: bytes) -> tuple[str, str]:
    """Return the interpreter and its arguments from `command`, the rewritten shell code `argument`."""
    text = os.fsdecode(command)
    if argument[:1] in (b"'", b'"'):
        quote = text[0]
        inside, _, arguments = text[1:].rpartition(quote)
        return inside, arguments.strip()
    _, blank, arguments = os.fsdecode(argument).partition(" ")
    return text.removesuffix(blank + arguments), arguments


def _head(interpreter: str, arguments: str) -> bytes:
    """Return the shebang with `interpreter`, or the lines that start it if a shebang cannot."""
    line = os.fsencode(f"#!{interpreter}{' ' if arguments else ''}{arguments}\n")
    fits = len(line) <= LONGEST_SHEBANG and not any(c.isspace() for c in interpreter)
    if fits or not os.path.basename(interpreter).startswith(("python", "pypy")):
        return line
    return _by_sh(interpreter, arguments)


def _by_sh(interpreter: str, arguments: str) -> bytes:
    text = "'" + languages.sh_and_python(interpreter) + "'" + (" " if arguments else "") + arguments
    return SH_HEAD + os.fsencode(text) + ITSELF + b" \"$@\"\n' '''\n"
