"""Checks of hook files: those that are run must be executable and have an interpreter that exists."""

from __future__ import annotations

import os
import shutil

from envarium.files import reading
from envarium.health.finding import WARNING, Finding, command, edit
from envarium.hooks import events
from envarium.store import names
from envarium.store.references import first_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from envarium.health.subject import Subject, World
    from envarium.store.lookup import Store

SUBJECT = "hooks"
NOT_EXECUTABLE = "hook-not-executable"
NO_SHEBANG = "hook-without-shebang"
BAD_INTERPRETER = "hook-bad-interpreter"
UNREADABLE = "hook-unreadable"


def environment(environment: Subject, _: World) -> Iterator[Finding]:
    """Find an environment's own hooks that cannot run."""
    yield from _judge(environment.name, started(environment.path), _all(environment.path + "/bin"))


def store(store: Store) -> Iterator[Finding]:
    """Find hooks for all environments that cannot run."""
    folder = events.directory(store.root)
    yield from _judge(SUBJECT, started("", store.root), _all(folder))


def started(path: str, root: str = "/") -> list[str]:
    """Return the hooks to run that are not stubs: those in the environment at `path`, or else the global ones."""
    paths = []
    for event in events.RUN_FILES:
        written = events.written(root, event, path)
        paths += [one for one in written if one.startswith(path + "/bin/")] if path else written
    return paths


def not_executable(paths: Iterable[str]) -> list[str]:
    """Return those of the hooks `paths` that are not executable."""
    return [path for path in paths if not os.access(path, os.X_OK)]


def _all(folder: str) -> list[str]:
    paths = (f"{folder}/{name}" for name in reading.names(folder) if names.is_hook(name))
    return [path for path in paths if os.path.isfile(path)]


def _judge(subject: str, paths: list[str], all_paths: list[str]) -> Iterator[Finding]:
    for path in not_executable(paths):
        remedy = command("chmod", "+x", path)
        yield Finding(NOT_EXECUTABLE, WARNING, subject, f"the hook {path} is not executable", remedy)
    for path in all_paths:
        if not os.access(path, os.R_OK):
            remedy = command("chmod", "u+r", path)
            yield Finding(UNREADABLE, WARNING, subject, f"the hook {path} cannot be read", remedy)
        elif path in paths:
            yield from _interpreter(subject, path)


def _interpreter(subject: str, path: str) -> Iterator[Finding]:
    """Find a first line that the kernel cannot use (execve(2))."""
    first = first_bytes(os.path.realpath(path)).partition(b"\n")[0]
    if first[:4] == b"\x7fELF":
        return
    remedy = edit(path)
    if first[:2] != b"#!" or not first[2:].split():
        what = f"the hook {path} does not begin with #! and an interpreter"
        yield Finding(NO_SHEBANG, WARNING, subject, what, remedy)
        return
    program, *words = os.fsdecode(first[2:]).split()
    if os.path.basename(program) == "env" and words and words[0][:1] != "-":
        program = words[0]
    if not shutil.which(program):
        what = f"the hook {path} names the interpreter {program}, which does not exist"
        yield Finding(BAD_INTERPRETER, WARNING, subject, what, remedy)
