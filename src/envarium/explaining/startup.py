"""How site.py applies `.pth` and `.start` files from 3.15 on (PEP 829): paths first, then code."""

from __future__ import annotations

import os

from envarium.explaining import explanation as stages
from envarium.explaining.explanation import Entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Line = tuple[str, int, str]
    """A line of code: its file, its number, its text."""

IMPORTS = ("import ", "import\t")


class Startup:
    """The content of the files in some package directories (site.StartupState).

    `entry_paths` are the paths that need no entry, `entries` those to add, `suppressed` the `.pth` files whose lines of
    code are ignored because there is a `.start` file of that name.
    """

    __slots__ = ("calls", "directories", "entries", "entry_paths", "imports", "suppressed")

    def __init__(self, entry_paths: set[str]) -> None:
        self.entry_paths = entry_paths
        self.directories: set[str] = set()
        self.entries: list[Entry] = []
        self.imports: list[Line] = []
        self.calls: list[Line] = []
        self.suppressed: set[str] = set()

    def add_directory(self, directory: str, source: str) -> None:
        """Read the files of `directory` once; its own entry comes before theirs."""
        directory = os.path.abspath(directory)
        if directory in self.directories:
            return
        self.directories.add(directory)
        self._add(Entry(directory, source))
        for path in _files(directory, ".pth"):
            self._read_paths(directory, path)
        for path in _files(directory, ".start"):
            text = _text(path, "strict")
            if text is not None:
                self.suppressed.add(path.removesuffix(".start") + ".pth")
                self.calls.extend(_lines(path, text))

    def _read_paths(self, directory: str, path: str) -> None:
        for line in _lines(path, _text(path, "surrogateescape") or ""):
            if line[2].startswith(IMPORTS):
                self.imports.append(line)
            else:
                entry_path = os.path.abspath(os.path.join(directory, line[2]))
                self._add(Entry(entry_path, stages.PTH, f"{path}:{line[1]}"))

    def _add(self, entry: Entry) -> None:
        if entry.path not in self.entry_paths:
            self.entry_paths.add(entry.path)
            self.entries.append(entry)

    def new_entries(self, paths: set[str]) -> list[Entry]:
        """Return the entries to add to those with `paths`; a path in a file has to exist."""
        candidates = (entry for entry in self.entries if not entry.file or os.path.exists(entry.path))
        return [entry for entry in candidates if entry.path not in paths]

    def code(self) -> list[Line]:
        """Return the lines of code that are run: those of `.pth` files, then the calls in `.start` files."""
        return [*(line for line in self.imports if line[0] not in self.suppressed), *self.calls]


def _files(directory: str, suffix: str) -> list[str]:
    try:
        names = sorted(os.listdir(directory))
    except OSError:
        return []
    return [f"{directory}/{name}" for name in names if name.endswith(suffix) and name[:1] != "."]


def _text(path: str, errors: str) -> str | None:
    """Return the text of the file at `path`, None if it cannot be read."""
    try:
        with open(path, encoding="utf-8-sig", errors=errors) as file:
            return file.read()
    except (OSError, UnicodeError):
        return None


def _lines(path: str, text: str) -> Iterator[Line]:
    """Return the lines of the file at `path` that are neither empty nor a comment."""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line and not line.startswith("#"):
            yield path, number, line
