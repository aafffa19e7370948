"""The trail of a search: every location, in order."""

from __future__ import annotations

import os
import stat

from envarium.explaining import explanation as stages
from envarium.explaining.explanation import Entry, Location
from envarium.files.reading import working_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MISSING = "missing"


class Trail:
    """The locations searched so far."""

    __slots__ = ("locations",)

    def __init__(self) -> None:
        self.locations: list[Location] = []

    def note(self, stage: str, path: str, reason: str, *, present: bool) -> None:
        """Add a location."""
        self.locations.append(Location(stage, path, reason, present=present))

    def note_pythonhome(self, home: str) -> None:
        """Add the variable PYTHONHOME, whose value is `home`."""
        reason = f"{home}: used without a check" if home else "not set"
        self.note(stages.START, "PYTHONHOME", reason, present=bool(home))

    def file(self, stage: str, path: str, reason: str) -> bool:
        """Look for a regular file, following links; `reason` is what its presence means."""
        return self._look(stage, (path,), reason, os.path.isfile)

    def directory(self, stage: str, path: str, reason: str) -> bool:
        """Look for a directory, following links."""
        return self._look(stage, (path,), reason, os.path.isdir)

    def up(self, stage: str, start: str, names: Sequence[str], *, directory: bool = False) -> str:
        """Return the first of `start` and the directories above it that contains one of `names`, "" if none does.

        As in getpath, the root itself is not searched.
        """
        test = os.path.isdir if directory else os.path.isfile
        path = start
        while path:
            paths = [join(path, name) for name in names]
            if self._look(stage, paths, f"{stage} is {path}", test):
                return path
            path = parent(path)
        return ""

    def _look(self, stage: str, paths: Sequence[str], reason: str, test: Callable[[str], bool]) -> bool:
        """Note the first of `paths` that passes `test`, or the first one as missing if none does."""
        for path in paths:
            if test(path):
                self.note(stage, path, reason, present=True)
                return True
        self.note(stage, paths[0], absence(paths[0]), present=False)
        return False


def python_path(environ: Mapping[str, str]) -> list[Entry]:
    """Return the entries from PYTHONPATH, made absolute."""
    value = environ.get("PYTHONPATH", "")
    paths = [os.path.join(working_directory(), path) for path in value.split(":")] if value else []
    return [Entry(os.path.normpath(path), stages.PYTHONPATH) for path in paths]


def home_meaning(home: str) -> str:
    """Return what a pyvenv.cfg with `home` ("" for none) means to getpath."""
    return f"home is {home}" if home else "it has no home: the search continues as if the file were missing"


def absence(path: str) -> str:
    """Return why `path` is not a file or directory of the expected kind."""
    try:
        status = os.stat(path)
    except PermissionError:
        return "not accessible: permission denied"
    except (OSError, ValueError):  # a text with a NUL is no path
        return f"a link to {os.readlink(path)}, which is missing" if os.path.islink(path) else MISSING
    return (
        "a directory instead of a file" if stat.S_ISDIR(status.st_mode) else "a file instead of a directory"
    )


def join(directory: str, name: str) -> str:
    """Return `name` below `directory`, joined with one slash as in getpath."""
    if name[:1] == "/":
        return name
    return directory + name if directory[-1:] in ("", "/") else directory + "/" + name


def parent(path: str) -> str:
    """Return the part of `path` before the last slash, "" for an entry of the root, as in getpath."""
    return path[: max(path.rfind("/"), 0)]


def own_links(path: str, *, normalized: bool) -> list[str]:
    """Return `path` and the targets of its own links, as getpath follows them; links among its directories stay.

    Up to 3.10 `..` in a link is kept; later the path is normalized.
    """
    chain = [path]
    while os.path.islink(chain[-1]) and len(chain) < 40:
        target = os.readlink(chain[-1])
        if target[:1] != "/":
            target = join(parent(chain[-1]) or "/", target)
            target = os.path.normpath(target) if normalized else target
        chain.append(target)
    return chain
