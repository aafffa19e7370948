"""Adds, updates and removes the block in a shell's rc file that loads the integration."""

from __future__ import annotations

import errno
import os
import stat
import sys

from envarium.action import Action
from envarium.errors import SystemRefused
from envarium.files import reading, writing
from envarium.output import shown

BEGIN = "# >>> envarium >>>"
END = "# <<< envarium <<<"
NOTE = "# Added by 'envarium setup'; 'envarium setup --undo' removes it."


def without(text: str) -> str:
    """Return `text` without the block and the line break before it. A block without an end stays."""
    before, block, after = _parts(text)
    if not block:
        return text
    return before + after if after and not before.endswith("\n\n") else before.removesuffix("\n") + after


def with_block(text: str, block: str) -> str:
    """Return `text` with `block` in place of an older block, or else at its end."""
    before, old, after = _parts(text)
    if old:
        return before + block + after
    return f"{text}\n{block}" if text else block


def _parts(text: str) -> tuple[str, str, str]:
    """Return what is before the block, the block, "" if there is none, and what is after it."""
    before, begin, rest = text.partition(BEGIN + "\n")
    inside, end, after = rest.partition(END + "\n")
    if not begin or not end or (before and not before.endswith("\n")):
        return text, "", ""
    return before, begin + inside + end, after


def read(file: str) -> str:
    """Return the text of the rc file, "" if there is none. Raises SystemRefused."""
    try:
        return reading.read(file).decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SystemRefused(f"read {shown(file)}", error) from error


def write(file: str, text: str) -> None:
    """Replace the rc file in one step, following symlinks; delete one that would be empty. Raises SystemRefused."""
    target = os.path.realpath(file)
    with Action(f"write {shown(file)}"):
        if not text and not os.path.islink(file):
            os.unlink(target)
            return
        os.makedirs(os.path.dirname(target), exist_ok=True)
        content = text.encode("utf-8", "surrogateescape")
        if os.path.exists(target):
            writing.replace_by(lambda temporary: _write_successor(temporary, target, content), target)
        else:
            writing.write(target, content, 0o644)


def _write_successor(temporary: str, target: str, content: bytes) -> None:
    """Write the file that replaces `target`, with its owner, attributes and permissions.

    Nobody else can read it before. Raises OSError.
    """
    status = os.stat(target)
    if status.st_nlink > 1:
        raise OSError(errno.EMLINK, "it has other hard links, which would keep the old text", target)
    writing.write(temporary, content, 0o600)
    new = os.stat(temporary)
    if (new.st_uid, new.st_gid) != (status.st_uid, status.st_gid):
        os.chown(temporary, status.st_uid, status.st_gid)
    if sys.platform == "linux":
        for name in os.listxattr(target):
            os.setxattr(temporary, name, os.getxattr(target, name))
    os.chmod(temporary, stat.S_IMODE(status.st_mode))
