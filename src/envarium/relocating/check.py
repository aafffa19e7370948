"""The check of an environment before it is published: its Python has the right prefix, and its pip starts."""

from __future__ import annotations

import os
import sys

from envarium import errors
from envarium.child import TIME_LIMIT, Child
from envarium.files import reading
from envarium.files.reading import system_reason
from envarium.interpreters import script
from envarium.output import shown
from envarium.relocating import languages
from envarium.store.environment import Environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from envarium.child import Outcome
    from envarium.relocating.spelling import Rewriter

# For Python 2.7 and later. The frozen loader compiles: importing py_compile takes milliseconds.
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
"""Compiles the modules in its arguments."""

PIP = "bin/pip"


class Check:
    """The check of the environment at `root`, which is built from the one at `source` by `rewriter`.

    Its pip is started as soon as possible, and runs while the rest is built.
    """

    __slots__ = ("_flags", "_pip", "_rewriter", "_root", "_source")

    def __init__(self, root: str, source: str, rewriter: Rewriter) -> None:
        self._root = root
        self._source = source
        self._rewriter = rewriter
        self._flags = script.isolated(Environment(source).version)
        self._pip: Child | None = None

    def start(self) -> None:
        """Start the launcher of pip with the Python at `root`, because its shebang has the target path.

        Raises RelocationFailed.
        """
        if _names_old_path(f"{self._root}/{PIP}", self._rewriter):
            raise self._failed("the launcher of its pip contains the old path")
        self._pip = self._start_pip(self._root)

    def finish(self, modules: Sequence[str]) -> None:
        """Start the Python of the complete environment to compile `modules`, and wait for pip.

        If pip does not start at the source either, that is only reported. Raises RelocationFailed.
        """
        paths = [f"{self._root}/{path}" for path in modules]
        outcome = script.ask(
            f"{self._root}/bin/python", self._flags, COMPILE + script.IDENTITY, *paths,
            time_limit=TIME_LIMIT + len(paths),
        )  # fmt: skip
        _, prefix, _ = outcome.values() or ("", "", "")
        if not prefix:
            raise self._failed(f"its Python does not start: {outcome.failure}")
        if os.path.realpath(prefix) != os.path.realpath(self._root):
            raise self._failed(f"its Python has the prefix {shown(prefix)}")
        outcome.show(self._root, self._source)
        pip, self._pip = self._pip, None
        if pip and pip.wait().code:
            self._ask_pip_again()

    def stop(self) -> None:
        """End pip if it is running."""
        if self._pip:
            self._pip.kill()

    def _ask_pip_again(self) -> None:
        """Start pip again, because files may have been missing before; it may fail if it fails at the source too."""
        pip = self._run_pip(self._root)
        if pip is None or pip.code == 0:
            return
        at_source = self._run_pip(self._source)
        if at_source is None or at_source.code == 0:
            raise self._failed(f"its pip does not start: {pip.failure}")
        sys.stderr.write(f"its pip does not start, as it did not before: {pip.failure}\n")

    def _run_pip(self, path: str) -> Outcome | None:
        pip = self._start_pip(path)
        return pip.wait() if pip else None

    def _start_pip(self, path: str) -> Child | None:
        if not os.path.isfile(f"{path}/{PIP}"):
            return None
        try:
            return Child([f"{path}/bin/python", "-B", *self._flags, f"{path}/{PIP}", "--version"])
        except OSError as error:
            reason = system_reason(error)
            raise self._failed(f"its Python does not start: {reason}") from error

    def _failed(self, reason: str) -> errors.RelocationFailed:
        return errors.RelocationFailed(os.path.basename(self._source), reason)


def _names_old_path(launcher: str, rewriter: Rewriter) -> bool:
    """Return whether the first lines of `launcher`, without new paths, contain an old path."""
    head = reading.start(launcher, 8192).split(b"\n")[:2]
    lines = b"\n".join(head)
    for move in rewriter.moves:
        for form in (languages.raw, languages.sh_and_python):
            lines = lines.replace(os.fsencode(form(move.new)), b"")
    return rewriter.text(lines, languages.SH) != lines
