"""Proof that an environment works before it is published: its Python says where it is, and its pip starts."""

from __future__ import annotations

import os
import sys

from envarium.errors import RelocationFailed, shown
from envarium.files import reading
from envarium.interpreters import script
from envarium.interpreters.child import PATIENCE, Child
from envarium.relocating import languages
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from envarium.interpreters.child import Outcome
    from envarium.relocating.spelling import Rewriter

# For Python 2.7 and later. Compiling takes the loader that is frozen in: importing py_compile takes milliseconds.
COMPILE = """
sys.dont_write_bytecode = False
try:
    from _frozen_importlib_external import SourceFileLoader
except ImportError:
    from py_compile import compile
else:
    def compile(path):
        SourceFileLoader('module', path).get_code('module')
for path in sys.argv[1:]:
    try:
        compile(path)
    except Exception:
        pass
"""
"""Compiles the modules named."""

PIP = "bin/pip"


class Check:
    """The check of the environment at `root`, which is made from the one at `source` by `rewriter`.

    Its pip is started as soon as it can be: that takes as long as the making of a good part of the rest.
    """

    __slots__ = ("_flags", "_pip", "_rewriter", "_root", "_source")

    def __init__(self, root: str, source: str, rewriter: Rewriter) -> None:
        self._root = root
        self._source = source
        self._rewriter = rewriter
        self._flags = Environment(source).isolation
        self._pip: Child | None = None

    def start(self) -> None:
        """Start pip by its launcher, and by its own Python, for the shebang is of the new place.

        Raises RelocationFailed.
        """
        if _names_old(f"{self._root}/{PIP}", self._rewriter):
            raise self._failed("its pip would be started by the interpreter at the old place")
        self._pip = self._start_pip(self._root)

    def finish(self, modules: Sequence[str]) -> None:
        """Start its Python, now that all is there, let it compile `modules`, and hear pip out.

        A pip that does not start at the source either is let pass, with a word. Raises RelocationFailed.
        """
        paths = [f"{self._root}/{path}" for path in modules]
        outcome = script.ask(
            f"{self._root}/bin/python", self._flags, COMPILE + script.IDENTITY, *paths,
            patience=PATIENCE + len(paths),
        )  # fmt: skip
        _, prefix, _ = outcome.values() or ("", "", "")
        if not prefix:
            raise self._failed(f"its Python does not start: {outcome.failure}")
        if os.path.realpath(prefix) != os.path.realpath(self._root):
            raise self._failed(f"its Python takes {shown(prefix)} for its prefix")
        outcome.show(self._root, self._source)
        pip, self._pip = self._pip, None
        if pip and pip.wait().code:
            self._ask_pip_again()

    def stop(self) -> None:
        """End what still runs."""
        if self._pip:
            self._pip.end()

    def _ask_pip_again(self) -> None:
        """Start pip once more, for it may have missed what was not there yet; what fails at the source too may fail."""
        pip = self._run_pip(self._root)
        if pip is None or pip.code == 0:
            return
        before = self._run_pip(self._source)
        if before is None or before.code == 0:
            raise self._failed(f"its pip does not start: {pip.failure}")
        sys.stderr.write(f"its pip does not start, as it did not before: {pip.failure}\n")

    def _run_pip(self, place: str) -> Outcome | None:
        pip = self._start_pip(place)
        return pip.wait() if pip else None

    def _start_pip(self, place: str) -> Child | None:
        if not os.path.isfile(f"{place}/{PIP}"):
            return None
        try:
            return Child([f"{place}/bin/python", "-B", *self._flags, f"{place}/{PIP}", "--version"])
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise self._failed(f"its Python does not start: {reason}") from error

    def _failed(self, reason: str) -> RelocationFailed:
        return RelocationFailed(os.path.basename(self._source), reason)


def _names_old(launcher: str, rewriter: Rewriter) -> bool:
    """Say whether the first lines of `launcher`, what is new in them left out, name an old place."""
    head = reading.start(launcher, 8192).split(b"\n")[:2]
    lines = b"\n".join(head)
    for move in rewriter.moves:
        for form in (languages.raw, languages.sh_and_python):
            lines = lines.replace(os.fsencode(form(move.new)), b"")
    return rewriter.text(lines, languages.SH) != lines
