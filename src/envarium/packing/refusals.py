"""Why an environment cannot be packed, or an archive cannot be unpacked."""

from __future__ import annotations

from envarium.errors import EnvariumError, shown


class CannotPack(EnvariumError):
    """The environment called `name` cannot be packed, for `reason`."""

    def __init__(self, name: str, reason: str, hint: str = "") -> None:
        self.name = name
        self.reason = reason
        super().__init__(
            f"{shown(name)} cannot be packed: {reason}", hint or "no archive was written; it was not changed"
        )


class CannotUnpack(EnvariumError):
    """The archive at `path` cannot be unpacked, for `reason`."""

    def __init__(self, path: str, reason: str, hint: str = "") -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"{shown(path)} cannot be unpacked: {reason}",
            hint or "nothing was unpacked; get the archive again",
        )
