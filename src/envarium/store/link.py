"""The link from a project to its environment, `.venv`, read as data: nothing that it leads to is opened or run.

It is a symlink, or a file with the path of the environment (PEP 832) or its name in the store (virtualfish, pipenv).
"""

from __future__ import annotations

import os

from envarium import settings
from envarium.files import reading
from envarium.files.reading import system_reason
from envarium.store import names
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.lookup import Store

NAME = ".venv"

SYMLINK, FILE = settings.FORMS
OTHER = ""
"""The forms of what is called `.venv`: the last is no link, such as a directory."""

LONGEST = 4_096
"""Bytes that a path may have (PATH_MAX of Linux)."""

BOM = b"\xef\xbb\xbf"


class Link:
    """What is at `path`: its `form`, and the `target` that it leads to, "" where it cannot be read, for a `reason`."""

    __slots__ = ("form", "path", "reason", "target")

    def __init__(self, path: str, form: str, target: str = "", reason: str = "") -> None:
        self.path = path
        self.form = form
        self.target = target
        self.reason = reason

    @property
    def project(self) -> str:
        """The directory that it is in."""
        return os.path.dirname(self.path)

    def leads_to(self, environment: Environment) -> bool:
        """Return whether it leads to `environment`, which may no longer exist."""
        return self.form != OTHER and (
            self.target == environment.path or reading.is_same(self.target, environment.path)
        )

    def objection(self, store: Store) -> str:
        """Return why it leads to no environment of `store`, "" if it does."""
        if self.form == OTHER:
            return "it is not a link"
        if self.reason or self.environment(store):
            return self.reason
        if not os.path.exists(self.target):
            return f"it leads to {self.target}, which does not exist"
        if not Environment(self.target).exists:
            return f"it leads to {self.target}, which is not an environment"
        return f"it leads to {self.target}, which is not in the store"

    def environment(self, store: Store) -> Environment | None:
        """Return the environment of `store` that it leads to, under the name that it has there."""
        if not self.target or self.form == OTHER:
            return None
        parent, name = os.path.split(self.target)
        if parent == store.root and not names.objection(name):
            return store.find(name) if store.holds(name) else None
        if not os.path.isdir(self.target):
            return None
        return next((one for one in store.everything() if reading.is_same(one.path, self.target)), None)


def read(project: str, store: Store) -> Link | None:
    """Return what is called `.venv` in the directory `project`, None if there is nothing."""
    path = project.rstrip("/") + "/" + NAME
    try:
        text = os.readlink(path)
    except FileNotFoundError:
        return None
    except OSError:  # it is no symlink
        return _from_file(path, store) if os.path.isfile(path) else _other(path)
    return Link(path, SYMLINK, *_target(path, text))


def nearest(folder: str, store: Store) -> Link | None:
    """Return what is called `.venv` in the directory `folder`, else in the nearest directory above it that has one."""
    while True:
        link = read(folder, store)
        if link or folder in ("/", ""):
            return link
        folder = os.path.dirname(folder)


def _other(path: str) -> Link | None:
    return Link(path, OTHER) if os.path.lexists(path) else None


def _from_file(path: str, store: Store) -> Link:
    """Return the link that the file at `path` holds: one line of UTF-8, with or without its end."""
    try:
        content = reading.read(path, LONGEST)
        text = content.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        return Link(path, FILE, reason="it is not valid UTF-8")
    except OSError as error:
        return Link(path, FILE, reason=system_reason(error))
    if content.startswith(BOM):
        return Link(path, FILE, reason="it begins with a byte order mark")
    if not names.objection(text) and store.holds(text):
        return Link(path, FILE, store.path(text))
    return Link(path, FILE, *_target(path, text))


def _target(path: str, text: str) -> tuple[str, str]:
    """Return the absolute path that the `text` of the link at `path` means, and why it means none."""
    if not text:
        return "", "it is empty"
    if "\n" in text:
        return "", "it has more than one line"
    if any(map(names.is_control, text)):
        return "", "it contains a control character"
    target = os.path.join(os.path.dirname(path), text)
    return target if ".." in target.split("/") else os.path.normpath(target), ""  # the system resolves `..`
