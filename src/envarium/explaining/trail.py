"""The trail of a search: every place that was looked at, in order."""

from __future__ import annotations

import os

from envarium.explaining.explanation import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MISSING = "missing"


class Trail:
    """The places looked at so far."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        self.places: list[Place] = []

    def note(self, stage: str, path: str, reason: str, *, found: bool) -> None:
        """Add a place of which all is known."""
        self.places.append(Place(stage, path, reason, found=found))

    def file(self, stage: str, path: str, reason: str) -> bool:
        """Look for a regular file, links followed; `reason` says what it means that it is there."""
        return self._look(stage, (path,), reason, os.path.isfile)

    def directory(self, stage: str, path: str, reason: str) -> bool:
        """Look for a directory, links followed."""
        return self._look(stage, (path,), reason, os.path.isdir)

    def up(self, stage: str, start: str, names: Sequence[str], *, directory: bool = False) -> str:
        """Return the first of `start` and the directories above it that holds one of `names`, "" if none does.

        The root itself is never looked at, as in getpath.
        """
        test = os.path.isdir if directory else os.path.isfile
        place = start
        while place:
            paths = [joined(place, name) for name in names]
            if self._look(stage, paths, f"{stage} is {place}", test):
                return place
            place = parent(place)
        return ""

    def _look(self, stage: str, paths: Sequence[str], reason: str, test: Callable[[str], bool]) -> bool:
        """Look for the first of `paths` that passes; one place is noted, the first of them where none does."""
        for path in paths:
            if test(path):
                self.note(stage, path, reason, found=True)
                return True
        self.note(stage, paths[0], absence(paths[0]), found=False)
        return False


def here() -> str:
    """Return the working directory, the root if that is gone."""
    try:
        return os.getcwd()
    except OSError:
        return "/"


def believed(home: str) -> str:
    """Return what PYTHONHOME, whose value is `home`, means."""
    return f"{home}: believed, whatever is there" if home else "not set"


def named(home: str) -> str:
    """Return what a pyvenv.cfg that names `home` ("" for none) means to getpath."""
    return f"home is {home}" if home else "it names no home: the search goes on as if it were missing"


def absence(path: str) -> str:
    """Return why no file or directory of the kind wanted stands at `path`."""
    if os.path.islink(path) and not os.path.exists(path):
        return f"a link to {os.readlink(path)}, which is missing"
    if os.path.isdir(path):
        return "a directory, where a file is wanted"
    if os.path.exists(path):
        return "a file, where a directory is wanted"
    try:
        os.stat(path)
    except PermissionError:
        return "not to be looked at: permission denied"
    except OSError:
        pass
    return MISSING


def joined(place: str, name: str) -> str:
    """Return `name` below `place`, as getpath joins them: one slash between."""
    if name[:1] == "/":
        return name
    return place + name if place[-1:] in ("", "/") else place + "/" + name


def parent(path: str) -> str:
    """Return what stands before the last slash, which is "" for an entry of the root, as in getpath."""
    return path[: max(path.rfind("/"), 0)]


def own_links(path: str, *, normalized: bool) -> list[str]:
    """Return `path` and where its own links lead, one after the other; links among its directories are kept.

    That is what getpath follows. Up to 3.10 `..` in a link is kept, later it is taken away as text.
    """
    chain = [path]
    while os.path.islink(chain[-1]) and len(chain) < 40:
        target = os.readlink(chain[-1])
        if target[:1] != "/":
            target = joined(parent(chain[-1]) or "/", target)
            target = os.path.normpath(target) if normalized else target
        chain.append(target)
    return chain
