"""Proof that an environment works before it is published: its Python says where it is, and its pip starts."""

from __future__ import annotations

import os
import sys

from envarium.errors import RelocationFailed, shown
from envarium.files import reading
from envarium.relocating import languages
from envarium.store import marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from envarium.relocating.spelling import Rewriter

# For Python 2.7 and later. Compiling takes the loader that is frozen in: importing py_compile takes milliseconds.
QUESTION = """
import os, sys
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
getattr(sys.stdout, 'buffer', sys.stdout).write(getattr(os, 'fsencode', str)(sys.prefix))
"""
"""Compiles the modules named, and says the prefix."""

PIP = "bin/pip"


class Call:
    """A program that runs; what it prints can be `heard`."""

    __slots__ = ("_pid", "_reading")

    def __init__(self, command: list[str]) -> None:
        self._reading, writing = os.pipe()
        try:
            self._pid = _spawn(command, writing)
        except OSError:
            os.close(self._reading)
            raise
        finally:
            os.close(writing)

    def heard(self) -> tuple[int, str]:
        """Wait for its end, and return its exit code and what it printed."""
        parts = []
        while part := os.read(self._reading, 65536):
            parts.append(part)
        os.close(self._reading)
        _, status = os.waitpid(self._pid, 0)
        return os.waitstatus_to_exitcode(status), os.fsdecode(b"".join(parts))


def _spawn(command: list[str], writing: int) -> int:
    """Start `command` with its output to `writing` and no input, and return its process id."""
    if not hasattr(os, "posix_spawn"):  # PyPy
        return _fork(command, writing)
    quiet = (
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, writing, 1),
        (os.POSIX_SPAWN_DUP2, writing, 2),
    )
    return os.posix_spawn(command[0], command, os.environ, file_actions=quiet)


def _fork(command: list[str], writing: int) -> int:
    child = os.fork()
    if child:
        return child
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(writing, 1)
        os.dup2(writing, 2)
        os.execv(command[0], command)
    except OSError as error:
        os.write(2, os.fsencode(f"{error.strerror}\n"))
    finally:
        os._exit(127)


class Check:
    """The check of the environment at `root`, which is made from the one at `source` by `rewriter`.

    Its pip is started as soon as it can be: that takes as long as the making of a good part of the rest.
    """

    __slots__ = ("_flags", "_pip", "_rewriter", "_root", "_source")

    def __init__(self, root: str, source: str, rewriter: Rewriter) -> None:
        self._root = root
        self._source = source
        self._rewriter = rewriter
        self._flags = (*marks.isolated(source), "-B")
        self._pip: Call | None = None

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
        command = [f"{self._root}/bin/python", *self._flags, "-c", QUESTION]
        code, said = self._call([*command, *(f"{self._root}/{path}" for path in modules)]).heard()
        if code:
            raise self._failed(f"its Python does not start: {_last(said)}")
        if os.path.realpath(said) != os.path.realpath(self._root):
            raise self._failed(f"its Python takes {shown(said)} for its prefix")
        pip, self._pip = self._pip, None
        if pip and pip.heard()[0]:
            self._ask_pip_again()

    def stop(self) -> None:
        """Await whatever still runs."""
        if self._pip:
            self._pip.heard()

    def _ask_pip_again(self) -> None:
        """Start pip once more, for it may have missed what was not there yet; what fails at the source too may fail."""
        pip = self._start_pip(self._root)
        code, said = pip.heard() if pip else (0, "")
        if code == 0:
            return
        before = self._start_pip(self._source)
        if before is None or before.heard()[0] == 0:
            raise self._failed(f"its pip does not start: {_last(said)}")
        sys.stderr.write(f"its pip does not start, as it did not before: {_last(said)}\n")

    def _start_pip(self, place: str) -> Call | None:
        if not os.path.isfile(f"{place}/{PIP}"):
            return None
        return self._call([f"{place}/bin/python", *self._flags, f"{place}/{PIP}", "--version"])

    def _call(self, command: list[str]) -> Call:
        try:
            return Call(command)
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


def _last(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return "".join([c for c in lines[-1] if c.isprintable()])[:200] if lines else "it says nothing"
