"""Git checkouts, read from their files: git is never run, and what a `.git` file says is only data."""

from __future__ import annotations

import os

from envarium.files import reading
from envarium.files.deleting import attempt

POINTER = "gitdir: "
"""What a `.git` file begins with (gitrepository-layout(5))."""

LONGEST = 4_096
"""Bytes of a `.git` file that are read at most."""

SPECIAL = "\\*?["
"""Characters that a pattern of gitignore(5) does not take as they are."""


def checkout(folder: str) -> str:
    """Return the checkout that `folder` is in, "" if it is in none."""
    while folder not in ("", "/"):
        if os.path.lexists(folder + "/.git"):
            return folder
        folder = os.path.dirname(folder)
    return ""


def main_checkout(root: str) -> str:
    """Return the main checkout of which `root` is a worktree, "" if it is none.

    The main checkout must know the worktree too: the file in `root` alone may come from anybody.
    """
    own = _named(root + "/.git")
    back = _line(own + "/gitdir") if own else ""
    if not back or not reading.is_same(os.path.join(own, back), root + "/.git"):
        return ""
    common = _common(own)
    return os.path.dirname(common) if common != own and os.path.basename(common) == ".git" else ""


def exclude(root: str, path: str) -> None:
    """Exclude `path`, a file in the checkout `root`, from git, without a change that git shows.

    What cannot be written to is left as it is.
    """
    own = _named(root + "/.git") or root + "/.git"
    common = _common(own)
    if os.path.isfile(common + "/HEAD"):
        attempt(os.mkdir, common + "/info")
        attempt(add_line, common + "/info/exclude", pattern(root, path))


def pattern(root: str, path: str) -> str:
    """Return the pattern that matches nothing but `path`, a file in the checkout `root` (gitignore(5))."""
    inside = path[len(root) :]
    return "".join("\\" + character if character in SPECIAL else character for character in inside)


def add_line(path: str, line: str) -> None:
    """Add `line` to the text file at `path`, unless it has that line. Raises OSError."""
    text = reading.text(path) if os.path.exists(path) else ""
    if line in text.splitlines():
        return
    start = "\n" if text and not text.endswith("\n") else ""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
    try:
        os.write(descriptor, (start + line + "\n").encode("utf-8", "surrogateescape"))
    finally:
        os.close(descriptor)


def _named(path: str) -> str:
    """Return the directory that the `.git` file at `path` names, "" where it names none."""
    line = _line(path)
    if not line.startswith(POINTER):
        return ""
    folder = os.path.normpath(os.path.join(os.path.dirname(path), line[len(POINTER) :]))
    return folder if os.path.isdir(folder) else ""


def _common(own: str) -> str:
    """Return the directory that all worktrees of a repository share, given the one of a worktree."""
    line = _line(own + "/commondir")
    return os.path.normpath(os.path.join(own, line)) if line else own


def _line(path: str) -> str:
    """Return the only line of the small file at `path`, "" where it has another form."""
    line = reading.text(path, LONGEST).rstrip("\r\n")
    return line if line.isprintable() or not any(character < " " for character in line) else ""
