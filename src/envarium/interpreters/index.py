"""The facts of interpreters in one file: a block of lines for each path, blocks separated by an empty line.

A block's first line contains the path and the signature of its file. The facts follow, or one line that says why the
path can never be an interpreter. What may change while the file stays the same is not stored: all other failures, and
the answers of wrappers, which are about another file.
"""

from __future__ import annotations

import os

from envarium.files import reading, writing
from envarium.files.owning import inherit
from envarium.interpreters import facts, search

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.interpreters.facts import Facts
    from envarium.interpreters.search import Candidate

FILE = "index-4"
"""Its number increases when the question changes, so that every interpreter is asked again."""

FAILURE = "failed = "

PERMANENT = "it cannot be started: exec format error"
"""The failure whose cause is never a library, a variable or a temporary load."""

MAX_SIZE = 1 << 24
"""The size in bytes up to which it is read: some thousand interpreters."""


class Index:
    """The blocks of the file in the directory `cache`, by path. A missing or unreadable file has none."""

    __slots__ = ("additions", "blocks", "cache")

    def __init__(self, cache: str) -> None:
        self.cache = cache
        self.blocks = _read(cache)
        self.additions: dict[str, str] = {}

    def lookup(self, candidate: Candidate) -> Facts | str:
        """Return the facts of `candidate`, why it is no interpreter, or "" if neither is known."""
        block = self.blocks.get(candidate.path) or self._same_file(candidate)
        if block is None:
            return ""
        head, _, body = block.partition("\n")
        if head != candidate.signature:
            return ""
        if body.startswith(FAILURE):
            return body[len(FAILURE) :]
        try:
            entry = facts.from_text(body)
            return "" if _is_damaged(entry) else entry
        except (KeyError, ValueError):
            return ""

    def _same_file(self, candidate: Candidate) -> str | None:
        """Return the block of the same file under another name in the same directory, if there is one."""
        directory = os.path.dirname(candidate.path)
        for path, block in self.blocks.items():
            if block.startswith(candidate.signature + "\n") and os.path.dirname(path) == directory:
                return block
        return None

    def add(self, candidate: Candidate, answer: Facts | str) -> None:
        """Add the answer of `candidate`, if it is valid as long as its file stays the same."""
        if isinstance(answer, str):
            body = FAILURE + answer if answer == PERMANENT else ""
        elif search.signature(answer.executable) == candidate.signature:
            body = answer.to_text().rstrip("\n")
        else:
            body = ""
        if body and "\n" not in candidate.path and "\t" not in candidate.path:
            self.additions[candidate.path] = f"{candidate.signature}\n{body}"

    def save(self) -> None:
        """Write the additions, and keep those of other processes; ignore that the cache cannot be written."""
        if not self.additions:
            return
        blocks = {path: block for path, block in _read(self.cache).items() if os.path.exists(path)}
        blocks.update(self.additions)
        text = "\n\n".join(f"{path}\t{block}" for path, block in blocks.items())
        try:
            _make(self.cache)
            writing.replace_text(self.cache + "/" + FILE, text)
        except OSError:
            pass
        self.blocks.update(self.additions)
        self.additions = {}


def _is_damaged(entry: Facts) -> bool:
    """Return whether a value cannot be an interpreter's. Raises ValueError if the version has no numbers."""
    is_odd = not entry.names or entry.executable[:1] != "/" or not entry.hexversion.isdecimal()
    return is_odd or len(entry.numbers) != 3


def _make(cache: str) -> None:
    """Create the directory `cache`, but not those above it: the caller decides whether they may be created."""
    try:
        os.mkdir(cache)
        inherit(cache)
    except FileExistsError:
        pass


def _read(cache: str) -> dict[str, str]:
    blocks = {}
    for block in reading.text(cache + "/" + FILE, MAX_SIZE).split("\n\n"):
        path, _, rest = block.partition("\t")
        blocks[path] = rest
    return blocks
