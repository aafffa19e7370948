"""What was learnt of interpreters, kept in one file: a block of lines for each path, blocks parted by a blank line.

A block's first line holds the path and the signature of its file; then come the facts, or one line that says why the
path never is an interpreter. What may change without the file is not kept: any other failure, and the answer of a
wrapper, which is about another file.
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

FILE = "index-3"
"""Its number goes up when what is asked changes, so that everything is asked again."""

FAILED = "failed = "

LASTING = "it cannot be started: exec format error"
"""The failure that no library, variable or passing load is the cause of."""

MOST = 1 << 24
"""Bytes that it may have: some thousand interpreters."""


class Index:
    """The blocks of the file in the directory `cache`, by path. An absent or unreadable file has none."""

    __slots__ = ("blocks", "cache", "learnt")

    def __init__(self, cache: str) -> None:
        self.cache = cache
        self.blocks = _read(cache)
        self.learnt: dict[str, str] = {}

    def known(self, found: Candidate) -> Facts | str:
        """Return the facts of `found`, why it is no interpreter, or "" if neither is known of its present state."""
        block = self.blocks.get(found.path) or self._beside(found)
        if block is None:
            return ""
        head, _, body = block.partition("\n")
        if head != found.signature:
            return ""
        if body.startswith(FAILED):
            return body[len(FAILED) :]
        try:
            learnt = facts.from_text(body)
            return "" if _is_damaged(learnt) else learnt
        except (KeyError, ValueError):
            return ""

    def _beside(self, found: Candidate) -> str | None:
        """Return what is known of the same file under another name in the same directory, if anything is."""
        directory = os.path.dirname(found.path)
        for path, block in self.blocks.items():
            if block.startswith(found.signature + "\n") and os.path.dirname(path) == directory:
                return block
        return None

    def learn(self, found: Candidate, answer: Facts | str) -> None:
        """Note what asking `found` has told, if that holds as long as its file stays the same."""
        if isinstance(answer, str):
            body = FAILED + answer if answer == LASTING else ""
        elif search.signature(answer.executable) == found.signature:
            body = answer.to_text().rstrip("\n")
        else:
            body = ""
        if body and "\n" not in found.path and "\t" not in found.path:
            self.learnt[found.path] = f"{found.signature}\n{body}"

    def save(self) -> None:
        """Write what was learnt beside what others wrote meanwhile; a cache that cannot be written is done without."""
        if not self.learnt:
            return
        blocks = {path: block for path, block in _read(self.cache).items() if os.path.exists(path)}
        blocks.update(self.learnt)
        text = "\n\n".join(f"{path}\t{block}" for path, block in blocks.items())
        try:
            _make(self.cache)
            writing.replace_text(self.cache + "/" + FILE, text)
        except OSError:
            pass
        self.blocks.update(self.learnt)
        self.learnt = {}


def _is_damaged(learnt: Facts) -> bool:
    """Say whether a value is none that an interpreter has told. Raises ValueError where the version is no numbers."""
    odd = not learnt.names or learnt.executable[:1] != "/" or not learnt.hexversion.isdecimal()
    return odd or len(learnt.numbers) != 3


def _make(cache: str) -> None:
    """Make the directory `cache`, not those above it: whether they may be is the caller's to say."""
    try:
        os.mkdir(cache)
        inherit(cache)
    except FileExistsError:
        pass


def _read(cache: str) -> dict[str, str]:
    blocks = {}
    for block in reading.text(cache + "/" + FILE, MOST).split("\n\n"):
        path, _, rest = block.partition("\t")
        blocks[path] = rest
    return blocks
