"""Checks the names of environments. Nothing else does."""

from __future__ import annotations

from envarium import errors
from envarium.shells import registry

LONGEST = 255
"""Bytes that one path component may have (NAME_MAX of Linux and macOS file systems)."""

HOOK_FILES = frozenset((
    "initialize", "premkvirtualenv", "postmkvirtualenv", "prermvirtualenv", "postrmvirtualenv", "precpvirtualenv",
    "postcpvirtualenv", "preactivate", "postactivate", "predeactivate", "postdeactivate", "get_env_details",
    "premkproject", "postmkproject",
))  # fmt: skip
"""Files that virtualenvwrapper keeps beside the environments; with a suffix, those of a shell that has its own."""


def check(text: str) -> str:
    """Return `text` if it can name an environment, else raise InvalidName."""
    reason = objection(text)
    if reason:
        raise errors.InvalidName(text, reason)
    return text


def is_hook(name: str) -> bool:
    """Return whether `name` is that of a hook, of any shell."""
    hook, _, suffix = name.partition(".")
    return hook in HOOK_FILES and (not suffix or suffix in registry.INTEGRATED)


def objection(text: str) -> str:
    """Return why `text` cannot name an environment, "" if it can."""
    if not text:
        return "it is empty"
    if "/" in text:
        return "it contains a slash"
    if ":" in text:
        return "it contains a colon, which cannot be in an entry of PATH"
    if text[0] in ".-":
        return f'it begins with "{text[0]}"'
    if not text.isprintable() and any(is_control(character) for character in text):
        return "it contains a newline or another control character"
    if is_hook(text):
        return "a hook file has that name"
    try:
        length = len(text.encode())
    except UnicodeEncodeError:
        return "it is not valid UTF-8"
    return f"it is {length} bytes long, and a file name has at most {LONGEST}" if length > LONGEST else ""


def among(entries: list[str]) -> list[str]:
    """Return those of `entries`, what a directory contains, that can name environments."""
    text = "".join(entries)
    if not text.isascii() or not text.isprintable() or ":" in text:
        return [entry for entry in entries if not objection(entry)]
    doubtful = {".", "-", *(name[0] for name in HOOK_FILES)}
    return [entry for entry in entries if entry[0] not in doubtful or not objection(entry)]


def is_control(character: str) -> bool:
    """Return whether `character` controls a terminal or ends a line in any program."""
    return character < " " or "\x7f" <= character <= "\x9f" or character in "\u2028\u2029"


def distance(one: str, other: str) -> int:
    """Count the edits from `one` to `other`; a prefix or an inner part counts as one."""
    if one in other:
        return 1
    row = list(range(len(other) + 1))
    for number, character in enumerate(one, 1):
        diagonal, row[0] = row[0], number
        for index, other_character in enumerate(other, 1):
            diagonal, row[index] = (
                row[index],
                min(row[index] + 1, row[index - 1] + 1, diagonal + (character != other_character)),
            )
    return row[-1]
