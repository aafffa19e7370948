"""What a check finds: its subject, its level, a sentence, and the command that repairs it."""

from __future__ import annotations

import shlex

from envarium import environ

ERROR = "error"
"""It does not work, or another user can change it."""
WARNING = "warning"
"""It works, but not as it should, or not for long."""
NOTE = "note"
"""For information: not a problem."""

LEVELS = (ERROR, WARNING, NOTE)
"""The worst first; a note is not a problem."""


class Finding:
    """One finding: `subject` is the name of an environment, or of the part that it is about.

    `identifier` is the stable name of its kind, `what` a sentence, `remedy` a command to type ("": none).
    """

    __slots__ = ("identifier", "level", "remedy", "subject", "what")

    def __init__(self, identifier: str, level: str, subject: str, what: str, remedy: str = "") -> None:
        self.identifier = identifier
        self.level = level
        self.subject = subject
        self.what = what
        self.remedy = remedy

    @property
    def is_wrong(self) -> bool:
        """Return whether it is a problem, and not a note."""
        return self.level != NOTE

    def plain(self) -> dict[str, object]:
        """Return it as data with the keys of `--json`, which are stable."""
        return {
            "subject": self.subject,
            "level": self.level,
            "id": self.identifier,
            "what": self.what,
            "remedy": self.remedy,
        }


def command(*words: str) -> str:
    """Return `words` as a user types them into a shell."""
    return shlex.join(words)


def edit(path: str, line: int = 0) -> str:
    """Return the command that opens the file at `path` in the user's editor, which may be several words."""
    return f"{environ.EDITOR.get() or 'vi'} {f'+{line} ' if line else ''}{command(path)}"


def repair(name: str) -> str:
    """Return the command that repairs the environment `name`."""
    return command("envarium", "repair", name)


def rebuild(name: str, spec: str) -> str:
    """Return the command that rebuilds the environment `name` on a Python that `spec`, such as `pypy@3.9`, asks for."""
    return command(
        "envarium", "repair", "--python", spec.removeprefix("cpython@").replace("@", "") or "VERSION", name
    )
