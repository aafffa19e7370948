"""Proof that an environment works before it is published: its Python says where it is, and its pip starts."""

from __future__ import annotations

import os
import sys

from venvarium.errors import RelocationFailed, shown
from venvarium.store import marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

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
        quiet = (
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, writing, 1),
            (os.POSIX_SPAWN_DUP2, writing, 2),
        )
        try:
            self._pid = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
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


def check(root: str, source: str, modules: Sequence[str]) -> None:
    """Check the environment at `root`, made from the one at `source`, and compile its `modules`.

    Both programs run at the same time. Raises RelocationFailed; a pip that does not start at the source either is let
    pass, with a word.
    """
    name = os.path.basename(source)
    flags = _flags(root)
    try:
        asked = Call([f"{root}/bin/python", *flags, "-c", QUESTION, *(f"{root}/{path}" for path in modules)])
        started = _start_pip(root, flags)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RelocationFailed(name, f"its Python does not start: {reason}") from error
    code, said = asked.heard()
    answered = started.heard() if started else None
    if code or os.path.realpath(said) != os.path.realpath(root):
        reason = f"its Python takes {shown(said)} for its prefix" if not code else _last(said)
        raise RelocationFailed(name, reason)
    if answered and answered[0]:
        _blame(name, source, flags, answered[1])


def _flags(root: str) -> tuple[str, ...]:
    """Return how its Python is started so that nothing but the environment matters, and nothing is compiled."""
    old = marks.version(root, marks.config(root)).startswith(("2.", "3.0", "3.1.", "3.2", "3.3"))
    return ("-Es", "-B") if old else ("-I", "-B")


def _start_pip(root: str, flags: Sequence[str]) -> Call | None:
    """Start the launcher of pip by the environment's own Python: its shebang is of the new place."""
    if not os.path.isfile(f"{root}/{PIP}"):
        return None
    return Call([f"{root}/bin/python", *flags, f"{root}/{PIP}", "--version"])


def _blame(name: str, source: str, flags: Sequence[str], said: str) -> None:
    """Say that pip does not start, if it does not at `source` either. Raises RelocationFailed."""
    before = _start_pip(source, flags)
    if before is None or before.heard()[0] == 0:
        raise RelocationFailed(name, f"its pip does not start: {_last(said)}")
    sys.stderr.write(f"its pip does not start, as it did not before: {_last(said)}\n")


def _last(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return "".join([c for c in lines[-1] if c.isprintable()])[:200] if lines else "it says nothing"
