"""The config file as a person has written it: what can be read of it, and where it is wrong."""

from __future__ import annotations

import difflib
import re

from envarium import toml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def parse(text: str) -> tuple[dict[str, object], str]:
    """Return the keys and values of `text`, and where it is not TOML, "" if it is.

    If it is not, each line that is valid by itself still counts, up to the first table.
    """
    try:
        return toml.parse(text), ""
    except ValueError as error:
        mistake = _described(str(error), text)
    keys: dict[str, object] = {}
    for line in text.split("\n"):
        if line.lstrip().startswith("["):
            break
        try:
            keys.update(toml.parse(line))
        except ValueError:
            continue
    return keys, mistake


def _described(message: str, text: str) -> str:
    position = POSITION.search(message)
    if not position:
        return message.lower()
    reason = message[: position.start()].lower()
    if position[1]:
        return f"line {position[1]}, column {position[2]}: {reason}"
    lines = text.rstrip("\n").split("\n")
    return f"line {len(lines)}, column {len(lines[-1]) + 1}: {reason}"


def unknown(text: str, name: str, names: Iterable[str]) -> str:
    """Return that `name`, a key in `text`, is not one of the `names` of settings, with the nearest of these."""
    return f'{position(text, name)}"{name}" is not a setting; {suggestion(name, names)}'


def invalid(text: str, key: str, valid: str) -> str:
    """Return that the value of `key` in `text` is not one that it may have, of which `valid` says what they are."""
    return f'{position(text, key)}"{key}" must be {valid}'


def suggestion(name: str, names: Iterable[str]) -> str:
    """Return which of the `names` of settings or variables `name` may mean, or all of them."""
    text = name.replace("-", "_")
    nearest = difflib.get_close_matches(text if text.isupper() else text.lower(), list(names), 1)
    return f'did you mean "{nearest[0]}"?' if nearest else f"known are {', '.join(names)}"


def position(text: str, key: str) -> str:
    """Return the line and column of `key` in `text`, to be written before a sentence; "" if it is not found."""
    match = re.search(rf"(?m)^([ \t]*)[\"'\[]?{re.escape(key)}\b", text)
    if not match:
        return ""
    line = text.count("\n", 0, match.start()) + 1
    return f"line {line}, column {len(match[1]) + 1}: "
