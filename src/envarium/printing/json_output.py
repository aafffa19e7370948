"""JSON as the fast lanes write it: the standard library's encoder costs more than the listing itself."""

from __future__ import annotations

import sys

from envarium.output import ROWS_AT_ONCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def show(value: dict[str, object] | Iterable[object]) -> None:
    """Print a dict as an object, anything else as a list, whose text is never in memory as a whole."""
    if isinstance(value, dict):
        sys.stdout.write(dump(value) + "\n")
    else:
        _show_rows(value)


def _show_rows(rows: Iterable[object]) -> None:
    start, texts = "[\n", []
    for row in rows:
        texts.append("  " + dump(row, "  "))
        if len(texts) == ROWS_AT_ONCE:
            sys.stdout.write(start + ",\n".join(texts))
            start, texts = ",\n", []
    if texts:
        sys.stdout.write(start + ",\n".join(texts))
    sys.stdout.write("\n]\n" if texts or start != "[\n" else "[]\n")


def dump(value: object, indent: str = "") -> str:
    """Return `value`, of dicts, lists, texts, numbers, booleans and None, as JSON over several lines."""
    deeper = indent + "  "
    if isinstance(value, dict):
        inside = [f"{deeper}{_text(str(key))}: {dump(item, deeper)}" for key, item in value.items()]
        return "{\n" + ",\n".join(inside) + f"\n{indent}}}" if inside else "{}"
    if isinstance(value, (list, tuple)):
        inside = [deeper + dump(item, deeper) for item in value]
        return "[\n" + ",\n".join(inside) + f"\n{indent}]" if inside else "[]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value) if isinstance(value, (int, float)) else _text(str(value))


def _text(text: str) -> str:
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(ESCAPES.get(c) or (c if " " <= c <= "~" else _escaped(c)) for c in text) + '"'


def _escaped(character: str) -> str:
    """Return the escape of one character, as a surrogate pair beyond the first plane (RFC 8259, 7)."""
    number = ord(character)
    if number < 0x10000:
        return f"\\u{number:04x}"
    number -= 0x10000
    return f"\\u{0xD800 + (number >> 10):04x}\\u{0xDC00 + (number & 0x3FF):04x}"
