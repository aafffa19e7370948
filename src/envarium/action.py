"""What the operating system may refuse to do. Hot."""

from __future__ import annotations

from envarium import errors


class Action:
    """The block of an `action` that the operating system may refuse: an OSError in it is raised as SystemRefused."""

    def __init__(self, action: str, hint: str = "nothing was changed") -> None:
        self.action = action
        self.hint = hint

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: object, __: object) -> None:
        if isinstance(error, OSError):
            raise errors.SystemRefused(self.action, error, self.hint) from error
