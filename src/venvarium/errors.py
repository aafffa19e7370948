"""Every way to fail: the fields, one sentence, a hint, an exit code."""

from __future__ import annotations

REFUSED = 1
WRONG_USAGE = 2


class VenvariumError(Exception):
    """What a room raises and a door prints: `sentence`, then `hint` on a line of its own."""

    exit_code = REFUSED
    sentence = ""
    hint = ""

    def __init__(self, sentence: str = "", hint: str = "") -> None:
        super().__init__(sentence or self.sentence)
        self.sentence = sentence or self.sentence
        self.hint = hint or self.hint


class InvalidName(VenvariumError):
    """`text` cannot be the name of an environment, for `reason`."""

    def __init__(self, text: str, reason: str) -> None:
        self.text = text
        self.reason = reason
        super().__init__(
            f"{shown(text)} cannot name an environment: {reason}",
            "a name is one path component, such as myproj or data-3.12",
        )


class NoSuchEnvironment(VenvariumError):
    """The store holds no environment called `name`; `nearest` are the names most like it."""

    def __init__(self, name: str, nearest: list[str]) -> None:
        self.name = name
        self.nearest = nearest
        if nearest:
            hint = "did you mean " + " or ".join(shown(near) for near in nearest) + "?"
        else:
            hint = "lsvenv lists what there is, mkvenv makes one"
        super().__init__(f"no environment is called {shown(name)}", hint)


class EnvironmentExists(VenvariumError):
    """The store holds an environment called `name` already."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"environment {shown(name)} already exists", "step in with workon, or rebuild it with --clear"
        )


class NameTaken(VenvariumError):
    """Something that is no environment stands at `path`, where `name` would be."""

    def __init__(self, name: str, path: str) -> None:
        self.name = name
        self.path = path
        super().__init__(
            f"{shown(name)} is taken by something that is not an environment",
            f"look at {shown(path)}, or choose another name",
        )


class EnvironmentActive(VenvariumError):
    """`name` is the active environment, which `deed` would pull from under the shell."""

    def __init__(self, name: str, deed: str) -> None:
        self.name = name
        self.deed = deed
        super().__init__(f"environment {shown(name)} is active and cannot be {deed}", "leave it first with deactivate")


class NoActiveEnvironment(VenvariumError):
    """The command works on the active environment, and there is none."""

    sentence = "no environment is active"
    hint = "enter one with workon NAME"


class UnusableStore(VenvariumError):
    """The store at `root` cannot be used, for `reason`."""

    def __init__(self, root: str, reason: str) -> None:
        self.root = root
        self.reason = reason
        super().__init__(f"the store {shown(root)} cannot be used: {reason}", "set WORKON_HOME to a directory of yours")


class SystemRefused(VenvariumError):
    """The operating system refused a step: `deed` says which, `error` what it answered."""

    def __init__(self, deed: str, error: OSError) -> None:
        self.deed = deed
        self.error = error
        where = f" ({shown(os_path(error))})" if error.filename else ""
        super().__init__(f"cannot {deed}: {(error.strerror or str(error)).lower()}{where}", "nothing was changed")


class BadSettings(VenvariumError):
    """The config file at `path` says something that cannot be followed."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"the config file {shown(path)} is wrong: {reason}", "correct it, or move it aside")


class WrongUsage(VenvariumError):
    """The words given do not go together."""

    exit_code = WRONG_USAGE


def os_path(error: OSError) -> str:
    """Return the path that `error` is about, as text."""
    name = error.filename
    return name.decode(errors="surrogateescape") if isinstance(name, bytes) else str(name)


def shown(text: str) -> str:
    """Return `text` in quotes for a message, with what a terminal would act upon escaped."""
    safe = "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )
    return '"' + safe + '"'
