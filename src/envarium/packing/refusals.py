"""Why an environment cannot be packed, or an archive cannot be unpacked."""

from __future__ import annotations

from envarium.errors import EnvariumError
from envarium.exit_codes import WRONG_USAGE
from envarium.output import shown


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


class UnknownFormat(EnvariumError):
    """The name of the archive at `path` does not end with one of `names`."""

    exit_code = WRONG_USAGE

    def __init__(self, path: str, names: list[str]) -> None:
        self.path = path
        self.names = names
        super().__init__(
            f"the name {shown(path)} tells no format of an archive", f"let it end with {', '.join(names)}"
        )


class FileExists(EnvariumError):
    """The file at `path` that is to be written exists."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"{shown(path)} already exists", "choose another name, or replace it with --force")


class NoDigest(EnvariumError):
    """`text` does not name an environment of a layout by its digest alone, which --shared needs."""

    exit_code = WRONG_USAGE
    hint = "envarium unpack --shared DIRECTORY@sha256:DIGEST"

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"--shared takes the digest of an environment and no name, not {shown(text)}")


class NoLayout(EnvariumError):
    """The file or directory at `path` is no layout, and cannot become one."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(
            f"{shown(path)} is no folder of packed environments", "choose an empty directory, or a new one"
        )
