"""Add directories to the active environment: they come first on the sys.path of its Python.

They are in a .pth file of virtualenvwrapper's format, which both tools read and extend: site adds the listed paths at
the end, and the code lines around them move them to the front. From Python 3.15 on site runs such lines when it has
added the paths of all files, and a .start file beside it does so in their place (PEP 829).
"""

from __future__ import annotations

import os
import sys

from envarium import errors
from envarium.action import Action
from envarium.command_line import Answer
from envarium.files import deleting, reading, writing
from envarium.output import printable, shown
from envarium.printing import json_output
from envarium.store import lookup, names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values

STEM = "_virtualenv_path_extensions"
"""It begins with an underscore so that site reads it early."""

FILE = STEM + ".pth"

HEADER = "import sys; sys.__plen = len(sys.path)"

TRAILER = (
    "import sys; cut = getattr(sys, '__plen', len(sys.path)); old = sys.path[:cut]; new = sys.path[cut:]; "
    "at = getattr(sys, '__egginsert', 0); moved = sorted(set(new) - set(old), key=new.index); "
    "sys.path[:] = old[:at] + moved + old[at:] + sorted(set(new) & set(old), key=new.index); "
    "sys.__egginsert = at + len(moved)"
)
"""Paths that are first are not moved again: pip reads site-packages anew when it isolates a build, takes what that
added at the end of sys.path for the environment's own, and drops it. Python 2.7 reads the line too."""

MODULE = '''
"""Puts the directories that the .pth file beside it lists first on sys.path."""

import os
import sys

_moved = []


def move():
    """Move each directory once. Further calls do no harm."""
    here, name = os.path.split(os.path.abspath(__file__))
    with open(os.path.join(here, name[:-3] + ".pth"), encoding="utf-8-sig", errors="surrogateescape") as file:
        lines = [line.rstrip() for line in file]
    paths = [line for line in lines if line and not line.startswith(("#", "import ", "import\\t"))]
    directories = [os.path.abspath(os.path.join(here, path)) for path in paths]
    new = [path for path in dict.fromkeys(directories) if path in sys.path and path not in _moved]
    at = getattr(sys, "__egginsert", 0)
    for path in new:
        sys.path.remove(path)
    sys.path[at:at] = new
    sys.__egginsert = at + len(new)
    _moved.extend(new)
'''.lstrip()

COMPANIONS = {STEM + ".py": MODULE, STEM + ".start": f"{STEM}:move\n"}
"""The files beside it that Python 3.15 and later read."""


def run(values: Values) -> Answer:
    """Add or delete the directories; without any, print the present ones."""
    environment = lookup.named_or_active("")
    packages = environment.site_packages
    if not packages:
        what = f"{shown(environment.path)} has no site-packages directory"
        raise errors.EnvariumError(what, "envarium create --clear NAME rebuilds an environment")
    before = _read(packages)
    if not values.many("directories"):
        return _show(list(filter(_is_path, before)), as_json=values.on("json"))
    directories = [_absolute(directory) for directory in values.many("directories")]
    change = _without if values.on("delete") else _with
    lines = change(before, directories)
    with Action(f"change the paths of {shown(environment.name)}"):
        _write(packages, before, lines)
    return Answer()


def _write(packages: str, before: list[str], lines: list[str]) -> None:
    """Write the file and those beside it, which are deleted when no path is left. Raises OSError."""
    if lines != before:
        writing.replace_text(f"{packages}/{FILE}", "".join(line + "\n" for line in lines))
    if any(map(_is_path, lines)):
        for name, text in COMPANIONS.items():
            writing.replace_text(f"{packages}/{name}", text)
    elif lines != before:
        for name in COMPANIONS:
            deleting.attempt(os.unlink, f"{packages}/{name}")


def _read(packages: str) -> list[str]:
    try:
        text = reading.read(f"{packages}/{FILE}").decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return []
    return [line.rstrip("\r") for line in text.split("\n") if line.strip()]


def _show(paths: list[str], *, as_json: bool) -> Answer:
    """Print the usage and the present paths, as virtualenvwrapper does, or the paths as JSON."""
    if as_json:
        rows = [{"path": path, "exists": os.path.isdir(path)} for path in paths]
        json_output.show(rows)
        return Answer()
    sys.stdout.write("Usage: add2virtualenv [-d] DIR...\n")
    if paths:
        sys.stdout.write("\nExisting paths:\n" + "".join(printable(path) + "\n" for path in paths))
    return Answer(code=1)


def _is_path(line: str) -> bool:
    """Return whether site takes `line` for a path (CPython, Lib/site.py, addpackage)."""
    return not line.startswith(("#", "import ", "import\t"))


def _absolute(directory: str) -> str:
    """Return `directory` absolute and normalised, with its symlinks, as a line of the file.

    Raises WrongUsage where a line cannot contain it: Python would not start over one that is not valid UTF-8.
    """
    path = os.path.abspath(directory)
    if any(map(names.is_control, path)) or any("\ud800" <= character <= "\udfff" for character in path):
        raise errors.WrongUsage(
            f"the path {shown(path)} contains a control character or is not valid UTF-8",
            "rename the directory",
        )
    if path != directory:
        sys.stderr.write(f"Warning: Converting {shown(directory)} to {shown(path)}\n")
    return path if path == path.rstrip() else path + "/"  # site strips the spaces at a line's end


def _with(lines: list[str], directories: list[str]) -> list[str]:
    """Return `lines` with `directories` in front, the last one first, each one once, and the code around them."""
    newest = list(dict.fromkeys(reversed(directories)))
    others = [line for line in lines if line not in newest and not _is_ours(line)]
    return [HEADER, *newest, *others, TRAILER]


def _is_ours(line: str) -> bool:
    """Return whether `line` is the code around the paths, by whichever tool or version."""
    return not _is_path(line) and ("sys.__plen" in line or "__egginsert" in line)


def _without(lines: list[str], unwanted: list[str]) -> list[str]:
    for path in unwanted:
        if path not in lines:
            sys.stderr.write(f"{shown(path.rstrip('/'))} is not among the paths; nothing to delete\n")
    return [line for line in lines if line not in unwanted]
